"""What becomes of the rows that a foreign key ties to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Personal:
    """
    What the person gets to see of such rows, and what becomes of them when the person is erased.

    Every model of this context says it in `personal`, by the name of each foreign key to the
    user; one that does not lets nobody be erased.
    """

    at_erasure: Literal["deleted", "emptied", "kept"]
    exports: tuple[str, ...] = ()
    """The columns of its section in an export; none makes no section."""
    emptied: Mapping[str, Any] = field(default_factory=dict)
    """What stands in which column afterwards."""


def deleted(*exports: str) -> Personal:
    return Personal("deleted", exports)


def emptied(*exports: str, **columns: Any) -> Personal:
    return Personal("emptied", exports, columns)


def kept(*exports: str) -> Personal:
    return Personal("kept", exports)
