"""The code flow with PKCE: where to send a browser, and what the provider then says of it."""

import base64
import hashlib
import logging
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from dovetail.accounts import addresses, errors
from dovetail.accounts.conf import OidcProvider

from ._documents import documents
from ._https import fetch
from ._id_tokens import believed

logger = logging.getLogger("dovetail.accounts")

LONGEST_SUBJECT = 255
LONGEST_NAME = 150

# RFC 8176: by what one knows, has and is, and all else; other words mean nothing to us.
_METHODS = frozenset(
    {"kba", "pin", "pwd"}
    | {"hwk", "otp", "pop", "sc", "sms", "swk", "tel", "wia"}
    | {"face", "fpt", "iris", "retina", "vbm"}
    | {"geo", "mca", "mfa", "rba", "user"}
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a provider says of somebody, once it is believed."""

    subject: str
    email: str
    """In its one spelling; empty where there is none that can be used."""
    is_email_verified: bool
    full_name: str
    amr: list[str]
    """How they authenticated there (RFC 8176); empty where it does not say."""
    authenticated_at: datetime | None
    """When, if it says."""


def authorization_url(
    provider: OidcProvider,
    *,
    redirect_uri: str,
    state: str,
    nonce: str,
    verifier: str,
    is_fresh: bool,
) -> str:
    """
    Where a browser is sent to log in.

    :raises ProviderUnavailable:
    """
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(dict.fromkeys(("openid", *provider.scopes))),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if is_fresh else {}),
    }
    where = documents.of(provider).authorization_endpoint
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"


def require_issuer(provider: OidcProvider, iss: str | None) -> None:
    """
    Nothing, unless an answer is another provider's (RFC 9207: the mix-up attack).

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable:
    """
    if iss is None and not documents.of(provider).names_issuer:
        return
    if iss != provider.issuer:
        raise errors.FederatedLoginFailed


def assertion_of(
    provider: OidcProvider, *, code: str, redirect_uri: str, verifier: str, nonce: str
) -> Assertion:
    """
    Exchange a code for what the provider says of whoever logged in.

    :raises FederatedLoginFailed:
    :raises ProviderUnavailable:
    """
    answer = _tokens(provider, code=code, redirect_uri=redirect_uri, verifier=verifier)
    access_token = answer.get("access_token")
    claims = believed(answer.get("id_token"), provider, nonce=nonce, access_token=access_token)
    if "email" not in claims and documents.of(provider).userinfo_endpoint:
        claims = {**_userinfo(provider, access_token, claims["sub"]), **claims}
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT or not (subject.isascii() and subject.isprintable()):
        raise errors.FederatedLoginFailed
    return Assertion(
        subject=subject,
        email=_address(claims.get("email")),
        is_email_verified=_is_true(claims.get("email_verified")),
        full_name=_name(claims.get("name")),
        amr=_methods(claims.get("amr")),
        authenticated_at=_instant(claims.get("auth_time")),
    )


def _tokens(
    provider: OidcProvider, *, code: str, redirect_uri: str, verifier: str
) -> dict[str, Any]:
    document = documents.of(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers = {}
    if provider.client_secret and not document.authenticates_in_body:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = provider.client_id
        if provider.client_secret:
            form["client_secret"] = provider.client_secret
    answer = fetch(document.token_endpoint, provider, form=form, headers=headers)
    if answer.status == 200:
        return answer.body
    if answer.body.get("error") == "invalid_grant":
        raise errors.FederatedLoginFailed
    said = answer.body.get("error")
    logger.error("The provider %r refuses this client: %.100r", provider.key, said)
    raise errors.ProviderUnavailable


def _userinfo(provider: OidcProvider, access_token: Any, subject: str) -> dict[str, Any]:
    """OpenID Connect Core 1.0, section 5.3: believed only of the same subject."""
    if not isinstance(access_token, str) or not access_token.isascii():
        raise errors.FederatedLoginFailed
    answer = fetch(
        documents.of(provider).userinfo_endpoint,
        provider,
        headers={"Authorization": f"Bearer {access_token}"},
    )
    if answer.status != 200 or answer.body.get("sub") != subject:
        raise errors.FederatedLoginFailed
    return {
        name: answer.body[name]
        for name in ("email", "email_verified", "name")
        if name in answer.body
    }


def _challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _is_true(said: Any) -> bool:
    """Whether something is true, or the string that some providers write for it."""
    return said is True or said == "true"


def _address(said: Any) -> str:
    try:
        return addresses.normalized(said) if isinstance(said, str) else ""
    except errors.AddressNotUsable:
        return ""


def _name(said: Any) -> str:
    if not isinstance(said, str):
        return ""
    text = unicodedata.normalize("NFC", said)
    seen = "".join(one for one in text if unicodedata.category(one) not in _INVISIBLE)
    return seen.strip()[:LONGEST_NAME]


def _methods(said: Any) -> list[str]:
    methods = said if isinstance(said, list) else []
    return [one for one in dict.fromkeys(map(str, methods)) if one in _METHODS]


def _instant(said: Any) -> datetime | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    try:
        return datetime.fromtimestamp(said, UTC)
    except (ValueError, OverflowError, OSError):
        return None
