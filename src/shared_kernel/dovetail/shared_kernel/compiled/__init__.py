"""Reads that the ORM compiles once: from the second call on they cost what the database costs."""

from ._parameters import NotCompilable, valued
from ._reads import compiled, compiled_records
from ._rows import CompiledRows, refined

__all__ = ["CompiledRows", "NotCompilable", "compiled", "compiled_records", "refined", "valued"]
