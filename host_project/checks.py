"""What does not let the host start."""

from typing import Any

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured


@register("security")
def secret_key_is_set(app_configs: Any, **options: Any) -> list[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own words for an empty one
        key = ""
    if key:
        return []
    return [
        Error(
            "SECRET_KEY is not set, and sessions, cursors and tokens are signed with it.",
            hint="Set it in the environment or in .env, to at least 50 random characters.",
            id="host.E001",
        )
    ]


def refuse_errors(*, tags: list[str] | None = None) -> None:
    """
    Run Django's system checks, as its commands do and a WSGI server does not.

    :raises ImproperlyConfigured:
    """
    found = run_checks(tags=tags)
    errors = [each for each in found if each.is_serious(ERROR) and not each.is_silenced()]
    if errors:
        lines = "\n".join(map(str, errors))
        raise ImproperlyConfigured(f"The system checks found errors:\n{lines}")
