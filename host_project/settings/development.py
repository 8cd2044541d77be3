"""
A checkout: what .env does not say is taken from .run/env, where `make run` notes how to reach
the services that it has started. RUN_DIR names another folder than .run.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = Path(os.environ.get("RUN_DIR", ROOT / ".run"))
for file in (ROOT / ".env", RUN / "env"):
    if file.is_file():
        environ.Env.read_env(file)
os.environ.setdefault("SECRET_KEY", "known to everybody, so for a checkout on one machine only")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
# A browser gives passkeys to names and not to addresses, so the pages are at localhost.
_port = urlsplit(os.environ.get("PUBLIC_URL", "")).port or 8000
os.environ.setdefault("WEBAUTHN_RP_ID", "localhost")
os.environ.setdefault(
    "WEBAUTHN_ORIGINS", ",".join(f"http://localhost:{port}" for port in (_port, 3000, 5173))
)
os.environ.setdefault("LOG_FORMAT", "plain")
os.environ.setdefault("SCHEDULES_IN_ADMIN", "true")

from .base import *  # noqa: E402

TELLS_FAULTS = True
DOVETAIL_BILLING = {"test_clocks": True}
# Nothing of a checkout is asked of somebody else's server.
DOVETAIL_PORTS = {
    **DOVETAIL_PORTS,
    "accounts.BreachedPasswords": "dovetail.accounts.adapters.NoneBreached",
}
# The files are served from the apps' own folders.
STATIC_ROOT = None
