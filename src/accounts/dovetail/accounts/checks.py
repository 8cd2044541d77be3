"""What must be true of a project before it starts."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from .conf import Settings, conf
from .webauthn import IS_INSTALLED

CHECKS = {
    "accounts.E001": "the user model lacks what accounts needs",
    "accounts.E002": "a setting is misspelt",
    "accounts.E003": "a key for access tokens is too short",
    "accounts.E005": "passkeys are configured by half",
    "accounts.W001": "two users may have one address; such users cannot log in by it",
}
"""What each check says, by id; shown in the reference."""

SHORTEST_KEY = 32
MFA_REQUIRED = ("off", "staff", "all")


@checks.register("dovetail")
def check_user_model(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    users = get_user_model()
    missing = missing_attributes(users)
    if missing:
        return [
            checks.Error(
                f"The user model {users._meta.label} lacks {', '.join(missing)}.",
                hint="Extend AbstractBaseUser, or dovetail.accounts.models.AbstractUser.",
                id="accounts.E001",
            )
        ]
    return list(_shared_addresses(users))


def missing_attributes(users: type[Any]) -> list[str]:
    """What accounts needs of a user model, and this one has not."""
    needed = ("get_email_field_name", "check_password", "set_password", "is_active")
    missing = [name for name in needed if not hasattr(users, name)]
    columns = {field.name for field in users._meta.concrete_fields}
    address = users.get_email_field_name() if hasattr(users, "get_email_field_name") else "email"
    return missing + [column for column in (address, "password") if column not in columns]


def _shared_addresses(users: type[Any]) -> Iterator[checks.CheckMessage]:
    column = users.get_email_field_name()
    if users._meta.get_field(column).unique or any(
        isinstance(constraint, models.UniqueConstraint)
        and (constraint.fields == (column,) or f"F({column})" in repr(constraint.expressions))
        for constraint in users._meta.constraints
    ):
        return
    yield checks.Warning(
        f"Two users of {users._meta.label} may have one mail address.",
        hint=f"Make {column} unique. Who shares an address cannot log in by it.",
        id="accounts.W001",
    )


@checks.register("dovetail")
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        chosen = conf()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="accounts.E002")]
    if chosen.mfa_required not in MFA_REQUIRED:
        message = f"DOVETAIL_ACCOUNTS has mfa_required {chosen.mfa_required!r}."
        return [checks.Error(message, hint=f"One of {MFA_REQUIRED}.", id="accounts.E002")]
    keys = [key for key in (chosen.jwt_signing_key, *chosen.jwt_previous_keys) if key]
    if any(len(key.encode()) < SHORTEST_KEY for key in keys):
        message = "A key of DOVETAIL_ACCOUNTS for access tokens has fewer than 32 bytes."
        return [checks.Error(message, hint="RFC 7518, section 3.2.", id="accounts.E003")]
    return []


@checks.register("dovetail")
def check_passkeys(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        chosen = conf()
    except ImproperlyConfigured:
        return []  # said already
    found = _with_passkeys(chosen) if chosen.webauthn_rp_id else _without_passkeys(chosen)
    return [
        checks.Error(f"In DOVETAIL_ACCOUNTS, {message}", hint=hint, id="accounts.E005")
        for message, hint in found
    ]


def _without_passkeys(chosen: Settings) -> Iterator[tuple[str, str]]:
    for setting in ("webauthn_rp_name", "webauthn_origins"):
        if getattr(chosen, setting):
            yield (
                f"{setting} is set and webauthn_rp_id is not, so no passkeys are offered.",
                "Name the domain that they are for.",
            )


def _with_passkeys(chosen: Settings) -> Iterator[tuple[str, str]]:
    domain = chosen.webauthn_rp_id
    if not IS_INSTALLED:
        yield (
            "webauthn_rp_id is set, and what passkeys need is not installed.",
            'pip install "dovetail-accounts[passkeys]"',
        )
    if not _is_domain(domain):
        yield (
            f"webauthn_rp_id is {domain!r}, which is no domain in lower case.",
            "It has no scheme, no port and no path, and is no IP address.",
        )
    if not chosen.webauthn_origins:
        yield (
            "webauthn_rp_id is set and webauthn_origins names no origins.",
            f"A tuple of them is expected, such as ('https://{domain}',).",
        )
        return
    for origin in chosen.webauthn_origins:
        if not _is_origin_of(domain, origin):
            yield (
                f"webauthn_origins names {origin!r}, whose pages have no passkeys of {domain!r}.",
                "An origin is a scheme, a name and a port that is not the scheme's own: https, "
                "or http at localhost. The name is the domain, or below it.",
            )


def _is_domain(domain: str) -> bool:
    try:
        ip_address(domain)
    except ValueError:
        return domain == domain.lower() and domain == urlsplit(f"//{domain}").hostname
    return False


def _is_origin_of(domain: str, origin: str) -> bool:
    """As a browser writes it (HTML, "ASCII serialization of an origin"), or an Android app's."""
    if origin.startswith("android:apk-key-hash:"):
        return True
    try:
        parts = urlsplit(origin)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))
    own = {"https": 443, "http": 80}.get(parts.scheme)
    spelled = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    is_below = host == domain or host.endswith(f".{domain}")
    return is_safe and is_below and port != own and spelled == origin


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")
