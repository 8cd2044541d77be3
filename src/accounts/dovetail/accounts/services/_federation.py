"""Logging in through a provider of OpenID Connect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, gateways, tokens, transports
from dovetail.accounts.conf import OidcProvider, conf
from dovetail.shared_kernel.errors import Refusal, Unavailable
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.rates import MeterAway, RateMeter, quota_of
from dovetail.shared_kernel.transports import UserId

from . import _completion, _federated_states, _history, _identities, _people, _signup

FEDERATED = "fed"
"""What `amr` says of a log-in through a provider, beside what the provider says of it."""


@dataclass(frozen=True, slots=True)
class _Owned:
    """The address is an account's, whose owner has to say that the identity is theirs."""

    user_id: UserId


class _Unproven:
    """Nobody has the address, and nobody has shown yet that it is theirs."""


_Outcome = transports.Login | _Owned | _Unproven | type[Refusal]


def begin_federated_login(
    *, provider: str, redirect_uri: str, is_fresh: bool = False
) -> transports.FederatedStart:
    """
    Send a browser to a provider.

    :raises NotFound:
    :raises RedirectNotAllowed:
    :raises ProviderUnavailable:
    """
    return _federated_states.open_state(
        provider=provider, redirect_uri=redirect_uri, is_fresh=is_fresh
    )


def finish_federated_login(
    *, code: str, state: str, binding: str | None = None, iss: str | None = None
) -> transports.Login | transports.Challenge:
    """
    Log in whoever came back from a provider, or mail a code to whom it does not know for sure.

    People are told apart by provider and subject alone. A new identity makes a new account: at
    once where the provider is trusted to have verified the address, and otherwise by the code
    that is mailed there. It never takes an account over because of an address, unless provider
    and account have both verified it and the project trusts the provider.

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable:
    :raises NoUsableAddress:
    :raises LinkRequired:
    """
    taken = _federated_states.take_state(state, binding)
    try:
        said = _federated_states.asserted(taken, code=code, iss=iss)
    except errors.FederatedLoginFailed:
        _history.record("login_failed", user_id=None, method=FEDERATED, provider=taken.provider.key)
        raise
    outcome = _completed(taken.provider, said)
    if isinstance(outcome, _Unproven):
        return _mailed(taken.provider, said)
    if isinstance(outcome, _Owned):
        _warn(outcome.user_id, taken.provider, said)
        raise errors.LinkRequired
    if not isinstance(outcome, transports.Login):
        raise outcome
    return outcome


@transaction.atomic
def _completed(provider: OidcProvider, said: gateways.Assertion) -> _Outcome:
    identity = _identities.lock_identity(provider.key, said.subject)
    if identity is not None:
        person = _people.find_active(str(identity.user_id))
        if person is None:
            user_id = str(identity.user_id)
            _history.record("login_failed", user_id=user_id, method=FEDERATED)
            return errors.FederatedLoginFailed
        return _logged_in(person, identity, said)
    if not said.email:
        return errors.NoUsableAddress
    is_proven = provider.trusts_email and said.is_email_verified
    _people.lock_address(said.email)
    if _people.is_taken(said.email):
        owner = _people.find_person(said.email)
        if owner is None:
            return errors.LinkRequired
        if not (is_proven and _people.may_log_in(owner) and _people.is_verified(owner)):
            return _Owned(str(owner.pk))
    elif is_proven:
        pending = {"email": said.email, "full_name": said.full_name}
        owner = _signup.registered(**pending, password=make_password(None))
    else:
        return _Unproven()
    linked = _identities.attach(owner, provider.key, subject=said.subject, email=said.email)
    return _logged_in(owner, linked, said)


def _logged_in(person: Any, identity: Any, said: gateways.Assertion) -> transports.Login:
    _identities.note_use(identity, said.email)
    return _completion.finish(
        person,
        amr=[FEDERATED, *said.amr],
        authenticated_at=since(person, said.authenticated_at),
    )


def since(person: Any, told: datetime | None) -> datetime:
    """
    When somebody authenticated, as their provider says; now, where it does not.

    Not before their password changed: that would end the session, which a log-in of now is not
    to suffer from.
    """
    now = timezone.now()
    changed_at = getattr(person, "password_changed_at", None)
    return min(now, max(told or now, changed_at or told or now))


def _mailed(provider: OidcProvider, said: gateways.Assertion) -> transports.Challenge:
    """A code to the address, as for any sign-up; who enters it has the account, and is linked."""
    _count_mail(said.email)
    return _signup.challenged(
        {
            "email": said.email,
            "full_name": said.full_name,
            "password": make_password(None),
            "identity": [provider.key, said.subject],
        }
    )


def _warn(user_id: UserId, provider: OidcProvider, said: gateways.Assertion) -> None:
    """Tell the owner of an account that somebody came with their address, though not too often."""
    try:
        _count_mail(said.email)
    except Refusal:
        return
    with transaction.atomic():
        _history.record("federated_login_needs_linking", user_id=user_id, provider=provider.key)
        publish(events.FederatedLoginNeedsLinking(user_id=user_id, provider=provider.key))


def _count_mail(address: str) -> None:
    """
    Count a mail that a provider's word causes; the address is whatever the provider says.

    :raises TooManyCodes:
    :raises Unavailable: while nothing can be counted.
    """
    quota = quota_of(conf().mail_rate)
    if quota is None:
        return
    key = (
        f"federated-mails:{quota.count}:{quota.seconds}:{tokens.opaque_key('mails', address)[:40]}"
    )
    try:
        standing = wired(RateMeter).take({key: quota})[key]
    except MeterAway as error:
        raise Unavailable from error
    if standing.is_exhausted:
        raise errors.TooManyCodes(retry_after=standing.seconds)
