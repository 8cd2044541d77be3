"""What the kernel itself holds of people: the facts that were published, and kept answers."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast, Lower
from django.db.models.query import QuerySet

from dovetail.shared_kernel.models import (
    DeliveryStatus,
    IdempotencyKey,
    JobSchedule,
    OutboxDelivery,
    OutboxEvent,
)

from ._registry import Holding, Section
from ._subject import ERASED, Subject

SEALED = "sealed_"
AT_ONCE = 500


def export(subject: Subject) -> Iterator[Section]:
    """That something was told of the person, and when."""
    told = OutboxEvent.objects.filter(payload__user_id=subject.user_id).order_by("id")
    yield Section(
        "events", told.annotate(event=F("name")).values("event", "occurred_at").iterator(AT_ONCE)
    )


def erase(subject: Subject) -> None:
    """
    Empty what facts say of the person; forget what they were answered.

    First of all, and waiting for relays that have such a fact in hand: what their subscribers
    make of it is there for the contexts that erase next, and nobody is handed it any more.
    """
    for event in _telling_of(subject).iterator(AT_ONCE):
        left = _without(subject, event.payload)
        if left != event.payload:
            pending = OutboxDelivery.objects.filter(event=event, status=DeliveryStatus.PENDING)
            list(pending.select_for_update().values_list("id"))
            OutboxEvent.objects.filter(id=event.id).update(
                payload=left, holds_sealed=any(left.get(key) for key in _sealed(left))
            )
    for address in subject.addresses:
        for errors in (OutboxDelivery.objects, JobSchedule.objects):
            errors.filter(last_error__icontains=address).update(last_error=ERASED)
    IdempotencyKey.objects.filter(caller=f"user:{subject.user_id}").delete()


def _telling_of(subject: Subject) -> "QuerySet[OutboxEvent, OutboxEvent]":
    """Facts that name the person's id or an address of theirs, at whatever depth."""
    named = Q(payload__user_id=subject.user_id)
    for address in subject.addresses:
        named |= Q(words__contains=_in_json(address))
    words = Lower(Cast("payload", TextField()))
    return OutboxEvent.objects.alias(words=words).filter(named).order_by("id")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _without(subject: Subject, payload: dict[str, Any]) -> dict[str, Any]:
    left: dict[str, Any] = subject.without(payload)
    is_about = payload.get("user_id") == subject.user_id or any(
        subject.is_known_by(value) for value in payload.values()
    )
    return {**left, **dict.fromkeys(_sealed(left), "")} if is_about else left


def _sealed(payload: dict[str, Any]) -> list[str]:
    return [key for key in payload if key.startswith(SEALED)]


KERNEL = Holding(
    context="shared_kernel",
    holds="Events that name the person, and what was answered to their idempotency keys.",
    erases="Addresses, names and sealed values in events; every kept answer to the person.",
    keeps=(
        "Events with the person's id, until `event_retention_days`; answers to others, a day. "
        "They prove what happened."
    ),
    export=export,
    erase=erase,
    rank=-1,
)
