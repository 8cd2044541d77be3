"""Where somebody is logged in, and the proof that delicate changes ask for."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

SESSIONS = "/api/v1/auth/sessions"
REAUTHENTICATE = "/api/v1/auth/reauthenticate"
HISTORY = "/api/v1/me/security-events"


@pytest.fixture
def elsewhere(ada):
    """Ada, logged in a second time."""
    return tokens_of(ada)


@pytest.fixture
def grace(make_user, password):
    return make_user("grace@example.org", full_name="Grace Hopper", password=password)


def let_pass(**time):
    """Let so much time go by since the sessions were opened."""
    then = timezone.now() - timedelta(**time)
    Session.objects.update(authenticated_at=then)
    if hasattr(get_user_model(), "password_changed_at"):
        get_user_model().objects.update(password_changed_at=then)


def kinds(user):
    return list(
        SecurityEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    )


def test_the_session_of_the_request_says_how_long_it_is_good_for_what(ada, ada_client):
    session = Session.objects.get()

    told = ada_client.get("/api/v1/auth/session")

    assert told["Cache-Control"] == "no-store"
    assert told.json()["id"] == str(session.id)
    assert told.json()["user_id"] == str(ada.pk)
    assert told.json()["amr"] == ["pwd"]
    assert told.json()["impersonator_id"] is None


def test_sessions_are_listed_with_the_one_of_the_request_marked(
    ada_client, elsewhere, grace, django_assert_num_queries
):
    tokens_of(grace)

    with django_assert_num_queries(2):
        listed = ada_client.get(SESSIONS).json()["sessions"]

    assert [one["is_current"] for one in listed] == [False, True]


@pytest.mark.parametrize(
    "ended",
    [
        {"revoked_at": timezone.now(), "revoke_reason": "revoked"},
        {"expires_at": timezone.now()},
        {"refreshed_at": timezone.now() - timedelta(days=15)},
    ],
    ids=["revoked", "expired", "idle"],
)
def test_what_has_ended_is_not_listed(ada_client, elsewhere, ended):
    Session.objects.filter(id=Session.objects.latest("id").id).update(**ended)

    assert len(ada_client.get(SESSIONS).json()["sessions"]) == 1


def test_a_revoked_session_is_over_at_the_next_request(ada, ada_client, elsewhere, published):
    there = bearer(elsewhere.access_token)
    other = ada_client.get(SESSIONS).json()["sessions"][0]["id"]

    assert ada_client.delete(f"{SESSIONS}/{other}").status_code == 204

    assert there.get("/api/v1/me").status_code == 401
    assert ada_client.get("/api/v1/me").status_code == 200
    assert ada_client.delete(f"{SESSIONS}/{other}").status_code == 404
    assert published()[-1] == (
        "accounts.session_revoked.v1",
        {"user_id": str(ada.pk), "session_id": other, "reason": "revoked"},
    )
    assert kinds(ada)[-1] == "session_revoked"


def test_somebody_elses_session_is_not_found(ada_client, grace):
    tokens_of(grace)
    theirs = Session.objects.get(user=grace)

    assert ada_client.delete(f"{SESSIONS}/{theirs.id}").status_code == 404

    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_all_sessions_but_this_one_end_together(ada, ada_client, grace):
    others = [bearer(tokens_of(ada).access_token) for _ in range(3)]
    hers = bearer(tokens_of(grace).access_token)

    assert ada_client.post(f"{SESSIONS}/revoke-others").status_code == 204

    assert {one.get("/api/v1/me").status_code for one in others} == {401}
    assert ada_client.get("/api/v1/me").status_code == 200
    assert hers.get("/api/v1/me").status_code == 200


def test_the_session_that_was_used_least_makes_room(ada, settings):
    settings.DOVETAIL_ACCOUNTS = {"max_sessions_per_user": 3}
    first, second, third = [bearer(tokens_of(ada).access_token) for _ in range(3)]
    Session.objects.filter(id=Session.objects.earliest("id").id).update(refreshed_at=timezone.now())

    tokens_of(ada)

    assert [one.get("/api/v1/me").status_code for one in (first, second, third)] == [200, 401, 200]
    assert Session.objects.filter(revoke_reason="too_many").count() == 1


@pytest.mark.django_db(transaction=True)
def test_log_ins_at_once_leave_no_more_sessions_than_there_may_be(ada, race, settings):
    settings.DOVETAIL_ACCOUNTS = {"max_sessions_per_user": 3}

    race(6, lambda _: tokens_of(ada))

    assert Session.objects.filter(revoked_at=None).count() == 3


class TestRecentProof:
    """After the window, delicate changes ask who it is."""

    def test_an_old_log_in_is_asked_to_authenticate_again(self, ada_client, elsewhere, published):
        let_pass(minutes=11)
        before = published()

        refused = ada_client.post(f"{SESSIONS}/revoke-others")

        assert refused.status_code == 403
        assert refused.json()["code"] == "reauthentication_required"
        assert refused.json()["methods"] == ["password"]
        assert published() == before
        assert Session.objects.filter(revoked_at=None).count() == 2

    def test_the_password_makes_the_session_recent(self, ada, ada_client, password):
        let_pass(minutes=11)

        pair = ada_client.post(REAUTHENTICATE, {"password": password}).json()

        again = bearer(pair["access_token"])
        assert again.post(f"{SESSIONS}/revoke-others").status_code == 204
        assert kinds(ada)[-1] == "reauthenticated"

    def test_tokens_of_before_are_refused_and_the_new_ones_go_on(
        self, ada_client, ada_tokens, anonymous, password
    ):
        pair = ada_client.post(REAUTHENTICATE, {"password": password}).json()

        assert ada_client.get("/api/v1/me").status_code == 401
        refreshed = anonymous.post(
            "/api/v1/auth/token/refresh", {"refresh_token": pair["refresh_token"]}
        )
        assert refreshed.status_code == 200
        assert bearer(refreshed.json()["access_token"]).get("/api/v1/me").status_code == 200

    def test_a_wrong_password_is_counted_and_kept(self, ada, ada_client, password):
        answers = [
            ada_client.post(REAUTHENTICATE, {"password": "not the password"}) for _ in range(6)
        ]

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert ada_client.post(REAUTHENTICATE, {"password": password}).status_code == 429
        assert kinds(ada).count("reauthentication_failed") == 5

    def test_a_credential_without_a_session_changes_no_credentials(self, ada, client_for):
        refused = client_for(ada).post(f"{SESSIONS}/revoke-others")

        assert refused.status_code == 403
        assert refused.json()["code"] == "insufficient_scope"


class TestHistory:
    """What happened to an account, for its owner."""

    def test_it_is_listed_latest_first_to_its_owner_only(
        self, ada, grace, anonymous, password, django_assert_num_queries
    ):
        body = {"email": "ada@example.org", "password": "not the password"}
        anonymous.post("/api/v1/auth/login", body, REMOTE_ADDR="192.0.2.9")
        pair = anonymous.post("/api/v1/auth/login", {**body, "password": password}).json()
        tokens_of(grace)
        client = bearer(pair["tokens"]["access_token"])

        with django_assert_num_queries(2):
            listed = client.get(HISTORY).json()["security_events"]

        assert [one["kind"] for one in listed] == ["logged_in", "login_failed"]
        assert listed[1]["ip"] == "192.0.2.9"
        assert listed[1]["actor_id"] is None

    def test_tries_of_addresses_that_nobody_has_are_kept_without_the_address(self, anonymous):
        body = {"email": "nobody@example.org", "password": "not the password"}

        anonymous.post("/api/v1/auth/login", body)

        (kept,) = SecurityEvent.objects.values("user", "kind", "details")
        assert (kept["user"], kept["kind"]) == (None, "login_failed")
        assert "nobody" not in str(kept["details"])

    def test_it_is_forgotten_in_time(self, ada, ada_tokens, run_job, settings):
        settings.DOVETAIL_ACCOUNTS = {"security_event_retention": timedelta(days=1)}
        SecurityEvent.objects.update(created_at=timezone.now() - timedelta(days=2))

        run_job("accounts.purge")

        assert kinds(ada) == []


class TestGuessingFromManyPlaces:
    """Too many failures from anywhere, and what they must not do to the owner."""

    @pytest.fixture
    def guess(self, anonymous, settings):
        settings.DOVETAIL_ACCOUNTS = {"account_login_failures": 6}

        def post(number, password="not the password", email="ada@example.org"):
            body = {"email": email, "password": password}
            return anonymous.post("/api/v1/auth/login", body, REMOTE_ADDR=f"198.51.100.{number}")

        return post

    @pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
    def test_known_and_unknown_are_limited_alike(self, guess, ada, email):
        answers = [guess(number, email=email).status_code for number in range(8)]

        assert answers == [401] * 6 + [429] * 2

    def test_the_owner_still_gets_in_from_where_they_have_been(self, guess, ada, password):
        assert guess(200, password).status_code == 200
        for number in range(7):
            guess(number)

        assert guess(201, password).status_code == 429
        assert guess(200, password).status_code == 200

    def test_the_owner_is_told_once(self, guess, ada, deliver, mailoutbox):
        for number in range(9):
            guess(number)
        deliver()

        (mail,) = mailoutbox
        assert mail.to == ["ada@example.org"]
        assert "Nobody got in" in mail.body

    def test_right_passwords_are_not_counted(self, guess, ada, password):
        answers = [guess(number, password).status_code for number in range(8)]

        assert answers == [200] * 8


class TestNewDevices:
    def test_a_log_in_from_elsewhere_is_mailed(self, ada, anonymous, password, deliver, mailoutbox):
        body = {"email": "ada@example.org", "password": password}
        for place in ("192.0.2.1", "192.0.2.1", "203.0.113.7"):
            anonymous.post(
                "/api/v1/auth/login", body, REMOTE_ADDR=place, HTTP_USER_AGENT="A browser"
            )
        deliver()

        (mail,) = mailoutbox
        assert mail.to == ["ada@example.org"]
        assert "203.0.113.7" in mail.body
        assert "A browser" in mail.body


def test_a_password_set_by_other_code_ends_the_sessions(ada, ada_client):
    ada.set_password("another battery staple")
    ada.save()

    assert ada_client.get("/api/v1/me").status_code == 401


def test_sessions_are_revoked_once_however_many_ask(ada, ada_tokens, published):
    session = Session.objects.get()
    services.revoke_other_sessions(user_id=str(ada.pk), session_id=ada.pk)
    services.revoke_other_sessions(user_id=str(ada.pk), session_id=ada.pk)

    session.refresh_from_db()
    assert session.revoke_reason == "revoked"
    assert [name for name, _ in published()].count("accounts.session_revoked.v1") == 1
