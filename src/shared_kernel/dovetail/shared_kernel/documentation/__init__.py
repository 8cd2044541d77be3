"""What the code says of itself, written down: the reference, and the tables of the READMEs."""

from ._facts import Undocumented
from ._files import differing, documents, promised_in, write
from ._promises import broken

__all__ = ["Undocumented", "broken", "differing", "documents", "promised_in", "write"]
