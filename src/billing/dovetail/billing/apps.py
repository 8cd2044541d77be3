from django.apps import AppConfig

from dovetail.shared_kernel.manifest import Manifest


class BillingConfig(AppConfig):
    name = "dovetail.billing"
    label = "dovetail_billing"
    verbose_name = "Billing"
    default_auto_field = "django.db.models.BigAutoField"
    manifest = Manifest(
        purpose="What a tenant pays for, and how: plans, subscriptions, invoices and payments.",
        owner="@dovetail/billing",
        data=("operational", "personal", "financial"),
    )

    def ready(self) -> None:
        from dovetail.billing import checks  # noqa: F401, PLC0415  (registers the checks)
