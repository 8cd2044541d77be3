"""How people are told: a topic each, registered by being imported."""

from . import _privacy, _recovery, _sessions, _signup

__all__ = ["_privacy", "_recovery", "_sessions", "_signup"]
