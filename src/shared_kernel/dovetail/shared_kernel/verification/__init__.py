"""Whether a context is what it promises: its tables, its names, its events and its ports."""

from . import _events, _names, _ports, _tables

__all__ = ["_events", "_names", "_ports", "_tables"]
