"""How people are told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dovetail.shared_kernel.announcements import (
    Announcement,
    Outdated,
    address,
    announce,
    person,
)

from . import events, repositories
from .conf import conf


def _code(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    mail = repositories.find_code_mail(UUID(payload["challenge_id"]), payload["sealed_code"])
    if mail is None:
        raise Outdated
    return {"code": mail.code, "minutes_left": mail.minutes_left, **_product(payload)}


def _new_device(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    session = repositories.find_session_mail(UUID(payload["session_id"]))
    if session is None or not payload.get("is_new_device"):
        raise Outdated
    return {"session": session, **_product(payload)}


def _product(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"product_name": conf().product_name}


announce(
    Announcement(
        name="accounts.email_verification",
        event=events.EmailVerificationRequested.name,
        category="security",
        audience=address("email"),
        channels=("mail",),
        mandatory=("mail",),
        subject="Your code{% if product_name %} for {{ product_name }}{% endif %}",
        template="dovetail/accounts/email_verification",
        context=_code,
        example={
            "challenge_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f",
            "email": "ada@example.org",
            "full_name": "Ada Lovelace",
            "sealed_code": "gAAAAAB…",
        },
    )
)

announce(
    Announcement(
        name="accounts.signup_attempted",
        event=events.SignupAttempted.name,
        category="security",
        audience=address("email"),
        channels=("mail",),
        mandatory=("mail",),
        subject="You already have an account{% if product_name %} at {{ product_name }}{% endif %}",
        template="dovetail/accounts/signup_attempted",
        context=_product,
        example={"email": "ada@example.org"},
    )
)

announce(
    Announcement(
        name="accounts.new_device",
        event=events.UserLoggedIn.name,
        category="security",
        audience=person("user_id"),
        channels=("mail",),
        mandatory=("mail",),
        subject="A new log-in{% if product_name %} to {{ product_name }}{% endif %}",
        template="dovetail/accounts/new_device",
        context=_new_device,
        example={
            "user_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f",
            "session_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e70",
            "amr": ["pwd"],
            "is_new_device": True,
        },
    )
)

announce(
    Announcement(
        name="accounts.logins_limited",
        event=events.LoginsLimited.name,
        category="security",
        audience=person("user_id"),
        channels=("mail",),
        mandatory=("mail",),
        subject="Many failed log-ins{% if product_name %} to {{ product_name }}{% endif %}",
        template="dovetail/accounts/logins_limited",
        context=_product,
        example={"user_id": "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"},
    )
)
