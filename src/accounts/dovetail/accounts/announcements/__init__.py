"""How people are told: a topic each, registered by being imported."""

from . import _passkeys, _recovery, _sessions, _signup

__all__ = ["_passkeys", "_recovery", "_sessions", "_signup"]
from . import _factors

__all__ = ["_factors", "_recovery", "_sessions", "_signup"]
