"""The caller's own profile."""

import pytest

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


def test_me_is_who_asks(ada_client, ada):
    me = ada_client.get(ME).json()

    assert list(me) == ["id", "email", "full_name", "locale", "timezone", "created_at"]
    assert (me["id"], me["email"]) == (str(ada.pk), "ada@example.org")
    assert me["created_at"].endswith("Z")


def test_it_works_with_another_authenticator(client_for, ada):
    assert client_for(ada).get(ME).json()["id"] == str(ada.pk)


def test_nobody_is_nobody(anonymous):
    assert anonymous.get(ME).status_code == 401
    assert anonymous.patch(ME, {"full_name": "Eve"}).status_code == 401


def test_a_name_is_changed(ada_client, published, ada):
    answer = ada_client.patch(ME, {"full_name": "Ada King"})

    assert (answer.status_code, answer.json()["full_name"]) == (200, "Ada King")
    assert published()[-1] == (
        "accounts.profile_updated.v1",
        {"user_id": str(ada.pk), "changed": ["full_name"]},
    )


@pytest.mark.usefixtures("only_our_users")
def test_locale_and_time_zone_are_changed(ada_client):
    changes = {"locale": "pt-BR", "timezone": "America/Sao_Paulo"}

    me = ada_client.patch(ME, changes).json()

    assert {name: me[name] for name in changes} == changes


@pytest.mark.parametrize("same", [{}, {"full_name": "Ada Lovelace"}])
def test_what_changes_nothing_is_not_told(ada_client, ada, names_of, same):
    ada_client.patch(ME, {"full_name": "Ada Lovelace"})
    before = names_of()

    assert ada_client.patch(ME, same).status_code == 200

    assert names_of() == before


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"email": "eve@example.org"}, "/email", "unknown_field"),
        ({"is_staff": True}, "/is_staff", "unknown_field"),
        ({"id": "1"}, "/id", "unknown_field"),
        ({"full_name": ""}, "/full_name", "blank"),
        ({"full_name": None}, "/full_name", "null"),
        ({"full_name": 5}, "/full_name", "not_text"),
        ({"full_name": "x" * 151}, "/full_name", "max_length"),
        ({"full_name": "Ada\u202eevolevoL"}, "/full_name", "unsafe_text"),
        ({"full_name": "Ada\r\nLovelace"}, "/full_name", "unsafe_text"),
        ({"locale": "english"}, "/locale", "invalid_locale"),
        ({"locale": "../../etc"}, "/locale", "invalid_locale"),
        ({"timezone": "Mars/Olympus"}, "/timezone", "invalid_timezone"),
        ({"timezone": "/etc/localtime"}, "/timezone", "invalid_timezone"),
        ({"timezone": "localtime"}, "/timezone", "invalid_timezone"),
        ({"timezone": "Factory"}, "/timezone", "invalid_timezone"),
    ],
)
def test_bad_input_changes_nothing(ada_client, published, body, pointer, code):
    before = ada_client.get(ME).json(), published()

    answer = ada_client.patch(ME, {"full_name": "Eve", **body})

    assert answer.status_code == 422
    problem = {"code": code, "pointer": pointer}
    assert problem in [{k: e[k] for k in problem} for e in answer.json()["errors"]]
    assert (ada_client.get(ME).json(), published()) == before
