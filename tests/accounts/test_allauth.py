"""From a session that django-allauth has logged in to a pair of our tokens, in a small project."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer

if not apps.is_installed("allauth.socialaccount"):
    pytest.skip("About a project with django-allauth.", allow_module_level=True)

from openid_provider import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.django_db

JSON = "application/json"
EXCHANGE = "/api/v1/auth/login/allauth"
RECORDS = "account_authentication_methods"


@pytest.fixture
def provider(openid_process, settings):
    """The provider, as allauth is told of it."""
    app = {
        "provider_id": "local",
        "name": "The Provider",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": openid_process.issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }
    openid_process.control(auth_method="client_secret_post")
    return openid_process


@pytest.fixture
def browser(provider):
    """A browser that has come from the provider through allauth."""
    client = Client(enforce_csrf_checks=True)
    page = client.get("/accounts/oidc/local/login/")
    assert page.status_code == 200
    token = client.cookies["csrftoken"].value
    away = client.post("/accounts/oidc/local/login/", {"csrfmiddlewaretoken": token})
    back = urlsplit(provider.visit(away["Location"]))
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302, answer.content
    assert "_auth_user_id" in client.session
    return client


@pytest.fixture
def exchange():
    def post(client, **headers):
        token = client.cookies["csrftoken"].value
        return client.post(EXCHANGE, content_type=JSON, headers={"X-CSRFToken": token, **headers})

    return post


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


def amend(client, **changes):
    """Change what allauth has noted of the log-in."""
    session = client.session
    session[RECORDS] = [record | changes for record in session[RECORDS]]
    session.save()


def test_a_session_of_allauth_ends_in_our_pair_of_tokens(browser, exchange, names_of):
    answer = exchange(browser)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    tokens = answer.json()["tokens"]
    client = bearer(tokens["access_token"])
    assert client.get("/api/v1/me").json()["email"] == "grace@example.org"
    assert client.get("/api/v1/auth/session").json()["amr"] == ["fed"]
    renewed = client.post("/api/v1/auth/token/refresh", {"refresh_token": tokens["refresh_token"]})
    assert renewed.status_code == 200
    assert "accounts.user_logged_in.v1" in names_of()


def test_it_is_exchanged_once_and_the_session_of_django_ends(browser, exchange):
    stolen = Client()
    stolen.cookies["sessionid"] = browser.cookies["sessionid"].value
    exchange(browser)

    assert "_auth_user_id" not in browser.session
    assert refused(stolen.post(EXCHANGE, content_type=JSON), 401, "no_provider_session")
    assert Session.objects.count() == 1


def test_without_the_token_against_forgery_nothing_is_exchanged(browser, exchange):
    assert refused(browser.post(EXCHANGE, content_type=JSON), 403, "csrf_token_required")
    assert refused(exchange(browser, **{"X-CSRFToken": "x" * 32}), 403, "csrf_token_required")
    assert "_auth_user_id" in browser.session
    assert Session.objects.count() == 0


def test_a_session_that_allauth_did_not_open_is_worth_nothing(exchange, make_user):
    client = Client()
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")

    assert refused(client.post(EXCHANGE, content_type=JSON), 401, "no_provider_session")
    assert refused(Client().post(EXCHANGE, content_type=JSON), 401, "no_provider_session")


def test_a_password_of_allauths_is_no_way_around_ours(browser, exchange):
    amend(browser, method="password")

    assert refused(exchange(browser), 401, "no_provider_session")


def test_records_of_another_user_are_worth_nothing(browser, exchange, make_user):
    session = browser.session
    session["account_authentication_methods_user"] = str(make_user().pk)
    session.save()

    assert refused(exchange(browser), 401, "no_provider_session")


def test_a_log_in_of_long_ago_is_not_exchanged(browser, exchange):
    amend(browser, at=time.time() - 601)

    assert refused(exchange(browser), 401, "no_provider_session")


def test_when_it_was_is_kept(browser, exchange):
    if hasattr(get_user_model()(), "password_changed_at"):
        long_ago = timezone.now() - timedelta(days=1)
        get_user_model()._default_manager.update(password_changed_at=long_ago)
    amend(browser, at=time.time() - 500)

    assert exchange(browser).status_code == 200

    age = timezone.now() - Session.objects.get().authenticated_at
    assert timedelta(seconds=499) < age < timedelta(seconds=530)


def test_a_second_factor_of_allauths_is_told(browser, exchange):
    session = browser.session
    session[RECORDS] = [*session[RECORDS], {"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()

    answer = exchange(browser)

    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["fed", "mfa"]


def test_who_was_turned_off_does_not_get_in(browser, exchange):
    get_user_model()._default_manager.update(is_active=False)

    assert refused(exchange(browser), 401, "no_provider_session")
    assert Session.objects.count() == 0


def test_the_refresh_token_may_travel_in_a_cookie(browser, exchange, settings):
    settings.DOVETAIL_ACCOUNTS = {"refresh_transport": "cookie"}

    answer = exchange(browser)

    assert answer.json()["tokens"]["refresh_token"] is None
    assert answer.cookies["__Host-dovetail-refresh"]["httponly"]


def test_bodies_and_parameters_are_refused(browser, exchange):
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}

    more = browser.post(EXCHANGE, {"user": 1}, content_type=JSON, headers=token)

    assert more.status_code == 422
    assert browser.post(f"{EXCHANGE}?user=1", content_type=JSON, headers=token).status_code == 400
    assert browser.get(EXCHANGE).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_of_many_exchanges_of_one_session_exactly_one_succeeds(race, browser):
    session_id, token = (browser.cookies[name].value for name in ("sessionid", "csrftoken"))

    def run(_):
        client = Client(enforce_csrf_checks=True)
        client.cookies["sessionid"], client.cookies["csrftoken"] = session_id, token
        return client.post(EXCHANGE, content_type=JSON, headers={"X-CSRFToken": token})

    answers = race(8, run)

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7
    assert Session.objects.count() == 1
