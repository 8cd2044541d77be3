"""
What outbox.py measures beside the outbox: Celery on Redis and procrastinate, tasks that do nothing.

Each runs in a throwaway environment with requirements-outbox.txt, or is left out with a reason.
As a script it is the peer's own process: `outbox_peers.py celery redis://… 10000`.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 300


def compare(database: str, count: int, row: Callable[..., None]) -> None:
    from redis_server import Valkey  # noqa: PLC0415  (the peers' own processes have no Django)

    with tempfile.TemporaryDirectory(prefix="dovetail-peers-") as folder:
        try:
            python = environment(Path(folder) / "venv")
        except subprocess.SubprocessError as error:
            print(f"Peers are left out, their environment cannot be made: {error}")
            return
        row("tasks that do nothing, one process", "per second", "CPU µs", "")
        measure(python, "procrastinate", database, count, row)
        redis = Valkey(folder).start()
        try:
            measure(python, "celery", redis.url, count, row)
        finally:
            redis.kill()


def environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    needs = str(HERE / "requirements-outbox.txt")
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", needs], check=True, timeout=SECONDS)
    return python


def measure(python: str, name: str, url: str, count: int, row: Callable[..., None]) -> None:
    command = [python, "-W", "ignore", __file__, name, url, str(count)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if told.returncode:
        print(f"{name} is left out: {told.stderr.strip().splitlines()[-1:]}")
        return
    taken = json.loads(told.stdout.strip().splitlines()[-1])
    row(name, f"{count / taken['wall']:,.0f}", f"{taken['cpu'] / count * 1e6:.0f}", "")


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def celery(url: str, count: int) -> None:
    """The worker's own process delivers (the pool `solo`), as fast as it can."""
    from celery import Celery  # noqa: PLC0415

    app = Celery("benchmark", broker=url)
    app.conf.update(task_ignore_result=True, task_acks_late=True, worker_redirect_stdouts=False)
    seen: list[tuple[float, float]] = []

    @app.task
    def nothing(number: int) -> None:
        if number == 0:
            seen.append((time.perf_counter(), cpu()))
        if number == count - 1:
            wall, used = time.perf_counter() - seen[0][0], cpu() - seen[0][1]
            print(json.dumps({"wall": wall, "cpu": used}), flush=True)
            os._exit(0)

    for number in range(count):
        nothing.delay(number)
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR"]
    app.worker_main(["worker", "--pool", "solo", *quiet])


def procrastinate(url: str, count: int) -> None:
    import procrastinate as peer  # noqa: PLC0415

    app = peer.App(connector=peer.PsycopgConnector(conninfo=url))

    @app.task
    async def nothing(number: int) -> None: ...

    async def run() -> None:
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            for first in range(0, count, 1000):
                batch = [{"number": first + number} for number in range(1000)]
                await nothing.batch_defer_async(*batch[: count - first])
            begun, used = time.perf_counter(), cpu()
            await app.run_worker_async(wait=False, concurrency=10)
            words = {"wall": time.perf_counter() - begun, "cpu": cpu() - used}
            print(json.dumps(words), flush=True)

    import asyncio  # noqa: PLC0415

    asyncio.run(run())


if __name__ == "__main__":
    {"celery": celery, "procrastinate": procrastinate}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
