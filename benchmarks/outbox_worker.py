"""
One process of outbox.py: says `ready`, waits for `go`, works, and says what it took as JSON.

`relay` delivers what is due and ends; `wait` is the relay as it runs, until its input ends; `bare`
is a loop around SKIP LOCKED, written by hand with psycopg, that inserts the same row.
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

if not django.apps.apps.ready:
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


def by_orm(fact: Poured) -> None:
    Cup.objects.create(pot=fact.pot, number=fact.number)


def by_sql(fact: Poured) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [fact.pot, fact.number])


def nothing(fact: Poured) -> None: ...


HANDLERS = {"orm": by_orm, "sql": by_sql, "nothing": nothing}
handled_at: dict[int, float] = {}


def timed(fact: Poured) -> None:
    by_orm(fact)
    transaction.on_commit(lambda: handled_at.setdefault(fact.number, time.time()))


def listen_with(handler: Callable[[Poured], None]) -> None:
    """One subscriber, under the name that the deliveries are stored for."""
    events.remove_subscription("brewery.count_cup")
    events.subscribe("brewery.pot_emptied.v1", name="brewery.count_cup")(handler)


def relay(handler: str) -> tuple[int, list[int]]:
    listen_with(HANDLERS[handler])
    hand = Hand()
    hand.note([])
    backends = [_backend(connection), _backend(hand._side)]
    yield_ready(backends)
    taken = 0
    while some := events.deliver_batch(hand=hand):
        taken += some
    hand.put_down()
    return taken, backends


def bare(handler: str) -> tuple[int, list[int]]:
    parameters = connection.get_connection_params()
    kept = ("dbname", "user", "password", "host", "port")
    raw = psycopg.connect(**{key: parameters[key] for key in kept if key in parameters})
    backends = [raw.info.backend_pid]
    yield_ready(backends)
    taken = 0
    while True:
        with raw.transaction():
            rows = raw.execute(CLAIM).fetchall()
            for _, payload in rows:
                raw.execute(INSERT, [payload["pot"], payload["number"]])
            done = [id_ for id_, _ in rows]
            raw.execute("UPDATE bare_queue SET status = 1 WHERE id = ANY(%s)", [done])
        if not rows:
            return taken, backends
        taken += len(rows)


def wait() -> None:
    """As a deployment runs it; answers with the instant at which each event was handled."""
    listen_with(timed)
    ended = threading.Event()

    def watch() -> None:
        sys.stdin.readline()
        ended.set()

    print("ready", flush=True)
    threading.Thread(target=watch, daemon=True).start()
    cpu = _cpu()
    events.run_relay(keep_on=lambda: not ended.is_set())
    print(json.dumps({"handled_at": handled_at, "cpu": _cpu() - cpu}), flush=True)


def yield_ready(backends: list[int]) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    started.update(wall=time.time(), cpu=_cpu(), backend=_backend_cpu(backends))


started: dict[str, Any] = {}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _backend(of: Any) -> int:
    of.ensure_connection()
    return int(of.connection.info.backend_pid)


def _backend_cpu(pids: list[int]) -> float | None:
    """What PostgreSQL's processes used for us; None where they are not on this machine."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            return None
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def main(kind: str, handler: str) -> None:
    if kind == "wait":
        wait()
        return
    taken, backends = {"relay": relay, "bare": bare}[kind](handler)
    ended, backend = time.time(), _backend_cpu(backends)
    begun = started["backend"]
    print(
        json.dumps(
            {
                "events": taken,
                "ended": ended,
                "cpu": _cpu() - started["cpu"],
                "backend": None if backend is None or begun is None else backend - begun,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
