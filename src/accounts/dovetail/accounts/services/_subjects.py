"""What a person is known by, for contexts that hold texts and no id."""

from typing import Any

from dovetail.accounts import events
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.personal_data import Subject

from . import _people


def subject_of(person: Any) -> Subject:
    """
    A person with the addresses that were proven to be theirs, as far as that is still kept.

    An earlier address that is another user's by now is not among them.
    """
    address = str(getattr(person, person.get_email_field_name()) or "").casefold()
    earlier = {old for old in _earlier(person) if old != address and not _people.is_taken(old)}
    return Subject(
        str(person.pk), frozenset({address, *earlier} - {""}), _people.name_of(person).strip()
    )


def _earlier(person: Any) -> set[str]:
    told = OutboxEvent.objects.filter(
        name=events.EmailChanged.name, payload__user_id=str(person.pk)
    ).values_list("payload__old_email", "payload__new_email")
    undoable = Challenge.objects.filter(user=person, purpose=Purpose.EMAIL_UNDO).values_list(
        "data__old", "data__new"
    )
    return {
        address.casefold()
        for pair in (*told, *undoable)
        for address in pair
        if isinstance(address, str)
    }
