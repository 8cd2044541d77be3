"""Who may act as whom."""

from typing import Any

from dovetail.accounts.permissions import USER_IMPERSONATE
from dovetail.accounts.ports import CanImpersonate
from dovetail.shared_kernel.authz import Actor, StaffAuthorizer
from dovetail.shared_kernel.ports import wired

from . import _people


def may_act_as(impersonator: Any | None, person: Any) -> bool:
    """
    Whether one of the staff may act as a person: asked at the start, and again at every request.

    Nobody acts as somebody who may do more than an ordinary person, whatever a project's port
    says; it may name fewer people, not more.
    """
    if impersonator is None or impersonator.pk == person.pk:
        return False
    is_privileged = any(getattr(person, flag, False) for flag in ("is_staff", "is_superuser"))
    if is_privileged or not _people.may_log_in(person) or not _people.may_log_in(impersonator):
        return False
    return (
        _is_staff(impersonator)
        and not _is_staff(person)
        and wired(CanImpersonate).allows(impersonator, person)
    )


def _is_staff(person: Any) -> bool:
    """Whether the project lets somebody act as others, which makes them one of its staff."""
    actor = Actor(kind="user", user_id=str(person.pk))
    return wired(StaffAuthorizer).allows(actor, person, USER_IMPERSONATE)
