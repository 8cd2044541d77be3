"""The embedded PostgreSQL is watched like every other process, and ends with who started it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from host_project import embedded
from host_project.processes import Family, Process

OWNER = """
import os, signal, sys, time
from pathlib import Path
from host_project import embedded
from host_project.processes import Process
folder = Path(sys.argv[1])
made = embedded.make_database(folder / "postgres")
process = Process("postgres", made.command, dict(os.environ), folder, made.user, signal.SIGINT)
process.start()
made.wait()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder():
    """A folder that the database's own user may enter, too, where root runs the tests."""
    made = Path(tempfile.mkdtemp(prefix="dovetail-embedded-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_is_started_again_after_kill_9_and_keeps_what_was_written(folder):
    database = embedded.make_database(folder / "postgres")
    process = Process("postgres", database.command, dict(os.environ), folder, database.user)
    process.end_signal = signal.SIGINT
    family, told = Family(), []
    family.start(process)
    try:
        database.wait()
        with psycopg.connect(database.url) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        os.kill(process.running.pid, signal.SIGKILL)
        until = time.monotonic() + 30
        answer = None
        while answer is None and time.monotonic() < until:
            family.heal(told.append)
            time.sleep(0.1)
            if told and process.is_alive:
                try:
                    with psycopg.connect(database.url) as connection:
                        answer = connection.execute("SELECT count(*) FROM kept").fetchone()
                except psycopg.OperationalError:
                    continue
    finally:
        family.stop(is_urgent=lambda: False)

    assert answer == (0,)
    assert told[0] == "postgres ended with -9; it is started again."
    assert not (folder / "postgres" / "postmaster.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_it_ends_when_who_started_it_is_killed(folder):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
    )
    assert owner.stdout.readline() == b"ready\n"
    pid = int((folder / "pid" / "postgres").read_text())
    assert runs(pid)

    owner.kill()
    owner.wait()
    owner.stdout.close()

    until = time.monotonic() + 20
    while runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not runs(pid)
