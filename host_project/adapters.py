"""Where two contexts meet: adapters that serve one's ports from another's repositories."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from dovetail.accounts import repositories as accounts
from dovetail.accounts import services as accounts_services
from dovetail.billing import repositories as billing
from dovetail.organizations import repositories as organizations
from dovetail.organizations.transports import IssuedServiceKey, ServiceKey
from dovetail.shared_kernel.transports import UserId

T = TypeVar("T")


class PlanSeats:
    """An organization has the seats that its plan includes."""

    def limit(self, tenant_id: UUID) -> int | None:
        return billing.find_seat_limit(tenant_id)


class MemberSeats:
    """A seat is billed for each member."""

    def seats_of(self, tenant_id: UUID) -> int:
        return organizations.count_seats(tenant_id)


class Programs:
    """The service accounts of organizations are users of accounts, with its keys."""

    def create(self, *, tenant_id: UUID, name: str, created_by_id: UserId) -> UserId:
        return accounts_services.create_service_account(
            tenant_id=tenant_id, name=name, created_by_id=created_by_id
        ).user_id

    def deactivate(self, user_id: UserId) -> None:
        accounts_services.deactivate_service_account(user_id=user_id)

    def issue_key(
        self,
        *,
        user_id: UserId,
        created_by_id: UserId,
        name: str,
        scopes: list[str],
        expires_at: datetime | None,
    ) -> IssuedServiceKey:
        key = accounts_services.issue_service_key(
            user_id=user_id,
            created_by_id=created_by_id,
            name=name,
            scopes=scopes,
            expires_at=expires_at,
        )
        return _as(IssuedServiceKey, key)

    def revoke_key(self, *, user_id: UserId, key_id: UUID) -> None:
        accounts_services.revoke_service_key(user_id=user_id, api_key_id=key_id)

    def list_keys(self, user_id: UserId) -> Sequence[ServiceKey]:
        return [_as(ServiceKey, key) for key in accounts.get_service_keys(user_id)]


def _as(transport: type[T], other: Any) -> T:
    """One context's transport out of another's that has the same fields, and more."""
    return transport(**{field.name: getattr(other, field.name) for field in fields(transport)})  # type: ignore[arg-type]
