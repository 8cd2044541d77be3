"""`make run` serves a whole business day, and goes on when its processes are killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from host_project.embedded import free_port
from host_project.journey.client import Client
from host_project.journey.walk import API, Walk

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
# A worker takes seconds to start on a busy machine, and longer the more often it dies young.
LEAST_KILLS = 4
MOST_KILLS = 10
WAIT_SECONDS = 240
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DOVETAIL_ALONE", "PYTHONWARNINGS")


@contextmanager
def running(folder: Path):
    """`make run` with everything of its own in a folder; its URL."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    log = (folder / "supervisor.log").open("wb")
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "host_project.supervisor", "--port", str(port)],
        cwd=ROOT,
        env={
            **environment,
            "RUN_DIR": str(folder / "run"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS
        while b"Ctrl-C" not in (folder / "supervisor.log").read_bytes():
            assert supervisor.poll() is None, (folder / "supervisor.log").read_text()
            assert time.monotonic() < until, (folder / "supervisor.log").read_text()
            time.sleep(0.2)
        yield url
    finally:
        supervisor.send_signal(signal.SIGINT)
        try:
            supervisor.wait(60)
        finally:
            supervisor.kill()
            log.close()


@pytest.fixture
def folder():
    """A folder that the database's own user may enter, too, where root runs the tests."""
    made = Path(tempfile.mkdtemp(prefix="dovetail-run-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def alive(folder: Path) -> list[int]:
    """The processes that were started and still are."""
    pids = [int(file.read_text()) for file in (folder / "run" / "pid").glob("*")]
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and not is_zombie(pid)]


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def killer(folder: Path, names: tuple[str, ...], stop: threading.Event, killed: list[str]) -> None:
    """kill -9 one of the processes, again and again, for as long as the day lasts."""
    while not stop.wait(random.uniform(0.5, 4.0)) and len(killed) < MOST_KILLS:
        name = random.choice(names)
        try:
            os.killpg(int((folder / "run" / "pid" / name).read_text()), signal.SIGKILL)
        except (OSError, ValueError):
            continue
        killed.append(name)


def everything(client: Client, path: str, key: str) -> list[dict]:
    rows, url = [], f"{path}?per_page=100"
    while url:
        body = client.get(url).body
        rows += body[key]
        url = body["pagination"]["next"]
    return rows


def assert_nothing_lost_and_nothing_twice(walk: Walk) -> None:
    invoices = everything(walk.ada, f"{walk.here}/billing/invoices", "invoices")
    assert Counter(invoice["status"] for invoice in invoices) == {"paid": 1, "open": 1}
    assert len({invoice["number"] for invoice in invoices}) == 2

    members = everything(walk.ada, f"{walk.here}/members", "members")
    assert len(members) == 2

    titles = Counter(
        one["title"] for one in everything(walk.ada, f"{API}/me/notifications", "notifications")
    )
    assert titles
    assert set(titles.values()) == {1}

    assert all(mails_of(walk).values())  # at least once: a mail is no row of the database's


def mails_of(walk: Walk) -> dict[str, Counter[str]]:
    """How often each mail came, by its subject, to each person."""
    return {
        person.email: Counter(mail["subject"] for mail in walk.mails_to(person.email))
        for person in walk.people.values()
    }


def test_the_day_goes_by_and_ctrl_c_leaves_no_process(folder):
    with running(folder) as url:
        walk = Walk(url, say=print, saw=lambda answer: None, wait_seconds=WAIT_SECONDS)
        walk.all()
        assert_nothing_lost_and_nothing_twice(walk)
        assert {count for mails in mails_of(walk).values() for count in mails.values()} == {1}
        assert Client(url).get("/health/ready").status == 200
        for page in ("/", "/mail", "/admin/login/", f"{API}/docs", f"{API}/redoc"):
            assert Client(url).get(page).status == 200

    assert alive(folder) == []


def test_relay_and_worker_are_killed_all_day_and_nothing_is_lost_or_done_twice(folder):
    stop, killed = threading.Event(), []
    with running(folder) as url:
        names = ("relay", "worker")
        chaos = threading.Thread(target=killer, args=(folder, names, stop, killed))
        chaos.start()
        days = []
        try:
            while len(killed) < LEAST_KILLS:
                days.append(Walk(url, print, lambda answer: None, WAIT_SECONDS))
                days[-1].all()
        finally:
            stop.set()
            chaos.join()
        for day in days:
            assert_nothing_lost_and_nothing_twice(day)

    assert alive(folder) == []
