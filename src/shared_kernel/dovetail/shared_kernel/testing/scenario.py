"""Something happens, the relay runs, and something is expected of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from dovetail.shared_kernel.events import (
    Event,
    all_subscriptions,
    deliver_batch,
    publish,
    published_by,
)
from dovetail.shared_kernel.jobs import run_job
from dovetail.shared_kernel.models import OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.transports import UserId

from .passing import grow_older

MOST_ROUNDS = 1000


class SubscriberFailed(AssertionError):
    """Somebody could not handle what was told; the relay would try again later."""


class Scenario:
    """
    Steps, and what is told in each.

    Each step runs the relay until it is quiet, and fails with the words of the first subscriber
    that does. The relay is the one of production; only nobody waits for it.
    """

    def __init__(self) -> None:
        self._before: frozenset[UUID] = frozenset()

    def when(self, action: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Do something, such as call a service or an endpoint; what it returns."""
        self._begin()
        done = action(*args, **kwargs)
        self._deliver()
        return done

    def publish(self, event: Event, *, by: UserId | None = None) -> None:
        """Tell a fact of an installed context, as somebody."""
        self.when(_publish, event, by)

    def hear(self, name: str, payload: Mapping[str, Any], *, tenant_id: UUID | None = None) -> None:
        """Tell a fact of a context that need not be installed, under its wire name."""
        self.when(_store, name, payload, tenant_id)

    def turn(self, job: str) -> int:
        """Give a job one turn; how many rows it did."""
        done: int = self.when(run_job, job)
        return done

    def time_passes(self, **duration: float) -> None:
        """Let so much time pass (`days=14`): everything that is stored grows older by it."""
        self.when(grow_older, timedelta(**duration))

    def told(self, name: str, **says: Any) -> dict[str, Any]:
        """The payload of an event that was told in the last step, and says this among the rest."""
        wanted = msgspec.json.decode(msgspec.json.encode(says))
        told = self._told()
        for each, payload in told:
            if each == name and wanted.items() <= payload.items():
                return payload
        lines = "\n".join(f"  {each} {payload}" for each, payload in told) or "  nothing"
        raise AssertionError(f"{name} with {wanted} was not told; told was\n{lines}")

    def told_names(self) -> list[str]:
        """The names of what was told in the last step, the oldest first."""
        return [name for name, _ in self._told()]

    def _told(self) -> list[tuple[str, dict[str, Any]]]:
        rows = OutboxEvent.objects.exclude(id__in=self._before).order_by("id")
        return list(rows.values_list("name", "payload"))

    def _begin(self) -> None:
        self._before = frozenset(OutboxEvent.objects.values_list("id", flat=True))

    def _deliver(self) -> None:
        failures = _failures()
        for _ in range(MOST_ROUNDS):
            if not deliver_batch():
                break
        else:
            raise AssertionError("The relay does not come to rest: events cause each other.")
        for delivery, (attempts, name, error) in _failures().items():
            if attempts > failures.get(delivery, (0, "", ""))[0]:
                raise SubscriberFailed(f"{name}: {error}")


def _failures() -> dict[int, tuple[int, str, str]]:
    rows = OutboxDelivery.objects.filter(attempts__gt=0).order_by("id")
    return {
        key: (attempts, name, error)
        for key, attempts, name, error in rows.values_list(
            "id", "attempts", "subscription", "last_error"
        )
    }


@transaction.atomic
def _publish(event: Event, by: UserId | None) -> None:
    with published_by(actor_id=by, request_id=None):
        publish(event)


@transaction.atomic
def _store(name: str, payload: Mapping[str, Any], tenant_id: UUID | None) -> None:
    said = msgspec.json.decode(msgspec.json.encode(dict(payload)))
    event = OutboxEvent.objects.create(name=name, payload=said, tenant_id=tenant_id)
    OutboxDelivery.objects.bulk_create(
        OutboxDelivery(event=event, subscription=one.name)
        for one in all_subscriptions().values()
        if one.event == name
    )
