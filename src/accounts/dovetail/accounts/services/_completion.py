"""What a log-in comes to, however it began."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dovetail.accounts import transports

from . import _sessions


def finish(
    person: Any, *, amr: Sequence[str], authenticated_at: datetime | None = None
) -> transports.Login:
    """A session for whom `amr` was enough, within the caller's transaction."""
    pair = _sessions.open_session(person, amr=amr, authenticated_at=authenticated_at)
    return transports.Login("authenticated", pair)
