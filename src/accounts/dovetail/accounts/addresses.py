"""Mail addresses: one spelling for each, so that no two accounts share a mailbox."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from .errors import AddressNotUsable

MAX_LENGTH = 254

# IDNA 2003 and 2008 disagree on these (RFC 5895, UTS 46 "deviations"): what one software takes
# for another domain, the next folds into `ss`, a plain sigma or nothing.
_DEVIATIONS = frozenset("ßẞς\u200c\u200d")

_validate = EmailValidator()


def normalized(address: str) -> str:
    """
    The one spelling of an address: NFKC, lower case, the domain in ASCII (IDNA).

    :raises AddressNotUsable: for what is no address, or has a spelling that softwares read
        differently: a quoted local part, an address literal, a deviation character of IDNA.
    """
    text = unicodedata.normalize("NFKC", address).strip()
    local, _, domain = text.rpartition("@")
    if local.startswith('"') or domain.startswith("[") or not _DEVIATIONS.isdisjoint(text):
        raise AddressNotUsable
    try:
        spelling = f"{local.lower()}@{domain.lower().encode('idna').decode('ascii').lower()}"
        spelling.encode("ascii")  # the pattern of Django lets a dotless i pass
        _validate(spelling)
    except (UnicodeError, ValidationError):
        raise AddressNotUsable from None
    if len(spelling) > MAX_LENGTH:
        raise AddressNotUsable
    return spelling
