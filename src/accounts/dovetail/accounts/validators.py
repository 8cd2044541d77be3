"""What a profile may hold; for columns and request bodies alike."""

import re
import zoneinfo

from django.core.exceptions import ValidationError

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

# They stand in the database's folder, and name no place: whatever the machine has, and none.
_NO_PLACES = frozenset({"localtime", "Factory"})


def is_language_tag(value: str) -> None:
    """Refuse what is not a language tag (BCP 47) of language, script and region."""
    if not _TAG.fullmatch(value):
        raise ValidationError("A language tag such as en or pt-BR is expected.", "invalid_locale")


def is_timezone(value: str) -> None:
    """Refuse what is not a name of the IANA time zone database."""
    if value in _NO_PLACES or value not in zoneinfo.available_timezones():
        raise ValidationError(
            "A time zone such as Europe/Lisbon or UTC is expected.", "invalid_timezone"
        )
