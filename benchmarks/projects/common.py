"""What the projects have in common: the settings of `startproject`, and one PostgreSQL."""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

PASSWORD = "correct horse battery"
EMAIL = "ada@example.org"


def settings(name: str, *apps: str, **more: Any) -> dict[str, Any]:
    """The settings of one project, whose URLs stand in `<name>_urls`."""
    return {
        "SECRET_KEY": "a key for measurements, long enough for HMAC, and known to everybody",
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "USE_TZ": True,
        "ROOT_URLCONF": f"{name}_urls",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": _database(name)},
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "INSTALLED_APPS": [
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            *apps,
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        **more,
    }


def _database(name: str) -> dict[str, Any]:
    parts = conninfo_to_dict(os.environ["DATABASE_URL"])
    named = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": f"benchmark_{name}",
        "CONN_MAX_AGE": None,
        **{setting: str(parts.get(key) or "") for setting, key in named.items()},
    }
