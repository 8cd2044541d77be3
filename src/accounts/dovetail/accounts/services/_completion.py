"""What a log-in comes to, however it began."""

from collections.abc import Sequence
from typing import Any

from dovetail.accounts import transports

from . import _sessions


def finish(person: Any, *, amr: Sequence[str]) -> transports.Login:
    """A session for whom `amr` was enough, within the caller's transaction."""
    return transports.Login("authenticated", _sessions.open_session(person, amr=amr))
