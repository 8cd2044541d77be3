"""What the code says of itself, written down: the reference, and the tables of the READMEs."""

from ._facts import Undocumented
from ._files import differing, documents, write

__all__ = ["Undocumented", "differing", "documents", "write"]
