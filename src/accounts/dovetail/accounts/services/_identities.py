"""Who people are elsewhere: linked to their accounts, and unlinked."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, gateways, repositories, tokens, transports
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import ExternalIdentity
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _devices, _federated_states, _history, _people


def begin_linking(*, actor: Actor, provider: str, redirect_uri: str) -> transports.FederatedStart:
    """
    Send somebody who is logged in to a provider, to link who they are there.

    :raises NotFound:
    :raises RedirectNotAllowed:
    :raises ProviderUnavailable:
    """
    return _federated_states.open_state(
        provider=provider,
        redirect_uri=redirect_uri,
        user_id=str(actor.user_id),
        session_id=str(actor.session_id),
    )


def link_identity(
    *, actor: Actor, code: str, state: str, binding: str | None = None, iss: str | None = None
) -> transports.Identity:
    """
    Link an identity to the account whose session began it.

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable:
    :raises IdentityTaken:
    """
    user_id = str(actor.user_id)
    taken = _federated_states.take_state(
        state, binding, user_id=user_id, session_id=str(actor.session_id)
    )
    said = _federated_states.asserted(taken, code=code, iss=iss)
    return _linked(user_id, taken.provider.key, said)


@transaction.atomic
def _linked(user_id: UserId, provider: str, said: gateways.Assertion) -> transports.Identity:
    person = _locked(user_id)
    known = lock_identity(provider, said.subject)
    if known is not None and str(known.user_id) != user_id:
        raise errors.IdentityTaken
    identity = known or attach(person, provider, subject=said.subject, email=said.email)
    return repositories.get_identity(user_id, identity.id)


@transaction.atomic
def unlink_identity(*, user_id: UserId, session_id: UUID, identity_id: UUID) -> None:
    """
    Forget an identity; the person's other sessions end, as they may have come by it.

    :raises NotFound: when it is not theirs.
    :raises LastLoginMethod:
    """
    person = _locked(user_id)
    identity = ExternalIdentity.objects.filter(id=identity_id, user_id=user_id).first()
    if identity is None:
        raise NotFound
    has_another = (
        person.has_usable_password()
        or repositories.has_identity(user_id, besides=identity_id)
        or "passkey" in repositories.list_factors(user_id)
    )
    if not has_another:
        raise errors.LastLoginMethod
    provider = identity.provider
    identity.delete()
    _devices.end_sessions(user_id, RevokeReason.FACTORS_CHANGED, keep=session_id)
    _history.record("identity_unlinked", user_id=user_id, session_id=session_id, provider=provider)
    publish(events.IdentityUnlinked(user_id=user_id, provider=provider))


def lock_identity(provider: str, subject: str) -> ExternalIdentity | None:
    """
    The account's side of an identity, if there is one; nobody else changes that meanwhile.

    Taken before an address is locked, so that two that want both do not wait for each other.
    """
    _people.lock_address(tokens.opaque_key("identity", provider, subject))
    return (
        ExternalIdentity.objects.select_for_update()
        .filter(provider=provider, subject=subject)
        .first()
    )


def attach(person: Any, provider: str, *, subject: str, email: str) -> ExternalIdentity:
    """Link an identity that was locked, and is nobody's, in the caller's transaction."""
    user_id = str(person.pk)
    identity = ExternalIdentity.objects.create(
        user=person, provider=provider, subject=subject, email=email
    )
    _history.record("identity_linked", user_id=user_id, provider=provider)
    publish(events.IdentityLinked(user_id=user_id, provider=provider))
    return identity


def note_use(identity: ExternalIdentity, email: str) -> None:
    """Keep that somebody logged in by an identity, and what their provider calls them now."""
    identity.last_login_at = timezone.now()
    identity.email = email
    identity.save(update_fields=["last_login_at", "email"])


def _locked(user_id: UserId) -> Any:
    users: Any = get_user_model()
    return users._default_manager.select_for_update(of=("self",), no_key=True).get(pk=user_id)
