"""Access tokens that are believed until they end."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts import services
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

ME, SESSIONS = "/api/v1/me", "/api/v1/auth/sessions"


@pytest.fixture(autouse=True)
def stateless(settings):
    settings.DOVETAIL_ACCOUNTS = {"stateless_access": True}


def test_a_request_costs_no_query_for_who_asks(ada, ada_client, django_assert_num_queries):
    with django_assert_num_queries(1):  # the profile
        assert ada_client.get(ME).json()["id"] == str(ada.pk)


def test_the_user_is_read_when_something_is_asked_of_them(
    ada, ada_tokens, django_assert_num_queries
):
    with django_assert_num_queries(0):
        found = services.authenticate_bearer(access_token=ada_tokens.access_token)
        assert (found.user, found.user.is_authenticated) == (ada, True)
    with django_assert_num_queries(1):
        assert found.user.is_active


def test_who_logged_out_is_believed_until_the_token_ends(ada_client, ada_tokens, anonymous):
    assert ada_client.post("/api/v1/auth/logout").status_code == 204

    assert ada_client.get(ME).status_code == 200
    body = {"refresh_token": ada_tokens.refresh_token}
    assert anonymous.post("/api/v1/auth/token/refresh", body).status_code == 401


def test_what_proves_who_somebody_is_asks_for_the_session(ada, ada_client, password):
    assert ada_client.get(SESSIONS).status_code == 200
    ada_client.post("/api/v1/auth/logout")

    answers = [
        ada_client.get(SESSIONS),
        ada_client.delete("/api/v1/auth/api-keys/01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"),
        ada_client.post("/api/v1/auth/reauthenticate", {"password": password}),
    ]

    assert [answer.json()["code"] for answer in answers] == ["invalid_token"] * 3


def test_who_is_turned_off_changes_nothing_of_what_proves_who_they_are(ada, ada_client):
    get_user_model()._default_manager.filter(pk=ada.pk).update(is_active=False)

    assert ada_client.get(ME).status_code == 200
    assert ada_client.get(SESSIONS).status_code == 401


def test_a_key_is_looked_up_all_the_same(ada, ada_client):
    body = {"name": "x", "scopes": ["accounts:profile.read"]}
    key = ada_client.post("/api/v1/auth/api-keys", body).json()
    ada_client.delete(f"/api/v1/auth/api-keys/{key['id']}")

    assert bearer(key["secret"]).get(ME).status_code == 401


def test_a_broken_token_is_refused(ada):
    token = tokens_of(ada).access_token

    assert bearer(token[:-3] + "abc").get(ME).status_code == 401
