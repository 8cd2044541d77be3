"""The mails of logging in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dovetail.accounts import events, repositories
from dovetail.shared_kernel.announcements import Outdated, person

from ._words import CHALLENGE_ID, USER_ID, product, security_mail


def _new_device(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    session = repositories.find_session_mail(UUID(payload["session_id"]))
    if session is None or not payload.get("is_new_device"):
        raise Outdated
    return {"session": session, **product(payload)}


security_mail(
    "new_device",
    event=events.UserLoggedIn.name,
    audience=person("user_id"),
    subject="A new log-in{% if product_name %} to {{ product_name }}{% endif %}",
    context=_new_device,
    example={
        "user_id": USER_ID,
        "session_id": CHALLENGE_ID,
        "amr": ["pwd"],
        "is_new_device": True,
    },
)

security_mail(
    "logins_limited",
    event=events.LoginsLimited.name,
    audience=person("user_id"),
    subject="Many failed log-ins{% if product_name %} to {{ product_name }}{% endif %}",
    example={"user_id": USER_ID},
)
