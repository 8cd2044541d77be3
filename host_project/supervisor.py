"""`make run`: everything that the composed API needs, on one machine, until Ctrl-C."""

import argparse
import fcntl
import mailbox
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from . import addresses, embedded
from .addresses import CannotStart
from .demo import EMAIL, OPERATOR, PASSWORD
from .processes import Family, Process

ROOT = Path(__file__).resolve().parent.parent
RUN = Path(os.environ.get("RUN_DIR", ROOT / ".run")).resolve()
SETTINGS = "host_project.settings.development"
START_SECONDS = 60.0


@dataclass(slots=True)
class Stop:
    """How often somebody asked to end."""

    count: int = 0
    signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def listen(self) -> None:
        for number in self.signals:
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    @property
    def is_asked(self) -> bool:
        return self.count > 0


@dataclass(slots=True)
class Run:
    host: str
    port: int
    stop: Stop
    family: Family = field(default_factory=Family)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return addresses.url_of(addresses.LOOPBACK_OF.get(self.host, self.host), self.port)

    def start(self) -> None:
        addresses.refuse_taken(self.host, self.port)
        self.environment = {**_env_file(ROOT / ".env"), **os.environ}
        told = dict(self._services())
        self.environment.update(told)
        _write_env(told)
        self._prepare()
        self._add("web", self._web())
        self._wait_for_web()
        for name, command in self._background():
            self._add(name, command)

    def _services(self) -> Iterator[tuple[str, str]]:
        """Start the services for which the environment names no URL, and name theirs."""
        settings = self.environment.get("DJANGO_SETTINGS_MODULE", SETTINGS)
        yield "DJANGO_SETTINGS_MODULE", settings
        if settings == SETTINGS and "ALLOWED_HOSTS" not in self.environment:
            yield "ALLOWED_HOSTS", addresses.allowed_hosts(self.host)
        yield "PUBLIC_URL", self.environment.get("PUBLIC_URL", self.url)
        if "DATABASE_URL" not in self.environment:
            yield "DATABASE_URL", self._start_database()
        if "REDIS_URL" not in self.environment:
            port = embedded.free_port()
            self._add("redis", embedded.valkey_command(RUN / "valkey", port))
            yield "REDIS_URL", f"redis://127.0.0.1:{port}"
        if "EMAIL_URL" not in self.environment:
            port = embedded.free_port()
            mails = RUN / "mail"
            self._add("mail", _mail_catcher(mails, port))
            yield "EMAIL_URL", f"smtp://127.0.0.1:{port}"
            yield "MAIL_CATCHER_DIR", str(mails)

    def _start_database(self) -> str:
        database = embedded.make_database(RUN / "postgres")
        postgres = Process("postgres", database.command, self.environment, RUN)
        postgres.user = database.user
        # PostgreSQL's fast shutdown; after SIGTERM it would wait for whoever is connected.
        postgres.end_signal = signal.SIGINT
        self.family.start(postgres)
        database.wait()
        return database.url

    def _add(self, name: str, command: list[str]) -> None:
        self.family.start(Process(name, command, self.environment, RUN))

    def _prepare(self) -> None:
        """Migrations, schedules and demo data."""
        self._wait_for_redis()
        prepared = subprocess.run(
            [sys.executable, "manage.py", "prepare", "--demo"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            check=False,
        )
        if prepared.returncode:
            raise CannotStart("The database could not be prepared; see the message above.")

    def _wait_for_redis(self) -> None:
        port = self.environment["REDIS_URL"].rpartition(":")[2].partition("/")[0]
        until = time.monotonic() + 10
        while port.isdigit() and embedded.is_free("127.0.0.1", int(port)):
            if time.monotonic() > until or self.stop.is_asked:
                return
            time.sleep(0.05)

    def _web(self) -> list[str]:
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", self.host, "--port", str(self.port), "--blocking-threads", "4"),
            *("--log-level", "warning", "--workers-kill-timeout", "5"),
            "host_project.wsgi:application",
        ]

    def _background(self) -> Iterator[tuple[str, list[str]]]:
        celery = [sys.executable, "-m", "celery", "-A", "host_project.celery"]
        level = ["--loglevel", "warning"]
        yield "relay", [sys.executable, "manage.py", "dovetail_relay"]
        yield "worker", [*celery, "worker", "--concurrency", "2", "--without-mingle", *level]
        yield "beat", [*celery, "beat", "--pidfile=", *level]

    def _wait_for_web(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.stop.is_asked:
            live = f"{self.url}/health/live"
            with suppress(OSError), urllib.request.urlopen(live, timeout=2):  # noqa: S310
                return
            self.family.heal(tell)
            if time.monotonic() > until:
                raise CannotStart(f"The API does not answer; see {RUN / 'log' / 'web.log'}.")
            time.sleep(0.1)

    def watch(self) -> None:
        while not self.stop.is_asked:
            self.family.heal(tell)
            time.sleep(0.2)

    def end(self) -> None:
        asked = self.stop.count
        self.family.stop(last=("postgres", "redis"), is_urgent=lambda: self.stop.count > asked)
        (RUN / "env").unlink(missing_ok=True)


def _mail_catcher(mails: Path, port: int) -> list[str]:
    mailbox.Maildir(mails, create=True)
    handler = ["-c", "aiosmtpd.handlers.Mailbox", str(mails)]
    return [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", *handler]


def _env_file(path: Path) -> dict[str, str]:
    """The plain lines of a .env file, which the processes themselves read with django-environ."""
    if not path.is_file():
        return {}
    lines = (line.partition("=") for line in path.read_text().splitlines())
    return {
        name.strip().removeprefix("export "): value.strip().strip("'\"")
        for name, equals, value in lines
        if equals and not name.lstrip().startswith("#")
    }


def _write_env(told: dict[str, str]) -> None:
    """So that `manage.py` in another terminal finds what runs here."""
    (RUN / "env").write_text("".join(f"{name}={value}\n" for name, value in told.items()))


@contextmanager
def alone() -> Iterator[None]:
    """
    Hold the folder .run, which takes one `make run` at a time.

    :raises CannotStart:
    """
    RUN.mkdir(parents=True, exist_ok=True)
    with (RUN / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart("`make run` already runs from this folder.") from None
        yield


def tell(line: str) -> None:
    print(line, flush=True)


def welcome(run: Run) -> str:
    width = min(shutil.get_terminal_size().columns, 100)
    rule = "-" * width
    json = "-H 'Content-Type: application/json'"
    login = f'{{"email": "{EMAIL}", "password": "{PASSWORD}"}}'
    return "\n".join(
        [
            rule,
            f"Dovetail serves at {run.url}/    (Ctrl-C ends it; logs are in {_shown(RUN / 'log')})",
            *_elsewhere(run),
            f"  API      {run.url}/api/v1/docs    {run.url}/api/v1/redoc",
            f"  Mail     {run.url}/mail",
            f"  Login    {EMAIL}  {PASSWORD}",
            f"  Admin    {run.url}/admin/    {OPERATOR}  {PASSWORD}",
            f"           and a code as second factor, which {run.url}/ shows",
            "Three lines to try, and `make demo` for a whole day:",
            f"  curl -s {run.url}/health/ready",
            f"  curl -s {run.url}/api/v1/billing/plans",
            f"  curl -s {run.url}/api/v1/auth/login {json} -d '{login}'",
            rule,
        ]
    )


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _elsewhere(run: Run) -> Iterator[str]:
    """Where other machines reach it."""
    if run.host in addresses.LOOPBACK_OF:
        address = addresses.outer_address(run.host)
        at = f", as {addresses.url_of(address, run.port)}/" if address else ""
        yield f"  and at port {run.port} of every address of this machine{at}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000")
    options = parser.parse_args()
    os.chdir(ROOT)
    stop = Stop()
    stop.listen()
    try:
        run = Run(
            options.host.strip("[]") or addresses.LOOPBACK_NAMES[0],
            addresses.port_of(options.port),
            stop,
        )
        with alone():
            shutil.rmtree(RUN / "log", ignore_errors=True)
            try:
                run.start()
                if not stop.is_asked:
                    tell(welcome(run))
                run.watch()
            finally:
                run.end()
    except (CannotStart, embedded.Unavailable) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
