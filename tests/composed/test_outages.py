"""A web worker while PostgreSQL or Redis is away: what it answers, and that it recovers."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from dovetail.accounts.testing import tokens_of
from host_project.embedded import free_port
from redis_server import Valkey
from severed import Severed

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
SIGN_UP = {"email": "ada@example.org", "password": "correct horse battery", "full_name": "Ada"}
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DOVETAIL_ALONE", "PYTHONWARNINGS")


class Worker:
    """A web process, asked over HTTP."""

    def __init__(self, url, process):
        self.url, self.process = url, process

    def ask(self, method, path, body=None, token=""):
        """The status, the headers and the JSON of an answer."""
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.headers, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, json.loads(answer.read())


@pytest.fixture
def database():
    made = Severed(connection.settings_dict)
    made.mend()
    yield made
    with suppress(OSError):
        made.cut()


@pytest.fixture
def redis(tmp_path):
    made = Valkey(tmp_path).start()
    yield made
    made.kill()


@pytest.fixture
def start(database, redis, tmp_path):
    """Start a worker on the tests' database; several share what is counted."""
    started = []

    def run():
        port = free_port()
        settings = connection.settings_dict
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        log = tmp_path / f"web-{port}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                    *("--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "2"),
                    "host_project.wsgi:application",
                ],
                cwd=ROOT,
                env={
                    **environment,
                    "PYTHONPATH": os.pathsep.join(sys.path),
                    "DJANGO_SETTINGS_MODULE": "host_project.settings.base",
                    "SECRET_KEY": django_settings.SECRET_KEY,
                    "ALLOWED_HOSTS": "127.0.0.1",
                    "DATABASE_URL": (
                        f"postgresql://{settings['USER'] or 'postgres'}:{settings['PASSWORD']}"
                        f"@127.0.0.1:{database.port}/{settings['NAME']}"
                    ),
                    "REDIS_URL": redis.url.rpartition("/")[0],
                },
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        worker = Worker(f"http://127.0.0.1:{port}", process)
        until = time.monotonic() + START_SECONDS
        while True:
            with suppress(OSError):
                assert worker.ask("GET", "billing/plans")[0] == 200, log.read_text()
                return worker
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)

    yield run
    for process in started:
        process.terminate()
    for process in started:
        process.wait(30)


def refusal(answer):
    status, headers, body = answer
    return status, headers["Content-Type"], headers["Retry-After"], body["code"], body["status"]


def test_without_its_database_every_path_answers_503_and_recovers_with_it(
    start, database, make_user, settings
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    worker, user = start(), make_user("ada@example.org", password=SIGN_UP["password"])
    token = tokens_of(user).access_token
    organization = "organizations/01890a5d-ac96-774b-bcce-b302099a8057"
    requests = [
        ("GET", "billing/plans", None, ""),
        ("GET", "me", None, token),
        ("PATCH", "me", {"full_name": "Ada"}, token),
        ("POST", "auth/login", {key: SIGN_UP[key] for key in ("email", "password")}, ""),
        ("POST", "auth/signup", {**SIGN_UP, "email": "grace@example.org"}, ""),
        ("POST", "organizations", {"name": "Acme"}, token),
        ("GET", f"{organization}/members", None, token),
        ("GET", "me/notifications", None, token),
    ]
    before = [worker.ask(*each)[0] for each in requests]

    database.cut()
    for _ in range(2):  # with the connections that were open, and without
        for each in requests:
            started = time.monotonic()
            assert refusal(worker.ask(*each)) == (
                503, "application/problem+json", "5", "unavailable", 503,
            ), each  # fmt: skip
            assert time.monotonic() - started < 5, each
    assert worker.ask("GET", "nowhere")[0] == 404

    database.mend()

    assert before == [200, 200, 200, 200, 202, 201, 404, 200]
    assert [worker.ask(*each)[0] for each in requests] == before
    assert worker.process.poll() is None


def test_what_two_workers_count_is_one_count(start):
    workers = [start(), start()]

    answers = [workers[number % 2].ask("POST", "auth/login", {}) for number in range(31)]

    assert [status for status, _, _ in answers] == [422] * 30 + [429]
    _, headers, body = answers[-1]
    assert (body["code"], body["violated_policies"]) == ("rate_limited", ["log-ins"])
    assert 0 < int(headers["Retry-After"]) <= 300
    assert '"log-ins";r=0;t=' in headers["RateLimit"]
    assert headers["RateLimit-Policy"] == '"log-ins";q=30;w=300, "requests";q=600;w=60'


def test_without_redis_reads_go_on_and_nobody_logs_in_until_it_is_back(start, redis):
    worker = start()

    redis.kill()

    assert worker.ask("GET", "billing/plans")[0] == 200
    assert refusal(worker.ask("POST", "auth/login", {}))[2:] == ("5", "unavailable", 503)

    redis.start()
    time.sleep(1.1)

    assert worker.ask("POST", "auth/login", {})[0] == 422
    assert "RateLimit" in worker.ask("GET", "billing/plans")[1]
