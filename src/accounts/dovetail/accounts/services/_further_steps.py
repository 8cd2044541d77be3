"""What the steps have in common that a log-in may take after the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dovetail.accounts import errors, events, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.events import publish

from . import _challenges, _factors, _failures, _history, _people, _sessions


@dataclass(frozen=True, slots=True)
class Step:
    """A log-in that waits for another proof: its person and its challenge, locked."""

    person: Any
    challenge: Challenge


def begun(person: Any, amr: Sequence[str]) -> dict[str, Any]:
    """What a challenge keeps of a log-in: what was proven, and by which password."""
    return {"amr": list(amr), "password_stamp": _sessions.password_stamp(person)}


def find(challenge_id: UUID, purpose: Purpose) -> Challenge:
    """
    What a log-in waits for. One that has ended may be known to anybody, and counts for nobody.

    :raises ChallengeFailed:
    """
    challenge = _challenges.live(challenge_id, purpose).first()
    if challenge is None:
        _history.record("login_failed", user_id=None, method=str(purpose))
        raise errors.ChallengeFailed
    return challenge


def count_try(challenge: Challenge) -> _failures.Tries:
    """
    Count a try together with those for all the other log-ins of the person.

    :raises TooManyLogins:
    """
    user_id = str(challenge.user_id)
    tries = _failures.count_try(f"{challenge.purpose}:{user_id}")
    if tries.total is None and not _sessions.is_known_place(_people.find_active(user_id)):
        _failures.refuse_elsewhere(tries)
    return tries


def lock(challenge: Challenge) -> Step | None:
    """The log-in, unless it has ended by now or another password was set since it began."""
    person = _people.lock_active(str(challenge.user_id))
    locked = _challenges.lock_live(challenge.id, Purpose(challenge.purpose))
    if person is None or locked is None or _is_outdated(locked, person):
        return None
    return Step(person, locked)


def fail(challenge: Challenge, tries: _failures.Tries, *, method: str) -> None:
    """Keep a wrong answer, within the caller's transaction; the owner hears of many."""
    user_id = str(challenge.user_id)
    is_last = _challenges.count_attempt(challenge)
    _history.record("login_failed", user_id=user_id, method=method)
    if is_last:
        publish(events.SecondFactorFailed(user_id=user_id, amr=challenge.data["amr"]))
    if tries.total == conf().account_login_failures:
        publish(events.LoginsLimited(user_id=user_id))


def finish(step: Step, tries: _failures.Tries, *, amr: Sequence[str]) -> transports.TokenPair:
    """A session for who has proven enough, within the caller's transaction."""
    _challenges.consume(step.challenge)
    _failures.forget(tries)
    proven = _factors.joined(step.challenge.data["amr"], *amr)
    return _sessions.open_session(step.person, amr=proven)


def _is_outdated(challenge: Challenge, person: Any) -> bool:
    changed_at = getattr(person, "password_changed_at", None)
    if changed_at is not None:
        return bool(changed_at > challenge.created_at)
    return bool(challenge.data["password_stamp"] != _sessions.password_stamp(person))
