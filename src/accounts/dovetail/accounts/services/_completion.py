"""What a log-in comes to, however it began."""

from collections.abc import Sequence
from typing import Any

from dovetail.accounts import repositories, transports

from . import _enrollment, _factors, _second_factor, _sessions


def finish(person: Any, *, amr: Sequence[str]) -> transports.Login:
    """
    A session for whom `amr` was enough, or what is still asked; within the caller's transaction.

    Whoever has a second factor shows it, and whoever must have one and has none sets it up. What
    was several factors already, with `mfa` in its `amr`, is enough.
    """
    if not _factors.is_enough(amr):
        methods = repositories.list_factors(str(person.pk))
        if methods:
            return _second_factor.ask(person, amr=amr, methods=methods)
        if _factors.is_required(person):
            return _enrollment.ask(person, amr=amr)
    return transports.Login("authenticated", _sessions.open_session(person, amr=amr), None, [])
