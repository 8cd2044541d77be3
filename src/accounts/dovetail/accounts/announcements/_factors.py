"""The mails of second factors."""

from collections.abc import Mapping
from typing import Any

from dovetail.accounts import events
from dovetail.shared_kernel.announcements import Outdated, person

from ._words import USER_ID, product, security_mail

METHODS = {"totp": "an app that computes codes"}


def _method(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if payload["method"] not in METHODS:
        raise Outdated  # a passkey has a mail of its own, which names it
    return {"method": METHODS[payload["method"]], **product(payload)}


def _left(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"left_count": payload["left_count"], **product(payload)}


security_mail(
    "mfa_enabled",
    event=events.MfaEnabled.name,
    audience=person("user_id"),
    subject="A second factor was set up{% if product_name %} at {{ product_name }}{% endif %}",
    context=_method,
    example={"user_id": USER_ID, "method": "totp"},
)

security_mail(
    "mfa_disabled",
    event=events.MfaDisabled.name,
    audience=person("user_id"),
    subject="A second factor was removed{% if product_name %} at {{ product_name }}{% endif %}",
    context=_method,
    example={"user_id": USER_ID, "method": "totp"},
)

security_mail(
    "recovery_code_used",
    event=events.RecoveryCodeUsed.name,
    audience=person("user_id"),
    subject="A recovery code was used{% if product_name %} at {{ product_name }}{% endif %}",
    context=_left,
    example={"user_id": USER_ID, "left_count": 9},
)

security_mail(
    "recovery_codes_regenerated",
    event=events.RecoveryCodesRegenerated.name,
    audience=person("user_id"),
    subject="Your recovery codes are new{% if product_name %} at {{ product_name }}{% endif %}",
    example={"user_id": USER_ID},
)

security_mail(
    "second_factor_failed",
    event=events.SecondFactorFailed.name,
    audience=person("user_id"),
    subject="A log-in stopped half-way{% if product_name %} at {{ product_name }}{% endif %}",
    example={"user_id": USER_ID, "amr": ["pwd"]},
)
