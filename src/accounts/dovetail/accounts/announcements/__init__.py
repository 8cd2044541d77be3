"""How people are told: a topic each, registered by being imported."""

from . import _factors, _recovery, _sessions, _signup

__all__ = ["_factors", "_recovery", "_sessions", "_signup"]
