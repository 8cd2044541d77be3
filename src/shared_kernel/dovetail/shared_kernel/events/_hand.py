"""A relay that dies leaves word of what it had in hand, so that a poisonous event is found."""

import json
import logging
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery, RelayHand

logger = logging.getLogger("dovetail.relay")

LOCKS = 0x68616E64  # "hand", the class of our advisory locks
MOST_CRASHES = 3
WORKER_CRASH = "worker_crash: the process that delivered it died each time"


class Hand:
    """
    What this relay delivers now, noted on a connection of its own before it is delivered.

    The connection holds an advisory lock as long as the process lives. Where the lock of a note
    is free, its relay is dead: of what it noted, whatever was not delivered is suspect.
    """

    def __init__(self) -> None:
        self.id = uuid7()
        self._side: BaseDatabaseWrapper | None = None

    def note(self, deliveries: Sequence[int]) -> None:
        """Commit, apart from the delivery's transaction, what is tried next."""
        try:
            self._note(deliveries)
        except (OperationalError, InterfaceError):
            # The connection was lost, and the lock with it; others may have buried us.
            self.close()
            self._note(deliveries)

    def _note(self, deliveries: Sequence[int]) -> None:
        side = self._connected()
        with side.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dovetail_kernel_relayhand (id, in_hand) VALUES (%s, %s) "
                "ON CONFLICT (id) DO UPDATE SET in_hand = excluded.in_hand",
                [self.id, json.dumps(list(deliveries))],
            )

    def _connected(self) -> BaseDatabaseWrapper:
        if self._side is None:
            self._side = connections.create_connection(DEFAULT_DB_ALIAS)
            with self._side.cursor() as cursor:
                # A note that the machine's own crash loses is no loss: PostgreSQL died with it.
                cursor.execute("SET synchronous_commit = off")
                cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCKS, str(self.id)])
        return self._side

    def close(self) -> None:
        if self._side is not None:
            self._side.close()
            self._side = None

    def put_down(self) -> None:
        """End well: nothing is in hand any more."""
        RelayHand.objects.filter(id=self.id).delete()
        self.close()


@transaction.atomic
def bury_the_dead(*, but: Hand | None = None) -> int:
    """
    Count a crash for whatever a dead relay had in hand; how many relays were found dead.

    What it had delivered is not counted, and what has crashed three relays is a dead letter.
    """
    hands = RelayHand.objects.select_for_update(skip_locked=True)
    others = hands if but is None else hands.exclude(id=but.id)
    dead = [hand for hand in others if _is_left(hand)]
    for hand in dead:
        suspects = OutboxDelivery.objects.filter(id__in=hand.in_hand, status=DeliveryStatus.PENDING)
        found = suspects.update(crashes=F("crashes") + 1)
        logger.warning("A relay died with %s deliveries in hand.", found)
        suspects.filter(crashes__gte=MOST_CRASHES).update(
            status=DeliveryStatus.DEAD, last_error=WORKER_CRASH
        )
        hand.delete()
    return len(dead)


def _is_left(hand: RelayHand) -> bool:
    """Whether the lock of a note is free; it is ours until the transaction ends."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, str(hand.id)])
        return bool(cursor.fetchone()[0])
