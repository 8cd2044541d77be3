"""What serves the context's ports when a project wires nothing else."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from .conf import conf


class ConnectionAddress:
    """
    The address of the connection, or what the outermost trusted proxy saw.

    X-Forwarded-For is believed only as far as `trusted_proxy_count` goes, counted from the
    right: everything further left is written by the client.
    """

    def address_of(self, meta: Mapping[str, Any]) -> str | None:
        proxies = conf().trusted_proxy_count
        seen = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if proxies else []
        offered = seen[-proxies] if len(seen) >= proxies > 0 else meta.get("REMOTE_ADDR", "")
        try:
            return str(ip_address(str(offered).strip().partition("%")[0]))
        except ValueError:
            return None
