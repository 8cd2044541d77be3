"""An operator's passkey in a real browser, under a policy that lets no page run its own script."""

import time
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from pytest_django.live_server_helper import LiveServer

from browser import chromium, executable
from dovetail import accounts
from dovetail.accounts.models import Session

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("passkey_pages"),
    pytest.mark.skipif(
        executable() is None, reason="No Chromium; `python -m tools.browser` installs one as root."
    ),
]

STATIC = Path(accounts.__path__[0]) / "static"
SECONDS = 20.0


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(executable(), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def site(settings, transactional_db):
    settings.STATIC_URL, settings.STATIC_ROOT = "/static/", STATIC
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "passkey_pages.OnlyFromHere"]
    server = LiveServer("localhost")
    settings.DOVETAIL_ACCOUNTS = {
        "product_name": "Dovetail",
        "webauthn_rp_id": "localhost",
        "webauthn_origins": (server.url,),
    }
    yield server
    server.stop()


@pytest.fixture
def page(browser, site, ada, ada_tokens):
    """A laptop with a passkey of Ada's, who may see the admin."""
    page = browser.open(f"{site.url}/admin/login/")
    page.laptop = page.plug_in()
    page.go(f"{site.url}/page")
    added = page.run(f"add({ada_tokens.access_token!r}, 'My laptop')")
    assert added["status"] == 201
    get_user_model()._default_manager.update(is_staff=True, is_superuser=True)
    Session.objects.all().delete()
    page.go(f"{site.url}/admin/login/")
    return page


def until(page, script):
    """Wait until an expression holds in a page that is on its way."""
    end = time.monotonic() + SECONDS
    while not page.run(f"document.readyState === 'complete' && Boolean({script})"):
        assert time.monotonic() < end, page.run("document.body.innerText")
        time.sleep(0.05)


def enter_password(page, password):
    page.run(
        "(form => { form.username.value = 'ada@example.org';"
        f" form.password.value = {password!r}; form.submit(); }})"
        "(document.getElementById('login-form'))"
    )
    until(page, "document.getElementById('passkey-form')")


def use_passkey(page):
    page.run("document.querySelector('#passkey-form input[type=submit]').click()")


def test_a_passkey_is_enough_beside_the_password(page, site, password):
    enter_password(page, password)
    assert Session.objects.count() == 0

    use_passkey(page)

    until(page, "location.pathname === '/admin/'")
    assert Session.objects.get().amr == ["pwd", "hwk", "user", "mfa"]


def test_who_is_not_verified_is_told_and_may_try_again(page, password):
    enter_password(page, password)
    page.call("WebAuthn.setUserVerified", authenticatorId=page.laptop, isUserVerified=False)
    use_passkey(page)
    until(page, "!document.getElementById('passkey-failed').hidden")
    assert Session.objects.count() == 0

    page.call("WebAuthn.setUserVerified", authenticatorId=page.laptop, isUserVerified=True)
    use_passkey(page)

    until(page, "location.pathname === '/admin/'")


def test_the_policy_of_these_tests_stops_what_stands_in_a_page(page):
    page.run(
        "document.body.appendChild(Object.assign(document.createElement('script'), "
        "{text: 'window.ran = true'}))"
    )

    assert page.run("window.ran") is None
