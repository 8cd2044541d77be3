"""
Requests per second of the caller's own profile, with an access token and with an API key, beside
django-allauth, dj-rest-auth and djoser; and what it costs to know whose a token or a key is.

Each is a project of its own in `projects`, written as its documentation says, over a database of
its own on one PostgreSQL, served by one granian worker on one core; the requests come from another.
All are installed into an environment that this run makes and deletes.

Run: python benchmarks/accounts.py   (DATABASE_URL, or the embedded PostgreSQL)
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from psycopg import sql

ROOT = Path(__file__).parents[1]
PROJECTS = Path(__file__).parent / "projects"
sys.path[:0] = [str(ROOT / "tests/support"), str(PROJECTS)]

from common import EMAIL, PASSWORD  # noqa: E402
from load import Load, asked, free_port  # noqa: E402

from database import database_url  # noqa: E402

Login = Callable[[str], str]


def dovetail_token(url: str) -> str:
    body = {"email": EMAIL, "password": PASSWORD}
    return str(asked(f"{url}/api/v1/auth/login", body)["tokens"]["access_token"])


def dovetail_key(url: str) -> str:
    body = {"name": "benchmark", "scopes": ["accounts:profile.read"]}
    return str(asked(f"{url}/api/v1/auth/api-keys", body, dovetail_token(url))["secret"])


def allauth_token(url: str) -> str:
    body = {"email": EMAIL, "password": PASSWORD}
    return str(asked(f"{url}/_allauth/app/v1/auth/login", body)["meta"]["access_token"])


def dj_rest_auth_token(url: str) -> str:
    return str(asked(f"{url}/auth/login/", {"username": "ada", "password": PASSWORD})["access"])


def djoser_token(url: str) -> str:
    body = {"username": "ada", "password": PASSWORD}
    return str(asked(f"{url}/auth/jwt/create/", body)["access"])


@dataclass(frozen=True)
class Contender:
    name: str
    project: str
    path: str
    log_in: Login
    environment: dict[str, str] = field(default_factory=dict)


CONTENDERS = [
    Contender("dovetail-accounts, access token", "dovetail", "/api/v1/me", dovetail_token),
    Contender("dovetail-accounts, API key", "dovetail", "/api/v1/me", dovetail_key),
    Contender("django-allauth headless, JWT", "allauth", "/me", allauth_token),
    Contender(
        "django-allauth headless, JWT, session checked",
        "allauth",
        "/me",
        allauth_token,
        {"BENCHMARK_STATEFUL": "1"},
    ),
    Contender("dj-rest-auth, simplejwt", "dj_rest_auth", "/auth/user/", dj_rest_auth_token),
    Contender("djoser, simplejwt", "djoser", "/auth/users/me/", djoser_token),
]


class Bench:
    """The environment, the databases and the servers of one run."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        key = rsa.generate_private_key(65537, 2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PYTHONPATH": str(PROJECTS),
            "BENCHMARK_PRIVATE_KEY": pem.decode(),
        }

    def install(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        self._run(
            [
                *("-m", "pip", "install", "-q", "--disable-pip-version-check"),
                *("-r", str(ROOT / "benchmarks/requirements-accounts.txt")),
                f"{ROOT}/src/shared_kernel[sealed]",
                f"{ROOT}/src/accounts[argon2]",
            ]
        )

    @contextmanager
    def databases(self) -> Iterator[None]:
        projects = sorted({one.project for one in CONTENDERS})
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", projects)
        self._on_server("CREATE DATABASE {}", projects)
        try:
            for project in projects:
                self._run([str(PROJECTS / "prepare.py")], project)
            yield
        finally:
            self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", projects)

    @contextmanager
    def served(self, contender: Contender) -> Iterator[tuple[str, int]]:
        port = free_port()
        command = [str(self.python), "-m", "granian", "--interface", "wsgi", "--no-ws"]
        command += ["--workers", "1", "--blocking-threads", "4", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--log-level", "error", "serving:application"]
        server = subprocess.Popen(
            command,
            env=self.environment_of(contender),
            preexec_fn=lambda: _stay_on(0),
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait(20)

    def costs(self, times: int) -> dict[str, list[float]]:
        said = self._run([str(PROJECTS / "costs.py"), str(times)], "dovetail")
        costs: dict[str, list[float]] = json.loads(said)
        return costs

    def environment_of(self, contender: Contender) -> dict[str, str]:
        return {**self._environment(contender.project), **contender.environment}

    def _environment(self, project: str) -> dict[str, str]:
        return {**self.environment, "DJANGO_SETTINGS_MODULE": f"{project}_settings"}

    def _run(self, arguments: list[str], project: str = "") -> str:
        done = subprocess.run(
            [str(self.python), *arguments],
            env=self._environment(project),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def _on_server(self, statement: str, projects: list[str]) -> None:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as server:
            for project in projects:
                name = sql.Identifier(f"benchmark_{project}")
                server.execute(sql.SQL(statement).format(name))


def _stay_on(core: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used, as Linux counts it."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            if pid in (int(stat.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(bench: Bench, rounds: int, load: Load) -> dict[str, list[tuple[float, float]]]:
    """Requests per second, and milliseconds of the server's CPU for each."""
    taken: dict[str, list[tuple[float, float]]] = {one.name: [] for one in CONTENDERS}
    for number in range(rounds):
        for contender in CONTENDERS:
            with bench.served(contender) as (url, pid):
                token = contender.log_in(url)
                load.answers(url, contender.path, token, seconds=1)
                before = cpu_seconds(pid)
                answered = load.answers(url, contender.path, token)
                cpu = (cpu_seconds(pid) - before) / answered * 1e3
            rate = answered / load.seconds
            taken[contender.name].append((rate, cpu))
            print(f"round {number + 1}: {contender.name:48}{rate:8.0f}/s {cpu:8.2f} ms", flush=True)
    return taken


def report(taken: dict[str, list[tuple[float, float]]], costs: dict[str, list[float]]) -> None:
    medians = {
        name: [statistics.median(each) for each in zip(*pairs, strict=True)]
        for name, pairs in taken.items()
    }
    first_rate, first_cpu = medians[CONTENDERS[0].name]
    print(f"\n{'':48}{'requests/s':>12}{'ratio':>8}{'CPU ms':>10}{'ratio':>8}")
    for name, (rate, cpu) in medians.items():
        ratios = rate / first_rate, cpu / first_cpu
        print(f"{name:48}{rate:12.0f}{ratios[0]:8.2f}{cpu:10.2f}{ratios[1]:8.2f}")
    print(f"\n{'whose is':48}{'CPU µs':>12}{'wall µs':>12}")
    for name, (cpu, wall) in costs.items():
        print(f"{name:48}{cpu:12.0f}{wall:12.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="of load in each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--checks", type=int, default=1000, help="checks of a token or key at once")
    parser.add_argument("--environment", type=Path, help="keep what is installed in this folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.environment or Path(temporary)
        bench = Bench(folder)
        if not bench.python.exists():
            bench.install(folder)
        _stay_on(1)
        with bench.databases():
            load = Load(chosen.connections, chosen.seconds)
            taken = measure(bench, chosen.rounds, load)
            costs = bench.costs(chosen.checks)
    report(taken, costs)


if __name__ == "__main__":
    main()
