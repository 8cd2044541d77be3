"""Logging in by address and password."""

from django.db import transaction

from dovetail.accounts import addresses, errors, passwords, transports

from . import _completion, _failures, _people


def log_in(*, email: str, password: str) -> transports.Login:
    """
    Open a session for who knows the password.

    Unknown, inactive and mistaken are one answer, at one cost; so is an address that no account
    can have, though sooner.

    :raises TooManyLogins:
    :raises InvalidCredentials:
    """
    try:
        address = addresses.normalized(email)
    except errors.AddressNotUsable:
        raise errors.InvalidCredentials from None
    tries = _failures.count_try(address)
    person = _people.find_person(address)
    if not passwords.matches(password, person) or person is None or not person.is_active:
        raise errors.InvalidCredentials
    with transaction.atomic():
        _failures.forget(tries)
        return _completion.finish(person, amr=["pwd"])
