"""One request to a provider: no redirects, little time, few bytes, and only to where it may go."""

import json
import logging
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings

from dovetail.accounts import errors
from dovetail.accounts.conf import OidcProvider

logger = logging.getLogger("dovetail.accounts")

TIMEOUT_SECONDS = 5.0
MOST_BYTES = 256 * 1024

Address = IPv4Address | IPv6Address

# They carry an IPv4 address inside, and lead to it: NAT64, 6to4.
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]


def fetch(
    url: str,
    provider: OidcProvider,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """
    A JSON object of a provider, by POST where there is a form.

    :raises ProviderUnavailable: for whatever else comes back, or when nothing does.
    """
    try:
        return _answered(url, provider, form, {"Accept": "application/json", **(headers or {})})
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        logger.warning("The provider %r does not answer as it should: %r", provider.key, error)
        raise errors.ProviderUnavailable from error


def is_safe(url: Any) -> bool:
    """Whether something is the address of a server over TLS, or of this machine under DEBUG."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname))


def _answered(
    url: str, provider: OidcProvider, form: Mapping[str, str] | None, headers: dict[str, str]
) -> Answer:
    if not is_safe(url):
        raise ValueError(f"{url!r:.200} is not to be asked")
    until = monotonic() + TIMEOUT_SECONDS
    parts = urlsplit(url)
    connection = _connected(parts, provider)
    # A timeout of the socket begins anew with each byte; this one does not.
    end = Timer(until - monotonic(), _cut, [connection.sock])
    end.daemon = True
    end.start()
    try:
        _shake_hands(connection)
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        connection.request("GET" if body is None else "POST", target, body, headers)
        response = connection.getresponse()
        content = response.read(MOST_BYTES + 1)
    finally:
        end.cancel()
        connection.close()
    if monotonic() >= until:
        raise TimeoutError("the answer took too long")
    if len(content) > MOST_BYTES:
        raise ValueError("the answer is too large")
    return Answer(response.status, _object(response.status, content))


def _object(status: int, content: bytes) -> dict[str, Any]:
    if status not in (200, 400, 401, 403):
        raise ValueError(f"the status is {status}")
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("the answer is no JSON object")
    return found


def _connected(parts: SplitResult, provider: OidcProvider) -> HTTPConnection:
    """A connection to an address that was looked at, so that a name cannot come to mean another."""
    host = parts.hostname or ""
    is_tls = parts.scheme == "https"
    address, port = _address_of(host, parts.port or (443 if is_tls else 80), provider)
    plain = socket.create_connection((str(address), port), timeout=TIMEOUT_SECONDS)
    if not is_tls:
        connection = HTTPConnection(host, port)
        connection.sock = plain
        return connection
    secured = HTTPSConnection(host, port)
    secured.sock = _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    return secured


def _shake_hands(connection: HTTPConnection) -> None:
    """Apart from connecting, so that what ends the request ends this too."""
    if isinstance(connection.sock, ssl.SSLSocket):
        connection.sock.do_handshake()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        # Below TLS, whose own way would wait for what the thread that reads is holding.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _address_of(host: str, port: int, provider: OidcProvider) -> tuple[Address, int]:
    for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ip_address(str(where[0]).partition("%")[0])
        if is_permitted(address, provider):
            return address, port
    raise OSError(f"{host!r:.200} has no address that may be asked")


def is_permitted(address: Address, provider: OidcProvider) -> bool:
    """Whether an address is public, or one that the project says it may be."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_permitted(address.ipv4_mapped, provider)
        if any(address in carrier for carrier in _CARRIERS):
            return False
    if address.is_loopback:
        return bool(settings.DEBUG)
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    return address.is_global or (provider.is_internal and address.is_private)


def _is_this_machine(host: str) -> bool:
    if not settings.DEBUG:
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
