"""What was answered to a key is answered again, and what it asked for is done once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from .errors import BadRequest, Conflict, Unprocessable
from .jobs import Budget
from .models import IdempotencyKey

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
BATCH = 1000


class IdempotencyKeyRequired(BadRequest):
    """This operation moves money, and needs the header Idempotency-Key."""


class IdempotencyKeyInvalid(BadRequest):
    """An Idempotency-Key is 1 to 255 printable ASCII characters."""


class IdempotencyKeyReused(Unprocessable):
    """This Idempotency-Key was sent with another request; a new request needs a new key."""


class IdempotencyInProgress(Conflict):
    """A request with this Idempotency-Key is being answered; ask again in a moment."""

    retry_after = 2


class IdempotencyAnswerNotKept(Conflict):
    """This was done before, and held a secret that is shown once; `location` is what was made."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was given the first time."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One request under a key; ``holder`` tells it from others with the same key."""

    caller: str
    key: str
    fingerprint: str
    holder: UUID = field(default_factory=uuid4)

    def answered(self) -> Answered | None:
        """
        What was answered to this key, or None, and then the key is this transaction's alone.

        :raises IdempotencyKeyReused:
        :raises IdempotencyInProgress:
        """
        is_mine = self._lock()
        row = (
            IdempotencyKey.objects.filter(
                caller=self.caller, key=self.key, created_at__gt=Now() - KEPT
            )
            .annotate(is_leased=Q(lease_until__gt=Now()))
            .first()
        )
        if row is not None and row.fingerprint != self.fingerprint:
            raise IdempotencyKeyReused
        if row is not None and row.status is not None:
            return Answered(row.status, bytes(row.body), row.headers)
        if not is_mine or (row is not None and row.is_leased):
            raise IdempotencyInProgress
        return None

    def keep(self, answer: Answered) -> None:
        """Keep an answer; it commits with whatever else the transaction does."""
        self._write(status=answer.status, body=answer.body, headers=dict(answer.headers))

    def lease(self) -> Answered | None:
        """Take the key for two minutes, or say what was answered to it; commits by itself."""
        with transaction.atomic():
            answer = self.answered()
            if answer is None:
                self._write(lease_until=Now() + LEASE, holder=self.holder)
        return answer

    def complete(self, answer: Answered) -> None:
        """Keep an answer under a lease, unless another has taken the key over."""
        self._leased().update(
            status=answer.status,
            body=answer.body,
            headers=dict(answer.headers),
            lease_until=None,
            holder=None,
        )

    def release(self) -> None:
        self._leased().delete()

    def _leased(self) -> QuerySet[IdempotencyKey]:
        return IdempotencyKey.objects.filter(
            caller=self.caller, key=self.key, holder=self.holder, status=None
        )

    def _lock(self) -> bool:
        # Nobody waits for a key, and the lock ends with the transaction, however that ends.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))",
                [f"{self.caller} {self.key}"],
            )
            return bool(cursor.fetchone()[0])

    def _write(self, **values: Any) -> None:
        row = IdempotencyKey(
            caller=self.caller, key=self.key, fingerprint=self.fingerprint, **values
        )
        IdempotencyKey.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["caller", "key"],
            update_fields=[
                "fingerprint", "status", "body", "headers", "created_at", "lease_until", "holder",
            ],
        )  # fmt: skip


def purge_answers(*, budget: Budget) -> int:
    """Forget the answers that were kept for a day; how many it did."""
    purged = 0
    while not budget.is_spent:
        old = IdempotencyKey.objects.filter(created_at__lte=Now() - KEPT).values("pk")[:BATCH]
        count, _ = IdempotencyKey.objects.filter(pk__in=old).delete()
        purged += count
        if count < BATCH:
            break
    return purged
