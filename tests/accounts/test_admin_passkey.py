"""An operator's second step by a passkey, as the server sees it."""

import json
import re

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts.models import Passkey, Session

pytestmark = pytest.mark.django_db

LOGIN, INDEX = "/admin/login/", "/admin/"


@pytest.fixture
def operator(ada, add_passkey):
    """Ada has a passkey and nothing else, and may see the admin."""
    add_passkey()
    get_user_model()._default_manager.update(is_staff=True, is_superuser=True)
    Session.objects.all().delete()
    return ada


@pytest.fixture
def begin(client, operator, password):
    """Log in as far as the password goes: the page, and what it asks a browser."""

    def post():
        fields = {"step": "password", "username": "ada@example.org", "password": password}
        return client.post(LOGIN, fields)

    return post


@pytest.fixture
def complete(client):
    """Post what a browser signed for a page."""

    def post(page, credential):
        text = page.content.decode()
        challenge_id = re.search(r'name="challenge_id" value="([^"]+)"', text)[1]
        signed = {"id": credential["id"], **credential["response"]}
        fields = {"step": "passkey", "challenge_id": challenge_id, **signed}
        return client.post(LOGIN, {name: value or "" for name, value in fields.items()})

    return post


def options(page):
    """What a page asks the browser."""
    found = re.search(r'id="passkey-options"[^>]*>([^<]+)<', page.content.decode())
    return json.loads(found[1])


def is_in(client):
    return client.get(INDEX).status_code == 200


def test_the_passkey_lets_in(client, begin, complete, authenticator):
    page = begin()
    assert not is_in(client)

    answer = complete(page, authenticator.get(options(page)))

    assert (answer.status_code, answer["Location"]) == (302, INDEX)
    assert is_in(client)
    assert Session.objects.get().amr == ["pwd", "hwk", "user", "mfa"]


def test_what_does_not_hold_is_said_and_asked_anew(client, begin, complete, authenticator):
    page = begin()
    authenticator.origin = "https://evil.example"
    again = complete(page, authenticator.get(options(page)))

    assert "The passkey was not accepted" in again.content.decode()
    assert not is_in(client)
    assert options(again)["challenge"] != options(page)["challenge"]
    authenticator.origin = "http://localhost:8000"
    assert complete(again, authenticator.get(options(again))).status_code == 302


def test_what_was_signed_is_good_for_once(client, begin, complete, authenticator):
    page = begin()
    signed = authenticator.get(options(page))
    assert complete(page, signed).status_code == 302
    client.logout()

    assert complete(page, signed).status_code == 200
    assert not is_in(client)


def test_failures_are_counted_with_those_of_typed_codes(begin, complete, authenticator):
    authenticator.origin = "https://evil.example"
    pages = []
    for _ in range(6):
        page = begin()
        pages.append(complete(page, authenticator.get(options(page))))

    assert [page.status_code for page in pages] == [200] * 5 + [429]


STRANGE = ["", " ", "A", "AAAAA", "=", "AA==", "+/+/", "\0", "\u0660\u0660", "x" * 20_000]


@pytest.mark.parametrize("name", ["id", "clientDataJSON", "authenticatorData", "signature"])
def test_what_is_no_answer_is_refused_in_the_page(client, begin, complete, authenticator, name):
    for strange in STRANGE:
        page = begin()
        signed = authenticator.get(options(page))
        (signed if name == "id" else signed["response"])[name] = strange

        told = complete(page, signed)

        assert (told.status_code, is_in(client)) == (200, False), strange
        assert "The passkey was not accepted" in told.content.decode()


def test_who_has_none_is_asked_for_none(begin):
    Passkey.objects.all().delete()
    get_user_model()._default_manager.update(is_staff=True)

    assert "Use a passkey" not in begin().content.decode()


def test_no_script_stands_in_the_page(begin):
    tags = re.findall(r"<script([^>]*)>", begin().content.decode())

    assert tags
    assert all("src=" in tag or 'type="application/json"' in tag for tag in tags)
