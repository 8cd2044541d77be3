"""Reads of what is held of a person, and of what they asked for it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Model

from dovetail.accounts import errors, transports
from dovetail.accounts.enums import DataRequestKind, DataRequestStatus
from dovetail.accounts.models import DataRequest, ExportPart, Personal
from dovetail.shared_kernel.sealed import SealBroken, unseal
from dovetail.shared_kernel.transports import Rows, UserId, one

Tie = tuple[type[Model], str, Personal]

AT_ONCE = 500


def list_ties() -> Iterator[Tie]:
    """
    Every foreign key of this context to the user, and how its rows are treated.

    :raises ImproperlyConfigured: for a model that does not say, by its name.
    """
    users = get_user_model()
    for model in apps.get_app_config("dovetail_accounts").get_models():
        said: dict[str, Personal] = getattr(model, "personal", {})
        for field in model._meta.concrete_fields:
            if field.remote_field is None or field.remote_field.model is not users:
                continue
            if field.name not in said:
                raise ImproperlyConfigured(
                    f"{model.__name__} does not say in `personal` what becomes of its rows when "
                    f"their {field.name} is erased."
                )
            yield model, field.name, said[field.name]


def list_personal_rows(user_id: UserId) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The rows of every table of this context that belong to a person, by its plural name."""
    for model, name, treated in list_ties():
        if treated.exports:
            theirs = model._default_manager.filter(**{name: user_id}).order_by("pk")
            section = str(model._meta.verbose_name_plural).replace(" ", "_")
            yield section, theirs.values(*treated.exports).iterator(AT_ONCE)


def get_profile(user_id: UserId) -> dict[str, Any]:
    """Every column of a user but the password, whatever the project's user model has."""
    users: Any = get_user_model()
    names = [field.attname for field in users._meta.concrete_fields if field.name != "password"]
    found: dict[str, Any] = users._base_manager.values(*names).get(pk=user_id)
    return found


def get_export(user_id: UserId, export_id: UUID) -> transports.DataExport:
    """
    One export of a person.

    :raises ExportNotFound:
    """
    return one(_exports(user_id).filter(id=export_id), errors.ExportNotFound)


def get_erasure(user_id: UserId) -> transports.Erasure:
    """How the erasure of a person stands that they asked for last."""
    asked = DataRequest.objects.filter(user_id=user_id, kind=DataRequestKind.ERASURE)
    latest = asked.order_by("-id").first()
    if latest is None:
        return transports.Erasure("none", None, None, [])
    return transports.Erasure(
        latest.status,
        latest.created_at,
        latest.execute_after,
        [transports.ErasureVeto(**veto) for veto in latest.report.get("vetoes", [])],
    )


def read_export(user_id: UserId, export_id: UUID) -> Iterator[bytes]:
    """
    The document of an export, piece by piece.

    :raises ExportNotFound:
    :raises ExportNotReady:
    :raises ExportExpired: also when the keys are gone that it was sealed with.
    """
    status = get_export(user_id, export_id).status
    if status == DataRequestStatus.EXPIRED:
        raise errors.ExportExpired
    if status != DataRequestStatus.READY:
        raise errors.ExportNotReady
    first = _part(export_id, 0)
    return _parts(export_id, first)


def _parts(export_id: UUID, first: bytes) -> Iterator[bytes]:
    """A part at a time, because a document may be larger than the memory that a request has."""
    yield first
    for position in range(1, ExportPart.objects.filter(request_id=export_id).count()):
        yield _part(export_id, position)


def _part(export_id: UUID, position: int) -> bytes:
    sealed = ExportPart.objects.filter(request_id=export_id, position=position)
    try:
        return unseal(sealed.values_list("sealed", flat=True).get()).encode()
    except (ExportPart.DoesNotExist, SealBroken):
        raise errors.ExportExpired from None


def _exports(user_id: UserId) -> Rows[transports.DataExport]:
    asked = DataRequest.objects.filter(user_id=user_id, kind=DataRequestKind.EXPORT)
    return asked.annotate(requested_at=F("created_at")).into(transports.DataExport)
