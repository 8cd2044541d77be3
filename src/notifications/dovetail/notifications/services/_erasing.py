"""What notifications erase of a person."""

from itertools import islice

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Now

from dovetail.notifications.enums import UNFINISHED, DeliveryStatus
from dovetail.notifications.models import Delivery, Notification
from dovetail.notifications.repositories import sent_to
from dovetail.shared_kernel.personal_data import Subject

from ._ending import NO_LEASE

ROWS_AT_ONCE = 500


def erase_person(subject: Subject) -> None:
    """
    Delete what a person was told, and take them out of what others were, in the caller's
    transaction. A mail on its way is canceled: whoever sends it now finds no row to write to.
    """
    theirs = sent_to(subject.user_id, subject.addresses)
    Delivery.objects.filter(theirs, status__in=UNFINISHED).update(
        status=DeliveryStatus.CANCELED, payload=None, finished_at=Now(), **NO_LEASE
    )
    _delete(Delivery.objects.filter(theirs))
    _delete(Notification.objects.filter(Q(recipient_id=subject.user_id)))
    _forget_in_words(subject)
    _forget_in_payloads(subject)


def _delete(rows: "QuerySet[Delivery] | QuerySet[Notification]") -> None:
    """By portions: what hangs on a row is read before the row is deleted."""
    ids = rows.values_list("id", flat=True).iterator(ROWS_AT_ONCE)
    while portion := list(islice(ids, ROWS_AT_ONCE)):
        rows.model._base_manager.filter(id__in=portion).delete()


def _forget_in_words(subject: Subject) -> None:
    """Others were told of the person by name and address, in words that are kept."""
    named = Q(pk=None)
    for words in _known_as(subject):
        named |= Q(title__icontains=words) | Q(body__icontains=words)
    for row in Notification.objects.filter(named).iterator(ROWS_AT_ONCE):
        row.title = subject.without_in_prose(row.title)[:255]
        row.body = subject.without_in_prose(row.body)
        row.save(update_fields=["title", "body"])


def _forget_in_payloads(subject: Subject) -> None:
    named = Q(pk=None)
    for words in _known_as(subject):
        named |= Q(words__icontains=words) | Q(last_error__icontains=words)
    waiting = Delivery.objects.alias(words=Cast("payload", TextField())).filter(named)
    for row in waiting.iterator(ROWS_AT_ONCE):
        row.payload = subject.without(row.payload)
        row.last_error = subject.without_in_prose(row.last_error)
        row.save(update_fields=["payload", "last_error"])


def _known_as(subject: Subject) -> list[str]:
    name = [subject.full_name] if " " in subject.full_name else []
    return [*subject.addresses, *name]
