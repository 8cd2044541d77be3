"""Refresh tokens: rotation, the leeway for tabs, and what a replay does."""

import base64
from datetime import timedelta

import pytest
from django.db import connections
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from dovetail.accounts import errors, services
from dovetail.accounts.api.views import CredentialView, RefreshView
from dovetail.accounts.models import Challenge, LoginFailures, Session
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.api.views import ApiView

pytestmark = pytest.mark.django_db

REFRESH = "/api/v1/auth/token/refresh"


@pytest.fixture
def refresh(anonymous):
    return lambda token: anonymous.post(REFRESH, {"refresh_token": token})


def wait(**time):
    """Let so much time pass for the sessions."""
    Session.objects.update(refreshed_at=timezone.now() - timedelta(**time))


def snapshot():
    return list(Session.objects.values())


def test_each_refresh_gives_a_new_pair_that_works(refresh, ada_tokens):
    first = ada_tokens.refresh_token

    second = refresh(first).json()
    third = refresh(second["refresh_token"]).json()

    assert len({first, second["refresh_token"], third["refresh_token"]}) == 3
    assert first.startswith("dvtr_")
    assert bearer(third["access_token"]).get("/api/v1/me").status_code == 200


def test_the_same_token_within_the_leeway_has_the_same_successor(refresh, ada_tokens):
    answers = [refresh(ada_tokens.refresh_token) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert Session.objects.get().generation == 2


def test_after_the_leeway_a_replay_ends_the_session(refresh, ada_tokens, published):
    newest = refresh(ada_tokens.refresh_token).json()
    wait(seconds=11)

    replay = refresh(ada_tokens.refresh_token)

    assert (replay.status_code, replay.json()["code"]) == (401, "refresh_token_reused")
    assert refresh(newest["refresh_token"]).json()["code"] == "invalid_token"
    assert bearer(newest["access_token"]).get("/api/v1/me").status_code == 401
    session = Session.objects.get()
    assert session.revoke_reason == "token_reused"
    assert published()[-1] == (
        "accounts.refresh_token_reused.v1",
        {"user_id": str(session.user_id), "session_id": str(session.id)},
    )


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_any_older_generation_ends_the_session_at_once(refresh, ada_tokens, generation):
    tokens = [ada_tokens.refresh_token]
    for _ in range(4):
        tokens.append(refresh(tokens[-1]).json()["refresh_token"])

    replay = refresh(tokens[generation])

    assert replay.json()["code"] == "refresh_token_reused"
    assert refresh(tokens[-1]).status_code == 401


def test_without_leeway_the_second_use_is_a_replay(refresh, ada_tokens, settings):
    settings.DOVETAIL_ACCOUNTS = {"refresh_reuse_leeway": timedelta(0)}

    answers = [refresh(ada_tokens.refresh_token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 401]


def _with_body(token, change):
    body = bytearray(base64.urlsafe_b64decode(token[5:] + "=="))
    change(body)
    return "dvtr_" + base64.urlsafe_b64encode(bytes(body)).decode().rstrip("=")


FORGERIES = {
    "mac": lambda token: _with_body(token, lambda body: body.__setitem__(30, body[30] ^ 1)),
    "generation": lambda token: _with_body(token, lambda body: body.__setitem__(19, 0)),
    "session": lambda token: _with_body(token, lambda body: body.__setitem__(3, body[3] ^ 1)),
    "shorter": lambda token: token[:-4],
    "longer": lambda token: token + "AAAA",
    "prefix": lambda token: token.removeprefix("dvtr_"),
    "other prefix": lambda token: "dvt_" + token[5:],
    "not base64": lambda token: token[:-1] + "!",
    "white space": lambda token: token[:20] + " " + token[20:],
    "letters": lambda token: token[:-1] + "é",
    "nothing": lambda token: "dvtr_",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_touches_nothing(refresh, ada_tokens, published, forgery):
    before = snapshot(), published()

    answer = refresh(FORGERIES[forgery](ada_tokens.refresh_token))

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert (snapshot(), published()) == before


def test_an_access_token_is_no_refresh_token(refresh, ada_tokens):
    assert refresh(ada_tokens.access_token[:256]).status_code == 401


def test_a_session_ends_when_nobody_comes(refresh, ada_tokens):
    wait(days=14)

    assert refresh(ada_tokens.refresh_token).status_code == 401


def test_a_session_ends_however_busy_it_is(refresh, ada_tokens, ada_client):
    Session.objects.update(expires_at=timezone.now())

    assert refresh(ada_tokens.refresh_token).status_code == 401
    assert ada_client.get("/api/v1/me").status_code == 401


def test_the_servers_key_can_be_rotated(refresh, ada_tokens, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another key for tests, also long enough for HMAC with SHA-256"
    settings.SECRET_KEY_FALLBACKS = [old]

    second = refresh(ada_tokens.refresh_token)

    assert second.status_code == 200
    assert bearer(ada_tokens.access_token).get("/api/v1/me").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert refresh(second.json()["refresh_token"]).status_code == 200
    assert bearer(ada_tokens.access_token).get("/api/v1/me").status_code == 401
    assert refresh(ada_tokens.refresh_token).status_code == 401


def test_nothing_in_the_database_makes_a_token_without_the_servers_key(ada_tokens, settings):
    settings.SECRET_KEY = "a key that somebody else has, long enough for HMAC with SHA-256"

    with pytest.raises(errors.InvalidToken):
        services.refresh_session(refresh_token=ada_tokens.refresh_token)


class TestUnderAtomicRequests:
    """DRF rolls a request's transaction back on every refusal; ours are outside of one."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def _atomic_requests(self, monkeypatch):
        monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)

    def test_a_replay_ends_the_session(self, refresh, ada_tokens):
        refresh(ada_tokens.refresh_token)
        wait(seconds=11)

        assert refresh(ada_tokens.refresh_token).status_code == 401

        assert Session.objects.get().revoked_at is not None

    def test_a_naive_view_forgets_it(self, anonymous, ada_tokens):
        services.refresh_session(refresh_token=ada_tokens.refresh_token)
        wait(seconds=11)
        with override_settings(ROOT_URLCONF=naive_urls()):
            body = {"refresh_token": ada_tokens.refresh_token}
            assert anonymous.post("/naive", body).status_code == 401

        assert Session.objects.get().revoked_at is None

    def test_attempts_at_a_code_are_counted(self, anonymous, sign_up):
        challenge = sign_up()
        body = {"challenge_id": challenge.id, "code": "2222-2222"}

        anonymous.post("/api/v1/auth/email/verify", body)

        assert Challenge.objects.get().attempts == 1

    def test_failed_logins_are_counted(self, anonymous):
        body = {"email": "ada@example.org", "password": "not the password"}

        anonymous.post("/api/v1/auth/login", body)

        assert set(LoginFailures.objects.values_list("count", flat=True)) == {1}


def naive_urls():
    """The refresh view as it would be without care for the request's transaction."""

    class NaiveView(RefreshView):
        as_view = classmethod(ApiView.as_view.__func__)

    assert issubclass(NaiveView, CredentialView)
    return (path("naive", NaiveView.as_view()),)
