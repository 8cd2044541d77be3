"""What people say of themselves."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from dovetail.accounts import errors, events, repositories, transports
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _people


@transaction.atomic
def update_profile(*, user_id: UserId, changes: dict[str, str]) -> transports.Me:
    """
    Change full_name, locale or timezone; what is absent, or the same, stays untold.

    :raises ProfileFieldNotKept: when the project's user model has no column for one.
    """
    users: Any = get_user_model()
    person = users._default_manager.select_for_update(of=("self",)).filter(pk=user_id).first()
    if person is None or not person.is_active:
        raise NotFound
    changed = [field for field, value in changes.items() if _change(person, field, value)]
    if changed:
        person.save()
        publish(events.ProfileUpdated(user_id=user_id, changed=changed))
    return repositories.get_me(user_id)


def _change(person: Any, field: str, value: str) -> bool:
    """Set a field in the columns that the user model has for it; whether that changed any."""
    known = _people.column_names()
    columns = _people.named(value, known) if field == "full_name" else {field: value}
    if not columns or not known.issuperset(columns):
        raise errors.ProfileFieldNotKept(field=field)
    before = [getattr(person, name) for name in columns]
    for name, part in columns.items():
        setattr(person, name, part)
    return before != list(columns.values())
