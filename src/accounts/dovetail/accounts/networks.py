"""Places: network addresses as one customer has them."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address


def network(ip: str | None) -> str:
    """An IPv4 address, or the /64 that one customer has of IPv6; empty for none."""
    return "" if ip is None else str(_network(ip))


def bounds(ip: str) -> tuple[str, str]:
    """The first and the last address of the place that an address belongs to."""
    found = _network(ip)
    return str(found.network_address), str(found.broadcast_address)


def _network(ip: str) -> IPv4Network | IPv6Network:
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return IPv6Network((int(address), 64), strict=False)
        address = address.ipv4_mapped
    return IPv4Network(address)
