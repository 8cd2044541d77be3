"""What the installed contexts hold of people: exported, erased, and why not yet."""

from ._kernel import KERNEL
from ._registry import (
    Holding,
    Objection,
    Section,
    Veto,
    erase,
    exported,
    hold,
    holdings,
    objections,
)
from ._subject import ERASED, Subject

hold(KERNEL)

__all__ = [
    "ERASED",
    "Holding",
    "Objection",
    "Section",
    "Subject",
    "Veto",
    "erase",
    "exported",
    "hold",
    "holdings",
    "objections",
]
