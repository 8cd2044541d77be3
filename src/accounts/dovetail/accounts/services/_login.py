"""Logging in by address and password."""

from typing import Any

from django.db import transaction

from dovetail.accounts import addresses, errors, events, passwords, tokens, transports
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.events import publish

from . import _completion, _failures, _history, _people, _sessions


def log_in(*, email: str, password: str) -> transports.Login:
    """
    Open a session for who knows the password.

    Unknown, inactive and mistaken are one answer, at one cost; so is an address that no account
    can have, though sooner. Once too many log-ins of an account failed from anywhere, only those
    from places where its owner has been logged in are tried, so that nobody locks it for them.

    :raises TooManyLogins:
    :raises InvalidCredentials:
    """
    try:
        address = addresses.normalized(email)
    except errors.AddressNotUsable:
        raise errors.InvalidCredentials from None
    tries = _failures.count_try(address)
    person = _people.find_person(address)
    if tries.total is None and not _sessions.is_known_place(person):
        _failures.refuse_elsewhere(tries)
    if not passwords.matches(password, person) or person is None or not _people.may_log_in(person):
        _keep_failure(address, person, tries)
        raise errors.InvalidCredentials
    with transaction.atomic():
        login = _completion.finish(person, amr=["pwd"])
        _failures.forget(tries)
    return login


@transaction.atomic
def _keep_failure(address: str, person: Any | None, tries: _failures.Tries) -> None:
    """Into the history, of nobody too; and a word to the owner of an account under attack."""
    user_id = None if person is None else str(person.pk)
    _history.record(
        "login_failed", user_id=user_id, method="pwd", address=tokens.opaque_key("address", address)
    )
    if user_id is not None and tries.total == conf().account_login_failures:
        publish(events.LoginsLimited(user_id=user_id))
