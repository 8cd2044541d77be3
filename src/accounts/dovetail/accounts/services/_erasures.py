"""The end of what is held of a person: asked for, stopped, done."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, events, repositories, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import DataRequestKind, DataRequestStatus
from dovetail.accounts.models import DataRequest
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.personal_data import Objection, Subject, erase, objections
from dovetail.shared_kernel.transports import ReadQuerySet

from . import _history, _people
from ._subjects import subject_of

logger = logging.getLogger("dovetail.accounts")

AFTER_VETO = timedelta(days=1)
AFTER_FAILURE = timedelta(hours=1)


@transaction.atomic
def request_erasure(*, actor: Actor) -> transports.Erasure:
    """
    Ask to be erased once the grace is over; until then nothing changes.

    :raises ErasurePending:
    :raises ErasureVetoed: with every reason of every context.
    """
    user_id = str(actor.user_id)
    person = _people.locked(user_id)
    if _scheduled().filter(user=person).exists():
        raise errors.ErasurePending
    found = _said(objections(subject_of(person)))
    if found:
        raise errors.ErasureVetoed(reasons=found)
    due = timezone.now() + conf().erasure_grace
    DataRequest.objects.create(
        user=person,
        kind=DataRequestKind.ERASURE,
        status=DataRequestStatus.SCHEDULED,
        execute_after=due,
    )
    _history.record("erasure_requested", user_id=user_id)
    publish(events.ErasureRequested(user_id=user_id, execute_after=due))
    return repositories.get_erasure(user_id)


@transaction.atomic
def cancel_erasure(*, actor: Actor) -> None:
    """
    Change one's mind.

    :raises NoErasurePending:
    """
    user_id = str(actor.user_id)
    request = _scheduled().select_for_update(of=("self",)).filter(user_id=user_id).first()
    if request is None:
        raise errors.NoErasurePending
    request.status = DataRequestStatus.CANCELED
    request.completed_at = timezone.now()
    request.save(update_fields=["status", "completed_at"])
    _history.record("erasure_canceled", user_id=user_id)
    publish(events.ErasureCanceled(user_id=user_id))


def erase_next() -> bool:
    """
    Erase one person whose grace is over, in one transaction; whether anybody was due.

    Every context is asked again whether it has a veto. A veto, or an error, postpones the
    erasure and changes nothing else. Of several workers one does it.
    """
    request_id = None
    try:
        with transaction.atomic():
            due = _scheduled().filter(execute_after__lte=timezone.now())
            request = (
                due.select_for_update(skip_locked=True, of=("self",))
                .order_by("execute_after", "id")
                .first()
            )
            if request is None:
                return False
            request_id = request.id
            _attempt(request)
    except Exception as failure:  # whatever the function of a context raises
        if request_id is None:
            raise
        logger.exception("The erasure %s failed", request_id)
        _postpone_failed(request_id, type(failure).__name__)
    return True


def _attempt(request: DataRequest) -> None:
    subject = subject_of(_people.locked(str(request.user_id)))
    found = _said(objections(subject))
    if found:
        _postpone(request, found)
    else:
        _execute(request, subject)


def _execute(request: DataRequest, subject: Subject) -> None:
    request.report = {"erased": erase(subject)}
    request.status = DataRequestStatus.DONE
    request.completed_at = timezone.now()
    request.save(update_fields=["report", "status", "completed_at"])
    _history.record("erased", user_id=subject.user_id)
    publish(events.UserErased(user_id=subject.user_id))


def _postpone(request: DataRequest, found: list[dict[str, str]]) -> None:
    """Try again tomorrow; the person is told once of the same reasons."""
    is_news = request.report.get("vetoes") != found
    request.report = {"vetoes": found}
    request.execute_after = timezone.now() + AFTER_VETO
    request.save(update_fields=["report", "execute_after"])
    if is_news:
        user_id = str(request.user_id)
        reasons = [f"{veto['context']}.{veto['code']}" for veto in found]
        _history.record("erasure_vetoed", user_id=user_id, reasons=reasons)
        publish(events.ErasureVetoed(user_id=user_id, reasons=reasons))


@transaction.atomic
def _postpone_failed(request_id: UUID, failure: str) -> None:
    _scheduled().filter(id=request_id).update(
        execute_after=timezone.now() + AFTER_FAILURE, report={"failure": failure}
    )


def _scheduled() -> ReadQuerySet[DataRequest, DataRequest]:
    return DataRequest.objects.filter(status=DataRequestStatus.SCHEDULED)


def _said(found: list[Objection]) -> list[dict[str, str]]:
    return [
        {"context": one.context, "code": one.veto.code, "detail": one.veto.detail} for one in found
    ]
