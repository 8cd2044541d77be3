"""From where a request comes, as far as that can be believed."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Protocol

from .conf import conf
from .ports import port


@port(default="dovetail.shared_kernel.network.ConnectionAddress")
class ClientAddress(Protocol):
    """From which network address a request comes, as far as that can be believed."""

    def address_of(self, meta: Mapping[str, Any]) -> str | None:
        """The address in a request's META; None where there is none."""
        ...


class ConnectionAddress:
    """
    The address of the connection, or what the outermost trusted proxy saw.

    X-Forwarded-For is believed only as far as `trusted_proxy_count` goes, counted from the
    right: everything further left is written by the client. Where it says too little, or what
    is no address, the connection's own address stands.
    """

    def address_of(self, meta: Mapping[str, Any]) -> str | None:
        proxies = conf().trusted_proxy_count
        seen = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if proxies > 0 else []
        offered = seen[-proxies] if len(seen) >= proxies > 0 else ""
        address = _address(offered) or _address(str(meta.get("REMOTE_ADDR") or ""))
        return None if address is None else str(address)


def place_of(address: str | None) -> str:
    """What one customer has: an IPv4 address, or a /64 of IPv6; empty where it is not known."""
    known = None if address is None else _address(address)
    if isinstance(known, IPv6Address):
        return str(IPv6Network((int(known), 64), strict=False))
    return "" if known is None else str(known)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, also as proxies write it: with a port, in brackets, or IPv4 within IPv6."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
