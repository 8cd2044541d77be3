"""Redis goes away and comes back; nobody hangs, and no process is started again."""

import os
import signal
import subprocess
import sys
import time

import pytest

from dovetail.shared_kernel.rates import MeterAway, Quota
from dovetail.shared_kernel.rates.redis import PAUSE_SECONDS, RedisMeter
from redis_server import Valkey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ticket_api")]

TICKETS, QUEUE = "/api/v1/tickets", "/api/v1/queue"
MANY = {"a": Quota(100, 60)}
TAKES = """
import sys
from django.conf import settings
settings.configure(INSTALLED_APPS=["dovetail.shared_kernel"], SECRET_KEY="x")
import django; django.setup()
from dovetail.shared_kernel.rates import Quota
from dovetail.shared_kernel.rates.redis import RedisMeter
meter = RedisMeter(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(sum(not meter.take({"a": Quota(100, 60)})["a"].is_exhausted for _ in range(100)))
"""


@pytest.fixture
def server(tmp_path):
    made = Valkey(tmp_path).start()
    yield made
    made.kill()


@pytest.fixture
def meter(server, wire, settings):
    made = server.meter()
    wire({"shared_kernel.RateMeter": lambda: made})
    settings.DOVETAIL_KERNEL = {"request_rate": "100/1m"}
    return made


def test_two_processes_share_a_count(server):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TAKES, server.url],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    passed = [int(process.communicate("go\n", timeout=30)[0]) for process in processes]

    assert sum(passed) == 100


def test_a_window_ends_by_the_servers_clock(server):
    meter, brief = server.meter(), {"a": Quota(1, 1)}
    assert not meter.take(brief)["a"].is_exhausted
    assert meter.take(brief)["a"].is_exhausted

    time.sleep(1.05)

    assert not meter.take(brief)["a"].is_exhausted


def test_a_key_lives_as_long_as_its_window_and_tells_nobody(server, meter, anonymous):
    anonymous.post(TICKETS, {"email": "ada@example.org"})

    with server.client() as client:
        keys = [key.decode() for key in client.scan_iter()]
        lives = [client.pttl(key) for key in keys]
    assert len(keys) == 4
    assert all(0 < life <= 86_400_000 for life in lives)
    assert not [key for key in keys if "ada" in key or "127.0.0.1" in key]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_redis_goes_away_and_comes_back(server, meter, anonymous, caplog, end):
    assert anonymous.get(QUEUE).has_header("RateLimit")

    server.signal(end)
    answers, slowest = [], 0.0
    for _ in range(20):
        started = time.monotonic()
        answers.append((anonymous.get(QUEUE), anonymous.post(TICKETS, {"email": "a@example.org"})))
        slowest = max(slowest, time.monotonic() - started)

    assert {read.status_code for read, _ in answers} == {200}
    assert {(tried.status_code, tried["Retry-After"]) for _, tried in answers} == {(503, "5")}
    assert slowest < 1.5
    assert caplog.text.count("Requests are not counted") == 1

    if end == signal.SIGSTOP:
        server.signal(signal.SIGCONT)
    else:
        server.start()
    time.sleep(PAUSE_SECONDS + 0.1)

    assert anonymous.post(TICKETS, {"email": "a@example.org"}).status_code == 200
    assert anonymous.get(QUEUE).has_header("RateLimit")
    assert "Requests are counted again; 40 were not." in caplog.text


def test_connections_that_redis_closed_meanwhile_are_not_an_outage(server, caplog):
    meter = server.meter()
    meter.take(MANY)

    with server.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)

    assert meter.take(MANY)["a"].remaining == 98
    assert "not counted" not in caplog.text


def test_redis_that_lost_its_scripts_is_given_them_again(server):
    meter = server.meter()
    meter.take(MANY)

    with server.client() as client:
        client.script_flush()

    assert meter.take(MANY)["a"].remaining == 98


def test_a_meter_that_was_never_answered_says_so_at_once():
    meter = RedisMeter("redis://127.0.0.1:1/0")

    started = time.monotonic()
    for _ in range(100):
        with pytest.raises(MeterAway):
            meter.take(MANY)

    assert time.monotonic() - started < 2
