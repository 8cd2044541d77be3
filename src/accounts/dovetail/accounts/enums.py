"""The closed lists of the context."""

from django.db.models import TextChoices


class UserKind(TextChoices):
    HUMAN = "human"
    SERVICE = "service"


class Purpose(TextChoices):
    """What a one-time secret is for."""

    SIGNUP = "signup"
    LOGIN_CODE = "login_code"
    SECOND_FACTOR = "second_factor"
    REAUTHENTICATION = "reauthentication"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    EMAIL_CHANGE = "email_change"
    EMAIL_UNDO = "email_undo"
    FACTOR_ENROLLMENT = "factor_enrollment"
    PASSKEY_REGISTRATION = "passkey_registration"
    PASSKEY_LOGIN = "passkey_login"
    FEDERATED_LOGIN = "federated_login"


class DataRequestKind(TextChoices):
    EXPORT = "export"
    ERASURE = "erasure"


class DataRequestStatus(TextChoices):
    """Where an export (the first four) or an erasure (the last three) stands."""

    PREPARING = "preparing"
    READY = "ready"
    EXPIRED = "expired"
    FAILED = "failed"
    SCHEDULED = "scheduled"
    CANCELED = "canceled"
    DONE = "done"


class RevokeReason(TextChoices):
    LOGGED_OUT = "logged_out"
    REVOKED = "revoked"
    TOO_MANY = "too_many"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    EMAIL_CHANGED = "email_changed"
    FACTORS_CHANGED = "factors_changed"
    DEACTIVATED = "deactivated"
    ERASED = "erased"
    IMPERSONATION_ENDED = "impersonation_ended"
    TOKEN_REUSED = "token_reused"  # noqa: S105
