"""
One process of outbox.py: says `ready`, waits for a line, works, and says as JSON what it took.

`relay` delivers what is due and ends; `wait` is the relay as a deployment runs it, until the next
line; `bare` is a loop around SKIP LOCKED, written by hand with psycopg, that inserts the same row.
"""

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from brewery.models import Cup  # noqa: E402
from brewery.subscribers import Poured  # noqa: E402
from dovetail.shared_kernel import events  # noqa: E402
from dovetail.shared_kernel.events._hand import Hand  # noqa: E402

INSERT = "INSERT INTO brewery_cup (pot, number) VALUES (%s, %s)"
CLAIM = """
SELECT id, payload FROM bare_queue WHERE status = 0
ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
"""
handled_at: dict[int, float] = {}


def by_orm(fact: Poured) -> None:
    Cup.objects.create(pot=fact.pot, number=fact.number)


def by_sql(fact: Poured) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [fact.pot, fact.number])


def nothing(fact: Poured) -> None: ...


def timed(fact: Poured) -> None:
    by_orm(fact)
    transaction.on_commit(lambda: handled_at.setdefault(fact.number, time.time()))


HANDLERS = {"orm": by_orm, "sql": by_sql, "nothing": nothing, "timed": timed}


class Taken:
    """What it took from the starting signal on, in this process and in its PostgreSQL backend."""

    def __init__(self, backend: int) -> None:
        self.backend = backend
        print("ready", flush=True)
        sys.stdin.readline()
        self.cpu, self.theirs = _cpu(), self._theirs()

    def report(self, **words: Any) -> None:
        ended, theirs = time.time(), self._theirs()
        words |= {"ended": ended, "cpu": _cpu() - self.cpu}
        words["backend"] = None if theirs is None or self.theirs is None else theirs - self.theirs
        print(json.dumps(words), flush=True)

    def _theirs(self) -> float | None:
        """None where PostgreSQL's processes are not on this machine."""
        try:
            with open(f"/proc/{self.backend}/stat") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def listen_with(handler: Callable[[Poured], None]) -> int:
    """One subscriber, under the name that the deliveries are stored for; who serves us."""
    events.remove_subscription("brewery.count_cup")
    events.subscribe("brewery.pot_emptied.v1", name="brewery.count_cup")(handler)
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def relay(handler: str) -> None:
    taken = Taken(listen_with(HANDLERS[handler]))
    hand, count = Hand(), 0
    while some := events.deliver_batch(hand=hand):
        count += some
    hand.put_down()
    taken.report(events=count)


def bare(handler: str) -> None:
    given = connection.get_connection_params()
    kept = {
        key: given[key] for key in ("dbname", "user", "password", "host", "port") if key in given
    }
    with psycopg.connect(**kept, autocommit=True) as raw:
        taken, count, rows = Taken(raw.info.backend_pid), 0, [(0, {})]
        while rows:
            with raw.transaction():
                rows = raw.execute(CLAIM).fetchall()
                for _, payload in rows:
                    raw.execute(INSERT, [payload["pot"], payload["number"]])
                done = [number for number, _ in rows]
                raw.execute("UPDATE bare_queue SET status = 1 WHERE id = ANY(%s)", [done])
            count += len(rows)
        taken.report(events=count)


def wait(handler: str) -> None:
    ended = threading.Event()
    taken = Taken(listen_with(HANDLERS[handler]))
    threading.Thread(target=lambda: (sys.stdin.readline(), ended.set()), daemon=True).start()
    events.run_relay(keep_on=lambda: not ended.is_set())
    taken.report(events=len(handled_at), handled_at=handled_at)


if __name__ == "__main__":
    {"relay": relay, "bare": bare, "wait": wait}[sys.argv[1]](sys.argv[2])
