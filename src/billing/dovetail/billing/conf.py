from dataclasses import dataclass

from dovetail.shared_kernel.conf import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set in DOVETAIL_BILLING."""

    currency: str = "EUR"
    """The ISO 4217 code in which new accounts are billed."""

    timezone: str = "UTC"
    """The IANA time zone in which the periods of new accounts are counted."""

    invoice_prefix: str = "INV"
    """What the number of an invoice starts with: `INV-000001`."""

    dunning_days: tuple[int, ...] = (1, 3, 5, 7)
    """On which days after a declined payment it is tried again; after the last, it is over."""

    seats_without_subscription: int | None = None
    """How many seats a tenant without a subscription may use; None is any number."""

    test_clocks: bool = False
    """Whether the clock of an account may be moved over HTTP. Never in production."""


def conf() -> Settings:
    return read("DOVETAIL_BILLING", Settings)
