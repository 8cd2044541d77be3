"""Showing again who one is, before something delicate."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, passwords, transports
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor

from . import _factors, _failures, _history, _sessions


def reauthenticate(
    *, actor: Actor, password: str | None = None, method: str = "", code: str = ""
) -> transports.TokenPair:
    """
    Prove again who one is, by the password or a code: a new pair, and the session is recent.

    The access tokens of before are refused from now on.

    :param method: the factor whose code it is, where there is no password.
    :raises TooManyLogins:
    :raises InvalidCredentials:
    """
    if password is not None:
        return prove_again(
            actor, method="pwd", proof=lambda person: passwords.matches(password, person)
        )
    return prove_again(
        actor, method="otp", proof=lambda person: _factors.accepts(person, method, code)
    )


def prove_again(actor: Actor, *, method: str, proof: Callable[[Any], bool]) -> transports.TokenPair:
    """
    Make a session recent when a proof holds; a failure is counted and kept before it is said.

    :param method: what is added to the session's `amr` (RFC 8176).
    :raises TooManyLogins:
    :raises InvalidCredentials:
    """
    user_id = str(actor.user_id)
    tries = _failures.count_try(f"user:{user_id}")
    person = _person_of(actor)
    if not proof(person):
        _history.record("reauthentication_failed", user_id=user_id, method=method)
        raise errors.InvalidCredentials
    with transaction.atomic():
        session = (
            Session.objects.select_for_update(of=("self",))
            .select_related("user")
            .get(id=str(actor.session_id))
        )
        if _sessions.has_ended(session):
            raise errors.InvalidCredentials
        _failures.forget(tries)
        session.epoch += 1
        session.authenticated_at = timezone.now()
        session.amr = [*session.amr, *([] if method in session.amr else [method])]
        pair = _sessions.renew(session)
        _history.record("reauthenticated", user_id=user_id, session_id=session.id, method=method)
        return pair


def _person_of(actor: Actor) -> Any:
    session = Session.objects.select_related("user").filter(id=str(actor.session_id)).first()
    if session is None:
        raise errors.InvalidCredentials
    return session.user
