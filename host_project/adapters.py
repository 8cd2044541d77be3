"""Where two contexts meet: adapters that serve one's ports from another's repositories."""

from uuid import UUID

from dovetail.billing import repositories as billing
from dovetail.organizations import repositories as organizations


class PlanSeats:
    """An organization has the seats that its plan includes."""

    def limit(self, tenant_id: UUID) -> int | None:
        return billing.find_seat_limit(tenant_id)


class MemberSeats:
    """A seat is billed for each member."""

    def seats_of(self, tenant_id: UUID) -> int:
        return organizations.count_seats(tenant_id)
