"""What people asked for their data."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.transports import Instant, UserId


@dataclass(frozen=True, slots=True)
class DataExport:
    """A copy of what is held of the caller."""

    id: UUID
    status: str
    """`preparing`, `ready`, `failed` or `expired`. May grow."""
    requested_at: Instant
    completed_at: Instant | None
    expires_at: Instant | None
    """When the document is deleted, once it is ready."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The document of an export: all that the installed contexts hold of the caller."""

    user_id: UserId
    contexts: dict[str, dict[str, list[Any]]]
    """Sections by context, and in each its rows."""


@dataclass(frozen=True, slots=True)
class ErasureVeto:
    """What stands in the way of an erasure."""

    context: str
    code: str
    """Such as `sole_owner`. May grow."""
    detail: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whether the caller is going to be erased."""

    status: str
    """`none`, `scheduled`, `canceled` or `done`. May grow."""
    requested_at: Instant | None
    execute_after: Instant | None
    """When it is due; until then it can be canceled."""
    vetoes: list[ErasureVeto]
    """What stood in its way when it was due, if anything did."""
