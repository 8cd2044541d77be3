"""Log-ins that are at a provider: begun in one program, and finished there and nowhere else."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, gateways, tokens, transports
from dovetail.accounts.conf import OidcProvider, conf, oidc_providers
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import UserId

from . import _challenges, _history
from ._circumstances import circumstances

CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class State:
    """A log-in that came back to where it was begun."""

    provider: OidcProvider
    redirect_uri: str
    nonce: str
    verifier: str
    fresh_since: datetime | None
    """From when on the person had to authenticate, where that was asked for."""


def open_state(
    *,
    provider: str,
    redirect_uri: str,
    is_fresh: bool = False,
    user_id: UserId | None = None,
    session_id: str | None = None,
) -> transports.FederatedStart:
    """
    Where to send a browser, and what its program keeps to itself until it comes back.

    The state travels through the browser and the provider; the binding does not, so who catches
    the answer of the provider cannot finish with it. Nonce and verifier (PKCE) are computed from
    both with the server's key, and stored nowhere.

    :raises NotFound: for a provider that the project does not have.
    :raises RedirectNotAllowed:
    :raises ProviderUnavailable:
    """
    chosen = _provider_for(provider, redirect_uri)
    challenge = Challenge(
        purpose=Purpose.FEDERATED_LOGIN,
        user_id=user_id,
        data={
            "provider": provider,
            "redirect_uri": redirect_uri,
            "is_fresh": is_fresh,
            "session_id": session_id,
        },
        ip=circumstances().ip,
        expires_at=timezone.now() + conf().challenge_lifetime,
    )
    secret, binding = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    state = f"{challenge.id.hex}.{secret}"
    url = gateways.authorization_url(
        chosen,
        redirect_uri=redirect_uri,
        state=state,
        nonce=_derived("oidc_nonce", state, binding),
        verifier=_derived("oidc_verifier", state, binding),
        is_fresh=is_fresh,
    )
    challenge.secret_hash = _derived("oidc_state", state, binding)
    challenge.save(force_insert=True)
    return transports.FederatedStart(url, state, binding, challenge.expires_at)


def _provider_for(name: str, redirect_uri: str) -> OidcProvider:
    chosen = oidc_providers().get(name)
    if chosen is None:
        raise NotFound
    if redirect_uri not in chosen.redirect_uris:
        raise errors.RedirectNotAllowed
    return chosen


def take_state(
    state: str,
    binding: str | None,
    *,
    user_id: UserId | None = None,
    session_id: str | None = None,
) -> State:
    """
    What was begun with a state, which is good for once, and for its owner only.

    :raises FederatedLoginFailed:
    """
    taken = _taken(state, binding or "", user_id, session_id)
    if taken is None:
        raise errors.FederatedLoginFailed
    return taken


@transaction.atomic
def _taken(
    state: str, binding: str, user_id: UserId | None, session_id: str | None
) -> State | None:
    challenge_id = _challenge_id(state)
    challenge = challenge_id and _challenges.lock_live(challenge_id, Purpose.FEDERATED_LOGIN)
    if not challenge:
        return None
    provider = oidc_providers().get(challenge.data["provider"])
    owner = None if challenge.user_id is None else str(challenge.user_id)
    if (
        provider is None
        or (owner, challenge.data["session_id"]) != (user_id, session_id)
        or not tokens.is_opaque_key(challenge.secret_hash, "oidc_state", state, binding)
    ):
        # Nothing is used up: whoever it belongs to may still finish.
        _history.record("federated_login_refused", user_id=owner, reason="binding")
        return None
    challenge.consumed_at = timezone.now()
    challenge.save(update_fields=["consumed_at"])
    return State(
        provider=provider,
        redirect_uri=challenge.data["redirect_uri"],
        nonce=_derived("oidc_nonce", state, binding),
        verifier=_derived("oidc_verifier", state, binding),
        fresh_since=challenge.created_at if challenge.data["is_fresh"] else None,
    )


def asserted(state: State, *, code: str, iss: str | None) -> gateways.Assertion:
    """
    What the provider says of who came back; asked outside of a transaction.

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable:
    """
    gateways.require_issuer(state.provider, iss)
    said = gateways.assertion_of(
        state.provider,
        code=code,
        redirect_uri=state.redirect_uri,
        verifier=state.verifier,
        nonce=state.nonce,
    )
    since = state.fresh_since
    if since is not None and (
        said.authenticated_at is None or said.authenticated_at < since - CLOCKS_APART
    ):
        raise errors.FederatedLoginFailed
    return said


def _challenge_id(state: str) -> UUID | None:
    try:
        return UUID(hex=state.partition(".")[0])
    except ValueError:
        return None


def _derived(purpose: str, state: str, binding: str) -> str:
    return tokens.opaque_key(purpose, state, binding)
