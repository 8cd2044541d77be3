"""Sessions: opened, refreshed, ended."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dovetail.accounts import errors, events, repositories, tokens, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.network import place_of
from dovetail.shared_kernel.transports import UserId

from . import _history, _people
from ._circumstances import circumstances


@transaction.atomic
def start_session(*, user_id: UserId, amr: Sequence[str]) -> transports.TokenPair:
    """
    Log a person in who has proven elsewhere who they are.

    :raises InvalidCredentials: when they may not log in.
    """
    person = _people.find_active(user_id)
    if person is None:
        raise errors.InvalidCredentials
    return open_session(person, amr=amr)


def open_session(
    person: Any, *, amr: Sequence[str], authenticated_at: datetime | None = None
) -> transports.TokenPair:
    """A session for a user who authenticated now or then, within the caller's transaction."""
    now = timezone.now()
    is_new_device = _make_room(person)
    session = Session.objects.create(
        user=person,
        secret=tokens.new_session_secret(),
        amr=list(amr),
        authenticated_at=authenticated_at or now,
        refreshed_at=now,
        expires_at=now + conf().session_absolute_timeout,
        password_stamp=password_stamp(person),
        **seen_now(),
    )
    _people.note_login(person, at=now)
    user_id = str(person.pk)
    _history.record("logged_in", user_id=user_id, session_id=session.id, amr=list(amr))
    publish(
        events.UserLoggedIn(
            user_id=user_id, session_id=session.id, amr=list(amr), is_new_device=is_new_device
        )
    )
    return pair_of(session)


def seen_now() -> dict[str, Any]:
    """What is kept of from where a session is opened."""
    seen = circumstances()
    return {"ip": seen.ip, "user_agent": seen.user_agent}


def refresh_session(*, refresh_token: str) -> transports.TokenPair:
    """
    The next pair of tokens of a session.

    The same token again within the leeway is answered with the same successor; any older one
    ends the session. What a refusal changes is committed before it is raised.

    :raises InvalidToken:
    :raises RefreshTokenReused:
    """
    outcome = _refreshed(tokens.read_refresh(refresh_token))
    if not isinstance(outcome, transports.TokenPair):
        raise outcome
    return outcome


@transaction.atomic
def _refreshed(presented: tokens.RefreshToken) -> transports.TokenPair | type[Refusal]:
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(id=presented.session_id)
        .first()
    )
    if session is None or not presented.is_genuine(bytes(session.secret)) or has_ended(session):
        return errors.InvalidToken
    if session.impersonator_id is not None:
        return errors.InvalidToken
    now = timezone.now()
    if presented.generation == session.generation:
        return renew(session)
    is_previous = presented.generation == session.generation - 1
    if is_previous and now - session.refreshed_at < conf().refresh_reuse_leeway:
        return pair_of(session)
    user_id = str(session.user_id)
    end(session, RevokeReason.TOKEN_REUSED)
    _history.record("refresh_token_reused", user_id=user_id, session_id=session.id)
    publish(events.RefreshTokenReused(user_id=user_id, session_id=session.id))
    return errors.RefreshTokenReused


@transaction.atomic
def log_out(*, session_id: str | None) -> None:
    """
    End a session: its access token is refused from the next request on.

    :raises NoSession: for a credential that has none.
    """
    if session_id is None:
        raise errors.NoSession
    session = Session.objects.select_for_update().filter(id=session_id, revoked_at=None).first()
    if session is None:
        return
    user_id = str(session.user_id)
    if session.impersonator_id is not None:
        revoke(session, RevokeReason.IMPERSONATION_ENDED)
        return
    end_impersonations(user_id)
    end(session, RevokeReason.LOGGED_OUT)
    _history.record("logged_out", user_id=user_id, session_id=session.id)
    publish(events.UserLoggedOut(user_id=user_id, session_id=session.id))


def revoke(session: Session, reason: RevokeReason) -> None:
    """End a session otherwise than by logging out of it, within the caller's transaction."""
    user_id = str(session.user_id)
    end(session, reason)
    _history.record("session_revoked", user_id=user_id, session_id=session.id, reason=reason)
    publish(events.SessionRevoked(user_id=user_id, session_id=session.id, reason=reason))
    if session.impersonator_id is not None:
        _history.record("impersonation_ended", user_id=user_id, session_id=session.id)
        publish(
            events.ImpersonationEnded(
                user_id=user_id,
                impersonator_id=str(session.impersonator_id),
                session_id=session.id,
            )
        )


def end_impersonations(impersonator_id: UserId) -> None:
    """End whatever somebody does in the names of others, within the caller's transaction."""
    live: Any = Session.objects.select_for_update(of=("self",)).filter(
        repositories.live(timezone.now())
    )
    for session in live.filter(impersonator_id=impersonator_id).order_by("id"):
        revoke(session, RevokeReason.IMPERSONATION_ENDED)


def renew(session: Session) -> transports.TokenPair:
    """Count a session up and keep it: its next pair, within the caller's transaction."""
    session.generation += 1
    session.refreshed_at = timezone.now()
    session.password_stamp = password_stamp(session.user)
    session.save(
        update_fields=[
            "generation",
            "refreshed_at",
            "password_stamp",
            "epoch",
            "authenticated_at",
            "amr",
        ]
    )
    return pair_of(session)


def end(session: Session, reason: RevokeReason) -> None:
    """Refuse a session's tokens from now on, within the caller's transaction."""
    session.revoked_at = timezone.now()
    session.revoke_reason = reason
    session.save(update_fields=["revoked_at", "revoke_reason"])


def is_known_place(person: Any | None) -> bool:
    """Whether somebody has been logged in from the place that is asking now; nobody has not."""
    theirs = Q(id=uuid7()) if person is None else Q(user=person)  # asked for nobody, too
    known = Session.objects.filter(theirs, _from_here(), impersonator=None).exists()
    return known and circumstances().ip is not None


def _from_here() -> Q:
    """Sessions from the network that is asking now."""
    ip = circumstances().ip
    if ip is None:
        return Q(ip=None)
    place = ip_network(place_of(ip))
    return Q(ip__gte=str(place[0]), ip__lte=str(place[-1]))


def password_stamp(person: Any) -> str:
    """What a changed password changes, for user models that keep no time of the change."""
    if hasattr(person, "password_changed_at"):
        return ""
    return tokens.opaque_key("password_stamp", person.password)


def has_ended(session: Session) -> bool:
    """Whether the tokens of a session are refused by now."""
    now = timezone.now()
    has_run_out = session.has_ended(at=now, idle_since=now - conf().session_idle_timeout)
    return has_run_out or not _is_stamped(session)


def _is_stamped(session: Session) -> bool:
    person: Any = session.user
    if hasattr(person, "password_changed_at"):
        return True
    return tokens.is_opaque_key(session.password_stamp, "password_stamp", person.password)


def _make_room(person: Any) -> bool:
    """
    End what would be too many sessions with one more; whether the person is new here.

    New is a program or a place from which none of their sessions came, if they had any. The
    lock lets one log-in of a person after the other.
    """
    locked = type(person)._default_manager.select_for_update(no_key=True).get(pk=person.pk)
    if not locked.is_active:  # turned off, or erased, since the secret was looked at
        raise errors.InvalidCredentials
    theirs = Session.objects.filter(user=person, impersonator=None)
    known = theirs.filter(_from_here(), user_agent=circumstances().user_agent).exists()
    live = theirs.filter(repositories.live(timezone.now())).order_by("-refreshed_at", "-id")
    for session in live[conf().max_sessions_per_user - 1 :]:
        revoke(session, RevokeReason.TOO_MANY)
    return not known and theirs.exists()


def pair_of(session: Session) -> transports.TokenPair:
    """The tokens of a session as it stands."""
    return transports.TokenPair(
        access_token=access_token_of(session),
        token_type="Bearer",  # noqa: S106
        expires_in_seconds=int(conf().access_token_lifetime.total_seconds()),
        refresh_token=tokens.mint_refresh(session.id, session.generation, bytes(session.secret)),
    )


def access_token_of(session: Session) -> str:
    """An access token of a session; of one in somebody else's name, as long as that lasts."""
    acted_by = None
    if session.impersonator_id is not None:
        acted_by = tokens.ActedBy(str(session.impersonator_id), session.expires_at)
    return tokens.mint_access(
        user_id=str(session.user_id),
        session_id=session.id,
        epoch=session.epoch,
        authenticated_at=session.authenticated_at,
        amr=session.amr,
        acted_by=acted_by,
    )
