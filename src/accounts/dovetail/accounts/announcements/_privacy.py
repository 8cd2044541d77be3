"""The mails about copies of what is held of a person, and about its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dovetail.accounts import events, repositories
from dovetail.shared_kernel.announcements import Outdated, person

from ._words import CHALLENGE_ID, USER_ID, product, security_mail


def _expiry(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"day": _day(payload["expires_at"]), **product(payload)}


def _due(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"day": _day(payload["execute_after"]), **product(payload)}


def _vetoes(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    erasure = repositories.get_erasure(payload["user_id"])
    if not erasure.vetoes:
        raise Outdated
    return {"vetoes": erasure.vetoes, **product(payload)}


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d}"


security_mail(
    "data_export_ready",
    event=events.DataExportReady.name,
    audience=person("user_id"),
    subject="The copy of your data{% if product_name %} at {{ product_name }}{% endif %} is ready",
    context=_expiry,
    example={
        "user_id": USER_ID,
        "export_id": CHALLENGE_ID,
        "expires_at": "2026-08-01T12:00:00Z",
    },
)

security_mail(
    "erasure_requested",
    event=events.ErasureRequested.name,
    audience=person("user_id"),
    subject="Your account{% if product_name %} at {{ product_name }}{% endif %} will be erased",
    context=_due,
    example={"user_id": USER_ID, "execute_after": "2026-08-01T12:00:00Z"},
)

security_mail(
    "erasure_canceled",
    event=events.ErasureCanceled.name,
    audience=person("user_id"),
    subject="Your account{% if product_name %} at {{ product_name }}{% endif %} stays",
    example={"user_id": USER_ID},
)

security_mail(
    "erasure_vetoed",
    event=events.ErasureVetoed.name,
    audience=person("user_id"),
    subject=(
        "Your account{% if product_name %} at {{ product_name }}{% endif %} cannot be erased yet"
    ),
    context=_vetoes,
    example={"user_id": USER_ID, "reasons": ["organizations.sole_owner"]},
)
