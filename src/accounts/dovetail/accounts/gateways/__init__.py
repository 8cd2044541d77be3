"""Providers of OpenID Connect, as they are spoken to."""

from ._documents import forget
from ._https import is_safe
from ._id_tokens import usable_algorithms
from ._openid import Assertion, assertion_of, authorization_url, require_issuer

__all__ = [
    "Assertion",
    "assertion_of",
    "authorization_url",
    "forget",
    "is_safe",
    "require_issuer",
    "usable_algorithms",
]
