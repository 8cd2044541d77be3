"""How people are told: a topic each, registered by being imported."""

from . import _recovery, _sessions, _signup, _staff

__all__ = ["_recovery", "_sessions", "_signup", "_staff"]
