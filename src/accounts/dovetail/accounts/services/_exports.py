"""A copy of what is held of a person: asked for, made by a job, fetched for a while."""

import logging
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from dovetail.accounts import events, repositories, transports
from dovetail.accounts.conf import conf
from dovetail.accounts.enums import DataRequestKind, DataRequestStatus
from dovetail.accounts.models import DataRequest, ExportPart
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.events import publish
from dovetail.shared_kernel.personal_data import exported
from dovetail.shared_kernel.sealed import seal

from . import _history, _people
from ._subjects import subject_of

logger = logging.getLogger("dovetail.accounts")

PART_BYTES = 64 * 1024


@transaction.atomic
def request_export(*, actor: Actor) -> transports.DataExport:
    """
    Ask for a copy of what is held of a person; it is made soon, and replaces the one before.

    While one is being made, asking again answers that one.
    """
    user_id = str(actor.user_id)
    person = _people.locked(user_id)
    waiting = DataRequest.objects.filter(user=person, status=DataRequestStatus.PREPARING).first()
    if waiting is not None:
        return repositories.get_export(user_id, waiting.id)
    expire_exports(user_id)
    request = DataRequest.objects.create(
        user=person, kind=DataRequestKind.EXPORT, status=DataRequestStatus.PREPARING
    )
    _history.record("data_export_requested", user_id=user_id)
    publish(events.DataExportRequested(user_id=user_id, export_id=request.id))
    return repositories.get_export(user_id, request.id)


def make_export() -> bool:
    """
    Write the document of one export that somebody waits for; whether anybody did.

    Of several workers one writes it, and it is there as a whole or not at all.
    """
    request_id = None
    try:
        with transaction.atomic():
            waiting = DataRequest.objects.filter(status=DataRequestStatus.PREPARING)
            request = waiting.select_for_update(skip_locked=True).order_by("id").first()
            if request is None:
                return False
            request_id = request.id
            _write(request)
    except Exception:  # whatever the function of a context raises
        if request_id is None:
            raise
        logger.exception("The export %s failed", request_id)
        DataRequest.objects.filter(id=request_id, status=DataRequestStatus.PREPARING).update(
            status=DataRequestStatus.FAILED, completed_at=timezone.now()
        )
    return True


def expire_exports(user_id: str) -> None:
    """Delete the documents that a person can fetch."""
    ready = DataRequest.objects.filter(user_id=user_id, status=DataRequestStatus.READY)
    ExportPart.objects.filter(request__in=ready).delete()
    ready.update(status=DataRequestStatus.EXPIRED)


@transaction.atomic
def purge_exports(*, limit: int = 100) -> int:
    """Delete some of the documents whose time is over; how many."""
    over = DataRequest.objects.filter(
        status=DataRequestStatus.READY, expires_at__lte=timezone.now()
    )
    ids = list(
        over.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)[:limit]
    )
    ExportPart.objects.filter(request__in=ids).delete()
    return DataRequest.objects.filter(id__in=ids).update(status=DataRequestStatus.EXPIRED)


def _write(request: DataRequest) -> None:
    for position, part in enumerate(_parts(exported(subject_of(request.user)))):
        ExportPart.objects.create(request=request, position=position, sealed=seal(part.decode()))
    request.status = DataRequestStatus.READY
    request.completed_at = timezone.now()
    request.expires_at = request.completed_at + conf().export_lifetime
    request.save(update_fields=["status", "completed_at", "expires_at"])
    user_id = str(request.user_id)
    _history.record("data_export_ready", user_id=user_id)
    publish(
        events.DataExportReady(user_id=user_id, export_id=request.id, expires_at=request.expires_at)
    )


def _parts(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces put together to parts that are worth a row."""
    part = bytearray()
    for piece in pieces:
        part += piece
        if len(part) >= PART_BYTES:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)
