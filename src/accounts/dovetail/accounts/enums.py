"""The closed lists of the context."""

from django.db.models import TextChoices


class UserKind(TextChoices):
    HUMAN = "human"
    SERVICE = "service"


class Purpose(TextChoices):
    """What a one-time secret is for."""

    SIGNUP = "signup"


class RevokeReason(TextChoices):
    LOGGED_OUT = "logged_out"
    TOKEN_REUSED = "token_reused"  # noqa: S105
