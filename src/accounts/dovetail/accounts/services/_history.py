"""The history of an account: for its owner to read, and to find out from what went wrong."""

from typing import Any
from uuid import UUID

from dovetail.accounts.models import SecurityEvent
from dovetail.shared_kernel.events import current_origin
from dovetail.shared_kernel.transports import UserId

from ._circumstances import circumstances


def record(
    kind: str,
    *,
    user_id: UserId | None,
    session_id: UUID | None = None,
    api_key_id: UUID | None = None,
    **details: Any,
) -> None:
    """
    Add to the history of an account, in the caller's transaction.

    `details` are plain facts; a secret or a part of one never is among them.
    """
    seen, origin = circumstances(), current_origin()
    SecurityEvent.objects.create(
        user_id=user_id,
        kind=kind,
        actor_id=origin.impersonator_id or origin.actor_id,
        session_id=session_id,
        api_key_id=api_key_id,
        ip=seen.ip,
        user_agent=seen.user_agent,
        details={**details, **({"impersonated": True} if origin.impersonator_id else {})},
    )
