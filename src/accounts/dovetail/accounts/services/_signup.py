"""Signing up: nobody has an account before the code from the mail was entered."""

from typing import Any
from uuid import UUID

from django.db import transaction

from dovetail.accounts import addresses, errors, events, transports
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import publish

from . import _challenges, _completion, _history, _identities, _mailing, _passwords, _people


def sign_up(*, email: str, password: str, full_name: str) -> transports.Challenge:
    """
    Mail a code to an address; the answer is the same when it has an account already.

    :raises AddressNotUsable:
    :raises PasswordNotAcceptable:
    """
    address = addresses.normalized(email)
    nobody = _people.unsaved_person(email=address, full_name=full_name)
    hashed = _passwords.acceptable(password, user=nobody)
    return challenged({"email": address, "full_name": full_name, "password": hashed})


@transaction.atomic
def challenged(pending: dict[str, Any]) -> transports.Challenge:
    """Mail a code to an address, and keep what becomes an account once it is entered."""
    address = pending["email"]
    is_decoy = _people.is_taken(address)
    data = {"email": address} if is_decoy else pending
    challenge, code = _challenges.issue(Purpose.SIGNUP, data=data, is_decoy=is_decoy)
    _mailing.tell(challenge, code)
    return transports.Challenge(challenge.id, challenge.expires_at)


def verify_email(*, challenge_id: UUID, code: str) -> transports.Login:
    """
    Make the account that was asked for, and log its owner in.

    Whatever goes wrong with the code is committed, and then refused with one answer.

    :raises ChallengeFailed:
    :raises AccountExists:
    :raises IdentityTaken:
    """
    outcome = _verified(challenge_id, code)
    if not isinstance(outcome, transports.Login):
        raise outcome
    return outcome


@transaction.atomic
def _verified(challenge_id: UUID, code: str) -> transports.Login | type[Refusal]:
    challenge = _challenges.redeem(challenge_id, Purpose.SIGNUP, code)
    if challenge is None:
        return errors.ChallengeFailed
    pending = dict(challenge.data)
    identity = pending.pop("identity", None)
    if identity is not None and _identities.lock_identity(*identity) is not None:
        return errors.IdentityTaken
    try:
        person = registered(**pending)
    except errors.AccountExists:
        return errors.AccountExists
    Challenge.objects.filter(id=challenge.id).update(user=person, data={})
    if identity is not None:
        provider, subject = identity
        _identities.attach(person, provider, subject=subject, email=pending["email"])
    return _completion.finish(person, amr=["otp"])


def registered(*, email: str, full_name: str, password: str) -> Any:
    """
    A new account for whom an address is proven to belong to, in the caller's transaction.

    :raises AccountExists:
    """
    person = _people.register(email=email, full_name=full_name, password=password)
    user_id = str(person.pk)
    publish(events.UserRegistered(user_id=user_id, email=email, full_name=full_name))
    _history.record("registered", user_id=user_id)
    return person
