"""Where tests find PostgreSQL: DATABASE_URL, or an embedded server that is started for them."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def database() -> dict[str, Any]:
    """Django's settings of the database that tests use."""
    url = os.environ.get("DATABASE_URL") or _embedded()
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _embedded() -> str:
    raise RuntimeError("DATABASE_URL is not set.")
