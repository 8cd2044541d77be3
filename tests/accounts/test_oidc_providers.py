"""Providers that are ill, away, or not where they may be; and how a project sets them up."""

import time
from ipaddress import ip_address

import pytest

from dovetail.accounts import checks, gateways
from dovetail.accounts.conf import oidc_providers
from dovetail.accounts.gateways import _documents, _https
from dovetail.accounts.models import Challenge, ExternalIdentity, Session
from openid_process import REDIRECT_URI

pytestmark = pytest.mark.django_db

BEGIN = "/api/v1/auth/login/oidc/trusted/begin"
DISCOVERY = "/.well-known/openid-configuration"


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return True


@pytest.fixture
def nobody_got_in(names_of):
    """Whatever happens in the test, nobody has a session or an identity by it."""
    yield
    assert names_of() == []
    assert (Session.objects.count(), ExternalIdentity.objects.count()) == (0, 0)


ILLS = ("error", "redirect", "garbage", "list", "deep", "huge", "slow", "drip")


@pytest.fixture
def in_haste(monkeypatch):
    return lambda: monkeypatch.setattr(_https, "TIMEOUT_SECONDS", 0.4)


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("ill", ILLS)
@pytest.mark.parametrize("where", ["/token", "/jwks"])
def test_an_ill_provider_is_unavailable_when_one_comes_back(
    came_back, finish, openid, in_haste, ill, where
):
    body = came_back()
    openid.control(misbehaves=f"{ill}@{where}", delay=9.0)
    in_haste()
    begun = time.monotonic()

    assert refused(finish(body), 503, "provider_unavailable")
    assert time.monotonic() - begun < 6.0


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("ill", ILLS)
def test_an_ill_provider_is_unavailable_to_begin_with(anonymous, openid, in_haste, ill):
    openid.control(misbehaves=f"{ill}@{DISCOVERY}", delay=9.0)
    in_haste()

    answer = anonymous.post(BEGIN, {"redirect_uri": REDIRECT_URI})

    assert refused(answer, 503, "provider_unavailable")
    assert answer["Retry-After"]
    assert Challenge.objects.count() == 0


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("lie", ["discovery_issuer", "plain_endpoint"])
def test_a_discovery_document_that_lies_is_not_believed(anonymous, openid, lie):
    openid.control(misbehaves=lie)

    answer = anonymous.post(BEGIN, {"redirect_uri": REDIRECT_URI})

    assert refused(answer, 503, "provider_unavailable")


@pytest.mark.usefixtures("nobody_got_in")
def test_nobody_is_sent_where_a_cloud_keeps_its_secrets(came_back, finish, openid):
    openid.control(misbehaves="metadata_address")

    assert refused(finish(came_back()), 503, "provider_unavailable")


def test_a_provider_that_is_away_is_not_waited_for_by_everybody(anonymous, openid, monkeypatch):
    begun = {"redirect_uri": REDIRECT_URI}

    for seconds, times_asked in ((60, 1), (0, 3)):
        monkeypatch.setattr(_documents, "AWAY_SECONDS", seconds)
        openid.control(misbehaves=f"error@{DISCOVERY}")
        gateways.forget()
        answers = [anonymous.post(BEGIN, begun) for _ in range(3)]

        assert all(refused(answer, 503, "provider_unavailable") for answer in answers)
        assert openid.seen()["asked"] == [DISCOVERY] * times_asked

    openid.control()
    assert anonymous.post(BEGIN, begun).status_code == 200


def test_without_debug_nothing_on_this_machine_is_asked(anonymous, openid, settings):
    settings.DEBUG = False

    answer = anonymous.post(BEGIN, {"redirect_uri": REDIRECT_URI})

    assert refused(answer, 503, "provider_unavailable")
    assert openid.seen()["asked"] == []


@pytest.mark.parametrize(
    ("address", "is_internal", "is_permitted"),
    [
        ("93.184.216.34", False, True),
        ("2606:2800:220:1::1", False, True),
        ("10.0.0.1", False, False),
        ("10.0.0.1", True, True),
        ("fd00::1", True, True),
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("169.254.169.254", True, False),
        ("100.64.0.1", False, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", True, False),
        ("::ffff:169.254.169.254", True, False),
        ("64:ff9b::a9fe:a9fe", True, False),
        ("2002:a9fe:a9fe::1", True, False),
    ],
)
def test_only_public_addresses_are_asked_or_internal_ones_that_the_project_means(
    openid, settings, address, is_internal, is_permitted
):
    settings.DEBUG = False
    settings.DOVETAIL_ACCOUNTS["oidc_providers"]["trusted"]["is_internal"] = is_internal
    provider = oidc_providers()["trusted"]

    assert _https.is_permitted(ip_address(address), provider) is is_permitted


@pytest.mark.parametrize(
    "redirect_uri",
    [
        f"{REDIRECT_URI}/",
        f"{REDIRECT_URI}?x=1",
        f"{REDIRECT_URI}#x",
        "https://app.example:443/back",
        "https://APP.example/back",
        "https://app.example.evil.example/back",
        "https://app.example/back\\@evil.example",
        "https://app.example/%62ack",
    ],
)
def test_nobody_is_sent_back_to_what_the_project_does_not_name_exactly(
    anonymous, openid, redirect_uri
):
    answer = anonymous.post(BEGIN, {"redirect_uri": redirect_uri})

    assert refused(answer, 422, "redirect_not_allowed")


def test_an_unknown_provider_is_not_found(anonymous, openid):
    url = "/api/v1/auth/login/oidc/nobody/begin"

    assert refused(anonymous.post(url, {"redirect_uri": REDIRECT_URI}), 404, "not_found")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"issuer": "http://id.example"}, "issuer"),
        ({"issuer": "https://id.example?x=1"}, "issuer"),
        ({"redirect_uris": ("https://*.app.example/back",)}, "redirect URI"),
        ({"redirect_uris": ("http://app.example/back",)}, "redirect URI"),
        ({"redirect_uris": ("javascript:alert(1)",)}, "redirect URI"),
        ({"redirect_uris": ("/back",)}, "redirect URI"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": "https://app.example/back"}, "redirect URI"),
        ({"algorithms": ("RS256", "HS256")}, "algorithm"),
        ({"algorithms": ("none",)}, "algorithm"),
        ({"client_id": ""}, "client_id"),
        ({"clientid": "x"}, "clientid"),
    ],
)
def test_a_provider_that_is_set_up_dangerously_does_not_start(openid, settings, more, fault):
    settings.DEBUG = False
    good = {**openid.setting, "issuer": "https://id.example"}
    settings.DOVETAIL_ACCOUNTS = {"oidc_providers": {"good": good, "bad": {**good, **more}}}

    (error,) = checks.check_providers(None)

    assert error.id == "accounts.E009"
    assert fault in error.msg


def test_providers_are_forgotten_when_they_are_told_to_be(openid, begin):
    begin()
    gateways.forget()
    begin()

    assert openid.seen()["asked"].count(DISCOVERY) == 2


def test_one_place_is_sent_to_providers_thirty_times_in_five_minutes(anonymous, openid, settings):
    settings.DOVETAIL_ACCOUNTS = {
        name: chosen for name, chosen in settings.DOVETAIL_ACCOUNTS.items() if name != "login_rate"
    }
    begun = {"redirect_uri": REDIRECT_URI}

    answers = [anonymous.post(BEGIN, begun) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].json()["violated_policies"] == ["provider-log-ins"]
    assert anonymous.post(BEGIN, begun, REMOTE_ADDR="192.0.2.9").status_code == 200
