"""How people are told: a topic each, registered by being imported."""

from . import (
    _api_keys,
    _factors,
    _federation,
    _passkeys,
    _privacy,
    _recovery,
    _sessions,
    _signup,
    _staff,
)

__all__ = [
    "_api_keys",
    "_factors",
    "_federation",
    "_passkeys",
    "_privacy",
    "_recovery",
    "_sessions",
    "_signup",
    "_staff",
]
