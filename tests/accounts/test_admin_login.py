"""The admin's log-in is no weaker way in than the API's."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client

from dovetail.accounts.admin_site import DovetailAdminSite
from dovetail.accounts.models import LoginFailures, SecurityEvent, Session
from dovetail.accounts.testing import Authenticator, tokens_of, with_totp

pytestmark = pytest.mark.django_db

LOGIN, INDEX = "/admin/login/", "/admin/"


@pytest.fixture
def operator(make_user, password):
    return make_user("op@example.org", password=password, is_staff=True, is_superuser=True)


@pytest.fixture
def app(operator):
    return with_totp(operator)


@pytest.fixture
def enter(client, password):
    """Post a step of the log-in's page."""

    def post(step="password", **fields):
        if step == "password":
            fields = {"username": "op@example.org", "password": password, **fields}
        return client.post(LOGIN, {"step": step, **fields})

    return post


def hidden(page, name):
    """What a page's form carries."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


def is_in(client):
    return client.get(INDEX).status_code == 200


def test_the_projects_admin_is_behind_it():
    assert isinstance(admin.site, DovetailAdminSite)


def test_the_password_alone_lets_nobody_in(client, enter, app):
    page = enter()

    assert page.status_code == 200
    assert "Show your second factor" in page.content.decode()
    assert (Session.objects.count(), is_in(client)) == (0, False)


def test_the_code_of_the_app_lets_in(client, enter, app, names_of):
    challenge_id = hidden(enter(), "challenge_id")

    answer = enter(
        "second_factor", challenge_id=challenge_id, method="totp", code=app.code(), next=""
    )

    assert (answer.status_code, answer["Location"]) == (302, INDEX)
    assert is_in(client)
    assert Session.objects.get().amr == ["pwd", "otp", "mfa"]
    assert names_of()[-1] == "accounts.user_logged_in.v1"


def test_a_wrong_code_is_said_and_the_page_asks_again(client, enter, app):
    challenge_id = hidden(enter(), "challenge_id")

    page = enter("second_factor", challenge_id=challenge_id, method="totp", code="no code")

    assert "The code is wrong" in page.content.decode()
    assert hidden(page, "challenge_id") == challenge_id
    assert not is_in(client)
    again = enter("second_factor", challenge_id=challenge_id, method="totp", code=app.code())
    assert again.status_code == 302


def test_who_has_no_factor_sets_one_up_on_the_way(client, enter, operator):
    page = enter()
    assert "Set up a second factor" in page.content.decode()
    fields = {name: hidden(page, name) for name in ("challenge_id", "enrollment_token", "secret")}
    app = Authenticator(fields["secret"])
    wrong = enter("enrollment", **fields, code="no code")
    assert (hidden(wrong, "secret"), is_in(client)) == (app.secret, False)

    codes = enter("enrollment", **fields, code=app.code())

    assert (
        len(re.findall(r"<code>[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}</code>", codes.content.decode()))
        == 10
    )
    assert "no-store" in codes["Cache-Control"]
    assert is_in(client)


def test_no_factor_is_asked_where_the_project_demands_none(client, enter, operator, settings):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "off"}

    assert enter().status_code == 302
    assert is_in(client)


def test_wrong_passwords_are_counted_with_those_of_the_api(client, enter, operator, anonymous):
    body = {"email": "op@example.org", "password": "not the password"}
    for _ in range(3):
        assert anonymous.post("/api/v1/auth/login", body).status_code == 401
    pages = [enter(password="not the password") for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert int(pages[-1]["Retry-After"]) > 0
    assert "too many failed log-ins" in pages[-1].content.decode()
    assert anonymous.post("/api/v1/auth/login", body).status_code == 429
    assert enter().status_code == 429
    assert SecurityEvent.objects.filter(kind="login_failed", user=operator).count() == 5


def test_wrong_codes_are_counted_with_those_of_the_api(enter, app):
    for _ in range(5):
        challenge_id = hidden(enter(), "challenge_id")
        enter("second_factor", challenge_id=challenge_id, method="totp", code="no code")

    challenge_id = hidden(enter(), "challenge_id")
    page = enter("second_factor", challenge_id=challenge_id, method="totp", code=app.code())
    assert page.status_code == 429


def test_one_address_logs_in_so_often_and_no_more(enter, anonymous, settings):
    settings.DOVETAIL_ACCOUNTS = {"login_rate": "2/1m"}
    body = {"email": "nobody@example.org", "password": "not the password"}
    assert anonymous.post("/api/v1/auth/login", body).status_code == 401
    assert enter(username="nobody@example.org").status_code == 200

    assert enter(username="nobody@example.org").status_code == 429
    assert anonymous.post("/api/v1/auth/login", body).status_code == 429


def test_known_and_unknown_addresses_are_told_alike(enter, operator):
    pages = [
        enter(username=name, password="not the password").content.decode()
        for name in ("op@example.org", "no@example.org")
    ]

    told = [re.findall(r'errornote">([^<]+)<', page) for page in pages]
    assert told[0] == told[1] != []


def test_who_is_not_staff_is_turned_away_and_logged_in_nowhere(client, enter, ada):
    page = enter(username="ada@example.org")

    assert "may not see the admin" in page.content.decode()
    assert not is_in(client)
    assert set(Session.objects.values_list("revoke_reason", flat=True)) == {"logged_out"}


def test_its_session_is_one_of_ours_and_ends_with_it(browser_for, operator, anonymous):
    browser = browser_for(operator)
    assert is_in(browser)

    Session.objects.update(revoked_at="2026-01-01T00:00Z", revoke_reason="revoked")

    assert not is_in(browser)
    assert browser.get(INDEX)["Location"].startswith(LOGIN)


def test_a_change_of_factors_ends_it(browser_for, operator):
    browser = browser_for(operator)

    with_totp(operator)

    assert not is_in(browser)


def test_who_is_turned_off_is_out_at_once(browser_for, operator):
    browser = browser_for(operator)
    get_user_model()._default_manager.update(is_active=False)

    assert not is_in(browser)


def test_logging_out_ends_both(browser_for, operator):
    browser = browser_for(operator)

    assert browser.get("/admin/logout/").status_code == 405
    assert is_in(browser)
    assert browser.post("/admin/logout/").status_code == 200
    assert not is_in(browser)
    assert Session.objects.get().revoke_reason == "logged_out"


def test_another_way_to_open_a_session_of_django_is_none_into_the_admin(client, operator):
    client.force_login(operator, "django.contrib.auth.backends.ModelBackend")

    assert not is_in(client)


def test_a_session_of_somebody_else_does_not_do(client, operator, ada):
    tokens_of(ada)
    client.force_login(operator, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["dovetail_accounts_session"] = str(Session.objects.get().id)
    session.save()

    assert not is_in(client)


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "javascript:0"])
def test_nobody_is_sent_elsewhere(enter, operator, settings, onward):
    settings.DOVETAIL_ACCOUNTS = {"mfa_required": "off"}

    assert enter(next=onward)["Location"] == INDEX


def test_the_page_goes_on_where_it_was_asked_from(client, enter, app):
    page = client.get(f"{LOGIN}?next=/admin/jsi18n/")
    assert hidden(page, "next") == "/admin/jsi18n/"
    page = enter(next="/admin/jsi18n/")
    fields = {"challenge_id": hidden(page, "challenge_id"), "next": hidden(page, "next")}

    answer = enter("second_factor", method="totp", code=app.code(), **fields)

    assert answer["Location"] == "/admin/jsi18n/"


def test_a_form_of_another_site_is_refused(operator, password):
    strict = Client(enforce_csrf_checks=True)
    body = {"step": "password", "username": "op@example.org", "password": password}

    assert strict.post(LOGIN, body).status_code == 403
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"step": "second_factor"},
        {"step": "second_factor", "challenge_id": "x", "method": "totp", "code": "1"},
        {"step": "enrollment", "challenge_id": "\0", "enrollment_token": "", "secret": "<b>"},
        {"step": "nonsense"},
        {"step": "password", "username": "\0", "password": "\0"},
        {"username": "x" * 300, "password": "x" * 3000},
    ],
)
def test_hostile_fields_are_refused_in_the_page(client, fields):
    page = client.post(LOGIN, fields)

    assert page.status_code == 200
    assert "<b>" not in page.content.decode()
    assert (Session.objects.count(), LoginFailures.objects.count()) == (0, 0)
