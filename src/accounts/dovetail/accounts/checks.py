"""What must be true of a project before it starts."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from . import services, signing
from .conf import OidcProvider, Settings, conf, oidc_providers
from .gateways import is_safe, usable_algorithms
from .webauthn import IS_INSTALLED

CHECKS = {
    "accounts.E001": "the user model lacks what accounts needs",
    "accounts.E002": "a setting is misspelt",
    "accounts.E003": "a key for access tokens is too short",
    "accounts.E005": "passkeys are configured by half",
    "accounts.E007": "a key for access tokens does not fit `jwt_algorithm`",
    "accounts.E009": "a provider of OpenID Connect cannot be used as it is set up",
    "accounts.W001": "two users may have one address; such users cannot log in by it",
    "accounts.W002": "columns of the user model stay as they are when somebody is erased",
}
"""What each check says, by id; shown in the reference."""

SHORTEST_KEY = 32
MFA_REQUIRED = ("off", "staff", "all")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SCHEME = re.compile(r"(?!javascript|data|file|vbscript)[a-z][a-z0-9+.-]*")


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
    return [*_shared_addresses(users), *_columns_left(users)]


def missing_attributes(users: type[Any]) -> list[str]:
    """What accounts needs of a user model, and this one has not."""
    needed = ("get_email_field_name", "check_password", "set_password")
    missing = [name for name in needed if not hasattr(users, name)]
    columns = {field.name for field in users._meta.concrete_fields}
    address = users.get_email_field_name() if hasattr(users, "get_email_field_name") else "email"
    return missing + [
        column for column in (address, "password", "is_active") if column not in columns
    ]


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


def _columns_left(users: type[Any]) -> Iterator[checks.CheckMessage]:
    left = services.list_columns_left(users)
    if left:
        yield checks.Warning(
            f"{', '.join(left)} of {users._meta.label} would outlive the erasure of a person.",
            hint="Say in `erased_values` on the user model what stands there afterwards.",
            id="accounts.W002",
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
    if chosen.jwt_algorithm != "HS256":
        return list(_unfit_keys(chosen.jwt_algorithm))
    keys = [key for key in (chosen.jwt_signing_key, *chosen.jwt_previous_keys) if key]
    if any(len(key.encode()) < SHORTEST_KEY for key in keys):
        message = "A key of DOVETAIL_ACCOUNTS for access tokens has fewer than 32 bytes."
        return [checks.Error(message, hint="RFC 7518, section 3.2.", id="accounts.E003")]
    return []


def _unfit_keys(algorithm: str) -> Iterator[checks.CheckMessage]:
    if algorithm not in ("RS256", "ES256", "EdDSA"):
        yield checks.Error(f"jwt_algorithm is {algorithm!r}, which is none.", id="accounts.E007")
        return
    try:
        kids = [pair.kid for pair in signing.every()]
    except signing.KeyNotUsable as error:
        message = f"A key of DOVETAIL_ACCOUNTS for access tokens cannot be used: {error}."
        yield checks.Error(message, hint="See `jwt_signing_key`.", id="accounts.E007")
        return
    if len(set(kids)) < len(kids):
        message = "A key of DOVETAIL_ACCOUNTS for access tokens is given twice."
        yield checks.Error(message, id="accounts.E007")


@checks.register("dovetail")
def check_providers(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        providers = oidc_providers()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="accounts.E009")]
    return [
        checks.Error(
            f"The provider {provider.key!r} of DOVETAIL_ACCOUNTS {fault}.", id="accounts.E009"
        )
        for provider in providers.values()
        for fault in _faults_of(provider)
    ]


def _faults_of(provider: OidcProvider) -> Iterator[str]:
    if not _NAME.fullmatch(provider.key):
        yield "has a name that is not lower case letters, digits and dashes"
    if not is_safe(provider.issuer) or "?" in provider.issuer:
        yield "has an issuer that is not an https address"
    if not provider.client_id:
        yield "has no client_id"
    if not provider.redirect_uris:
        yield "names no redirect_uris"
    elif any(not _is_whole(uri) for uri in provider.redirect_uris):
        yield "has a redirect URI that is no whole address, or holds a wildcard or a fragment"
    if not provider.algorithms or not usable_algorithms(provider.algorithms):
        yield "has an algorithm that does not sign with a private key"


def _is_whole(uri: str) -> bool:
    """Whether a redirect URI is one address; without TLS it stays on the person's own machine."""
    scheme, separator, rest = uri.partition(":")
    if not separator or not rest or not _SCHEME.fullmatch(scheme) or set("*#") & set(uri):
        return False
    if scheme == "http":
        return urlsplit(uri).hostname in ("127.0.0.1", "::1", "localhost")
    return scheme != "https" or bool(urlsplit(uri).hostname)


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
