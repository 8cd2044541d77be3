from dataclasses import dataclass

from dovetail.shared_kernel.conf import read

RETRY_SECONDS = (30, 120, 600, 3600, 14400, 43200, 86400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set in DOVETAIL_NOTIFICATIONS."""

    from_email: str = ""
    """Whom mails come from; empty takes DEFAULT_FROM_EMAIL."""

    message_id_domain: str = ""
    """What stands after the @ in a Message-ID; empty takes the domain that mails come from."""

    retry_seconds: tuple[int, ...] = RETRY_SECONDS
    """How long to wait after each failed attempt; after one more failure a delivery is dead."""

    lease_seconds: int = 300
    """How long a pump may take for one mail before another takes it over."""

    retention_days: int = 90
    """How long finished deliveries and their attempts are kept."""

    inbox_days: int = 365
    """How long a notification stays in the inbox."""


def conf() -> Settings:
    return read("DOVETAIL_NOTIFICATIONS", Settings)
