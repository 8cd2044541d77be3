"""What providers publish of themselves, kept for a while: one document and one set of keys each."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from dovetail.accounts import errors
from dovetail.accounts.conf import OidcProvider

from ._https import fetch, is_safe

KEPT_SECONDS = 600.0
AWAY_SECONDS = 3.0
MOST_KEYS = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """What is needed of a discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    """Empty where there is none."""
    authenticates_in_body: bool
    """Whether the client's secret goes into the form, for want of HTTP Basic."""
    names_issuer: bool
    """Whether every answer of the authorization endpoint says `iss` (RFC 9207)."""


class Kept(Generic[T]):
    """One thing of each issuer: read anew after a while, and not at once when it was not there."""

    def __init__(self, read: Callable[[OidcProvider], T]) -> None:
        self._read = read
        self._found: dict[str, tuple[float, T | None]] = {}
        self._lock = Lock()

    def of(self, provider: OidcProvider, *, anew: bool = False) -> T:
        """
        What is known of a provider.

        :raises ProviderUnavailable:
        """
        now = monotonic()
        until, found = self._found.get(provider.issuer, (0.0, None))
        if until > now and found is None:
            raise errors.ProviderUnavailable
        if until > now and found is not None and not anew:
            return found
        try:
            found = self._read(provider)
        except errors.ProviderUnavailable:
            self._keep(provider.issuer, monotonic() + AWAY_SECONDS, None)
            raise
        self._keep(provider.issuer, monotonic() + KEPT_SECONDS, found)
        return found

    def forget(self) -> None:
        with self._lock:
            self._found.clear()

    def _keep(self, issuer: str, until: float, found: T | None) -> None:
        with self._lock:
            self._found[issuer] = until, found


def _discover(provider: OidcProvider) -> Document:
    """OpenID Connect Discovery 1.0, sections 3 and 4."""
    where = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    answer = fetch(where, provider)
    said = answer.body
    endpoints = [said.get(name) for name in ("authorization_endpoint", "token_endpoint")]
    endpoints += [said.get("jwks_uri"), said.get("userinfo_endpoint") or provider.issuer]
    if answer.status != 200 or said.get("issuer") != provider.issuer:
        raise errors.ProviderUnavailable
    if not all(is_safe(endpoint) for endpoint in endpoints):
        raise errors.ProviderUnavailable
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Document(
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=said.get("userinfo_endpoint") or "",
        authenticates_in_body="client_secret_basic" not in methods,
        names_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _read_keys(provider: OidcProvider) -> list[dict[str, Any]]:
    answer = fetch(documents.of(provider).jwks_uri, provider)
    found = answer.body.get("keys")
    if answer.status != 200 or not isinstance(found, list):
        raise errors.ProviderUnavailable
    return [key for key in found[:MOST_KEYS] if isinstance(key, dict)]


documents = Kept(_discover)
keys = Kept(_read_keys)


def forget() -> None:
    """Read everything anew when it is asked for next."""
    documents.forget()
    keys.forget()
