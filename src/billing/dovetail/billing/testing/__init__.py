"""What tests of billing are made with, ours and downstream: fakes for its ports, and a catalog."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from uuid import UUID

from dovetail.billing import services


class HandSetClock:
    """A clock that stands still until it is told to go on; wire it to `billing.Clock`."""

    def __init__(self, at: datetime = datetime(2026, 1, 31, 9, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> datetime:
        self.at += timedelta(**duration)
        return self.at


class SeatList:
    """Seats written down by hand; wire it to `billing.SeatCounter`."""

    def __init__(self) -> None:
        self.taken: dict[UUID, int] = {}

    def seats_of(self, tenant_id: UUID) -> int:
        return self.taken.get(tenant_id, 1)


def load_example_catalog() -> None:
    """The plans `starter`, `team` and `business`, in EUR."""
    example = files("dovetail.billing").joinpath("catalog.example.toml")
    services.load_catalog(text=example.read_text("utf-8"))
