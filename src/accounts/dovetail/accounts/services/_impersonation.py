"""Acting as somebody else: for a reason, for a while, and in the open."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, tokens, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import Session
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.transports import UserId

from . import _history, _impersonators, _people, _sessions


@transaction.atomic
def impersonate_user(*, actor: Actor, user_id: UserId, reason: str) -> transports.Impersonation:
    """
    Act as a person for half an hour: a token without a successor, which changes no credentials.

    The person is told who, why and until when.

    :raises NotFound:
    :raises CannotImpersonate: as oneself, staff, a superuser, a service, or who cannot log in.
    """
    person = _people.locked(user_id)
    impersonator = _people.find_active(str(actor.user_id))
    if impersonator is None or not _impersonators.may_act_as(impersonator, person):
        raise errors.CannotImpersonate
    now = timezone.now()
    session = Session.objects.create(
        user=person,
        impersonator=impersonator,
        secret=tokens.new_session_secret(),
        authenticated_at=now,
        refreshed_at=now,
        expires_at=now + conf().impersonation_lifetime,
        password_stamp=_sessions.password_stamp(person),
        **_sessions.seen_now(),
    )
    _history.record("impersonation_started", user_id=user_id, session_id=session.id, reason=reason)
    publish(
        events.ImpersonationStarted(
            user_id=user_id,
            impersonator_id=str(impersonator.pk),
            session_id=session.id,
            reason=reason,
            expires_at=session.expires_at,
        )
    )
    return transports.Impersonation(
        access_token=_sessions.access_token_of(session),
        token_type="Bearer",  # noqa: S106
        expires_in_seconds=int(conf().impersonation_lifetime.total_seconds()),
    )


@transaction.atomic
def stop_impersonation(*, actor: Actor) -> None:
    """
    No longer act as the person that the request is made as.

    :raises NoImpersonation: for a credential of one's own.
    """
    if actor.impersonator_id is None:
        raise errors.NoImpersonation
    session = _live(UUID(str(actor.session_id)))
    if session is not None:
        _sessions.revoke(session, RevokeReason.IMPERSONATION_ENDED)


def _live(session_id: UUID) -> Session | None:
    return Session.objects.select_for_update().filter(id=session_id, revoked_at=None).first()
