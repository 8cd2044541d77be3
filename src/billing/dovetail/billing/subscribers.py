"""What billing does about what others say."""

from dataclasses import dataclass
from uuid import UUID

from dovetail.billing import services
from dovetail.shared_kernel.events import subscribe


@dataclass(frozen=True, slots=True)
class TenantFounded:
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class SeatsMoved:
    organization_id: UUID


@subscribe("organizations.organization_created.v1")
def open_account(fact: TenantFounded) -> None:
    """Make the billing account before it is needed."""
    services.open_account(tenant_id=fact.organization_id)


@subscribe("organizations.member_added.v1")
def bill_new_seat(fact: SeatsMoved) -> None:
    """Bill the seat from now on."""
    services.refresh_seat_count(tenant_id=fact.organization_id)


@subscribe("organizations.member_removed.v1")
def release_removed_seat(fact: SeatsMoved) -> None:
    """Bill the seat until the period's end only."""
    services.refresh_seat_count(tenant_id=fact.organization_id)


@subscribe("organizations.member_left.v1")
def release_left_seat(fact: SeatsMoved) -> None:
    """Bill the seat until the period's end only."""
    services.refresh_seat_count(tenant_id=fact.organization_id)
