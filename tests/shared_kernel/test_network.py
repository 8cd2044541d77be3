"""From where a request comes: what a client writes about itself is not believed."""

import pytest

from dovetail.shared_kernel.network import ConnectionAddress, place_of

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", PROXY),
        (0, None, PROXY),
        (-1, "203.0.113.9", PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4,\t203.0.113.9 ", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (3, "203.0.113.9, 10.0.0.2", PROXY),
        (1, "1.2.3.4, unknown", PROXY),
        (1, "1.2.3.4, ", PROXY),
        (1, "1.2.3.4, 999.1.1.1", PROXY),
        (1, "1.2.3.4, 203.0.113.9'--", PROXY),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::9]:4711", "2001:db8::9"),
        (1, "2001:DB8:0:0::9", "2001:db8::9"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_forwarded_address_is_believed_as_far_as_there_are_proxies(
    settings, proxies, forwarded, believed
):
    settings.DOVETAIL_KERNEL = {"trusted_proxy_count": proxies}
    told = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    assert ConnectionAddress().address_of({"REMOTE_ADDR": PROXY, **told}) == believed


@pytest.mark.parametrize("meta", [{}, {"REMOTE_ADDR": ""}, {"REMOTE_ADDR": "unix:"}])
def test_a_socket_has_no_address(meta):
    assert ConnectionAddress().address_of(meta) is None


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_one_customer_is_one_place(address, place):
    assert place_of(address) == place
