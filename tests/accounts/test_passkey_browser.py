"""Passkeys in a real browser: Chromium, with an authenticator that it simulates."""

import json

import pytest
from pytest_django.live_server_helper import LiveServer

from browser import PageFailed, chromium, executable
from dovetail.accounts.models import Passkey, SecurityEvent
from dovetail.accounts.testing import bearer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("passkey_pages"),
    pytest.mark.skipif(
        executable() is None, reason="No Chromium; `python -m tools.browser` installs one as root."
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(executable(), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


def served(settings):
    settings.STATIC_URL = "/static/"  # the server asks for it, whether files are served or not
    server = LiveServer("localhost")
    yield server
    server.stop()


site = pytest.fixture(served)
elsewhere = pytest.fixture(served)


@pytest.fixture
def open_page(browser, site, settings, transactional_db):
    settings.DOVETAIL_ACCOUNTS = {
        "product_name": "Dovetail",
        "webauthn_rp_id": "localhost",
        "webauthn_origins": (site.url,),
    }
    return lambda server=site: browser.open(f"{server.url}/page")


@pytest.fixture
def page(open_page):
    """A page of ours, on a laptop whose user is verified."""
    page = open_page()
    page.laptop = page.plug_in()
    return page


@pytest.fixture
def add(page, ada_tokens):
    def add(changed=None):
        token = ada_tokens.access_token
        return page.run(f"add({token!r}, 'My laptop', {json.dumps(changed or {})})")

    return add


def test_a_passkey_is_made_and_logs_in(ada, page, add):
    added = add()
    logged_in = page.run("logIn()")

    assert (added["status"], added["body"]["passkey"]["name"]) == (201, "My laptop")
    assert added["body"]["passkey"]["transports"] == ["internal"]
    assert (logged_in["status"], logged_in["body"]["status"]) == (200, "authenticated")
    client = bearer(logged_in["body"]["tokens"]["access_token"])
    assert client.get("/api/v1/me").json()["email"] == "ada@example.org"
    (credential,) = page.call("WebAuthn.getCredentials", authenticatorId=page.laptop)["credentials"]
    kept = Passkey.objects.get()
    assert credential["isResidentCredential"]
    assert credential["signCount"] == kept.sign_count > 0


def test_it_logs_in_again_and_again(page, add):
    add()

    answers = [page.run("logIn()") for _ in range(3)]

    assert [answer["status"] for answer in answers] == [200] * 3
    assert len({answer["body"]["tokens"]["refresh_token"] for answer in answers}) == 3


def test_one_device_has_one_passkey(add):
    add()

    with pytest.raises(PageFailed, match="InvalidStateError"):
        add()

    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("script", ["add({token!r}, 'Mine')", "logIn()"])
def test_who_is_not_verified_gets_nowhere(ada_tokens, page, add, script):
    add()
    page.call("WebAuthn.setUserVerified", authenticatorId=page.laptop, isUserVerified=False)

    with pytest.raises(PageFailed, match="NotAllowedError"):
        page.run(script.format(token=ada_tokens.access_token))


def test_a_page_that_asks_for_no_verification_is_refused(ada, page, add):
    add()
    page.call("WebAuthn.setUserVerified", authenticatorId=page.laptop, isUserVerified=False)

    answer = page.run("logIn({userVerification: 'discouraged'})")

    assert (answer["status"], answer["body"]["code"]) == (422, "passkey_failed")
    assert SecurityEvent.objects.filter(user=ada, kind="logged_in").count() == 1


def test_a_page_that_makes_a_passkey_without_verification_is_refused(open_page, ada_tokens):
    page = open_page()
    page.plug_in(hasUserVerification=False, isUserVerified=False)
    selection = {"authenticatorSelection": {"userVerification": "discouraged"}}
    token = ada_tokens.access_token

    answer = page.run(f"add({token!r}, 'My key', {json.dumps(selection)})")

    assert (answer["status"], answer["body"]["code"]) == (422, "passkey_failed")
    assert Passkey.objects.count() == 0


def test_another_origin_is_refused_though_the_browser_lets_it(open_page, elsewhere, ada_tokens):
    page = open_page(elsewhere)
    page.plug_in()

    answer = page.run(f"add({ada_tokens.access_token!r}, 'Mine')")

    assert (answer["status"], answer["body"]["code"]) == (422, "passkey_failed")


def test_another_domain_is_refused_by_the_browser(page, add, settings):
    add()
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "webauthn_rp_id": "example.com"}

    with pytest.raises(PageFailed, match="SecurityError"):
        page.run("logIn()")


def test_a_passkey_that_was_removed_is_refused_though_the_device_keeps_it(ada_client, page, add):
    added = add()
    ada_client.delete(f"/api/v1/auth/mfa/passkeys/{added['body']['passkey']['id']}")

    answer = page.run("logIn()")

    assert (answer["status"], answer["body"]["code"]) == (422, "passkey_failed")


def test_a_passkey_that_is_synchronized_is_known_as_such(open_page, ada_tokens):
    page = open_page()
    page.plug_in(defaultBackupEligibility=True, defaultBackupState=True)
    token = ada_tokens.access_token

    added = page.run(f"add({token!r}, 'My phone')")

    assert (added["status"], added["body"]["passkey"]["is_backed_up"]) == (201, True)
    assert page.run("logIn()")["status"] == 200


def test_beside_the_password_it_is_the_second_factor(ada, page, add, password):
    add()

    answers = page.run(f"enterPassword('ada@example.org', {password!r})")

    first, second = answers
    assert (first["body"]["status"], second["body"]["status"]) == ("mfa_required", "authenticated")
    client = bearer(second["body"]["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["pwd", "hwk", "user", "mfa"]


def test_it_shows_again_who_one_is(page, add, ada_tokens):
    add()

    answer = page.run(f"proveAgain({ada_tokens.access_token!r})")

    assert answer["status"] == 200
    assert bearer(answer["body"]["access_token"]).get("/api/v1/me").status_code == 200
