"""How people are told: a topic each, registered by being imported."""

from . import _federation, _recovery, _sessions, _signup

__all__ = ["_federation", "_recovery", "_sessions", "_signup"]
