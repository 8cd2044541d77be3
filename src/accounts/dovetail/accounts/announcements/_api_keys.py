"""The mails about API keys."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dovetail.accounts import events, repositories
from dovetail.shared_kernel.announcements import Outdated, person

from ._words import CHALLENGE_ID, USER_ID, product, security_mail

EXAMPLE = {"user_id": USER_ID, "responsible_id": USER_ID, "api_key_id": CHALLENGE_ID}


def _key(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    key = repositories.find_api_key_mail(UUID(payload["api_key_id"]))
    if key is None:
        raise Outdated
    return {"key": key, **product(payload)}


def _key_mail(name: str, *, event: str, subject: str, **more: Any) -> None:
    security_mail(
        name,
        event=event,
        audience=person("responsible_id"),
        subject=subject + "{% if product_name %} to {{ product_name }}{% endif %}",
        context=_key,
        example={**EXAMPLE, **more},
    )


_key_mail("api_key_created", event=events.ApiKeyCreated.name, subject="A new API key")
_key_mail("api_key_rotated", event=events.ApiKeyRotated.name, subject="A new secret of an API key")
_key_mail(
    "api_key_revoked",
    event=events.ApiKeyRevoked.name,
    subject="The end of an API key",
    reason="revoked",
)
_key_mail(
    "api_key_expiring",
    event=events.ApiKeyExpiring.name,
    subject="An API key ends soon",
    expires_at="2026-03-31T12:00:00Z",
)
