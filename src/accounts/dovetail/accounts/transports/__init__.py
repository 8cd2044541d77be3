"""What accounts answers."""

from ._profile import Me
from ._sessions import Challenge, CodeMail, Login, TokenPair

__all__ = ["Challenge", "CodeMail", "Login", "Me", "TokenPair"]
