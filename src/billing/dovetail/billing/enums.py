from django.db.models import TextChoices


class VersionStatus(TextChoices):
    ACTIVE = "active"
    RETIRED = "retired"


class SubscriptionStatus(TextChoices):
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"


class InvoiceStatus(TextChoices):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    UNCOLLECTIBLE = "uncollectible"


class BillingReason(TextChoices):
    CREATE = "subscription_create"
    CYCLE = "subscription_cycle"
    CANCEL = "subscription_cancel"


class LineKind(TextChoices):
    RECURRING = "recurring"
    PRORATION_CHARGE = "proration_charge"


class PaymentStatus(TextChoices):
    CREATED = "created"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class MethodStatus(TextChoices):
    ATTACHED = "attached"
    DETACHED = "detached"
