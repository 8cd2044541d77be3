"""People as the platform's staff sees them, and what it may do with them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db

USERS = "/api/v1/admin/users"
CHANGES = ("deactivate", "reactivate", "revoke-sessions", "send-password-reset", "impersonate")


@pytest.fixture
def root(make_user):
    return make_user("root@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def change(staff_client):
    """What staff is answered when it changes something of somebody."""

    def post(user, verb, client=staff_client):
        body = {"reason": "Ticket 1042"} if verb == "impersonate" else {}
        return client.post(f"{USERS}/{user.pk}/{verb}", body)

    return post


def kinds(user):
    return list(
        SecurityEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    )


class TestWhoMay:
    @pytest.mark.parametrize("verb", CHANGES)
    def test_nobody_but_staff(self, change, ada, ada_client, anonymous, published, verb):
        before = published()

        refused = change(ada, verb, ada_client)

        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
        assert change(ada, verb, anonymous).status_code == 401
        assert published() == before

    def test_nobody_but_staff_sees_people(self, ada, ada_client, staff_client):
        for path in (USERS, f"{USERS}/{ada.pk}"):
            assert ada_client.get(path).status_code == 403
            assert staff_client.get(path).status_code == 200

    @pytest.mark.parametrize("verb", CHANGES)
    def test_only_soon_after_showing_who_one_is(self, change, ada, verb, published):
        long_ago = timezone.now() - timedelta(minutes=11)
        if hasattr(get_user_model(), "password_changed_at"):
            get_user_model().objects.update(password_changed_at=long_ago)
        Session.objects.update(authenticated_at=long_ago)
        before = published()

        refused = change(ada, verb)

        assert (refused.status_code, refused.json()["code"]) == (403, "reauthentication_required")
        assert published() == before

    def test_staff_that_is_none_any_more_is_refused_at_the_next_request(self, staff, staff_client):
        assert staff_client.get(USERS).status_code == 200
        staff.is_staff = False
        staff.save()

        assert staff_client.get(USERS).status_code == 403

    @pytest.mark.parametrize("verb", CHANGES)
    def test_superusers_are_beyond_the_reach_of_staff(self, change, root, verb, published):
        tokens_of(root)
        before = published()

        refused = change(root, verb)

        assert refused.status_code == 403
        assert refused.json()["code"] in ("superuser_only", "cannot_impersonate")
        assert published() == before
        assert Session.objects.get(user=root).revoked_at is None

    def test_a_superuser_reaches_another(self, change, root, make_user):
        other = make_user(is_staff=True, is_superuser=True)

        answer = change(other, "deactivate", bearer(tokens_of(root).access_token))

        assert (answer.status_code, answer.json()["is_active"]) == (200, False)

    def test_nobody_turns_themselves_off(self, change, staff, staff_client):
        refused = change(staff, "deactivate")

        assert (refused.status_code, refused.json()["code"]) == (403, "not_yourself")
        assert staff_client.get(USERS).status_code == 200


class TestReading:
    def test_somebody_is_shown_as_far_as_the_user_model_knows_them(
        self, staff_client, ada, has_our_users
    ):
        shown = staff_client.get(f"{USERS}/{ada.pk}").json()

        assert shown == {
            "id": str(ada.pk),
            "kind": "human",
            "email": "ada@example.org",
            "full_name": "Ada Lovelace" if has_our_users else "",
            "is_active": True,
            "is_staff": False,
            "is_superuser": False,
            "email_verified_at": None,
            "last_login_at": None,
            "created_at": shown["created_at"],
        }
        assert shown["created_at"].endswith("Z")

    def test_the_list_is_paged_the_newest_first(
        self, staff_client, make_user, django_assert_num_queries
    ):
        made = [str(make_user().pk) for _ in range(5)]
        seen, path = [], f"{USERS}?per_page=2"

        while path:
            with django_assert_num_queries(2):
                page = staff_client.get(path).json()
            seen += [user["id"] for user in page["users"]]
            path = page["pagination"]["next"]

        assert seen[:5] == made[::-1]
        assert len(seen) == len(set(seen)) == 6

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("email=ADA@Example.ORG", ["ada@example.org"]),
            ("email=ada@example.com", []),
            ("email=no-address", []),
            ("search=LOVE", ["love@example.com"]),
            ("search=%25%25%25", []),
            ("is_staff=true", ["staff@example.org"]),
            ("is_active=false", ["love@example.com"]),
            ("is_active=true&is_staff=false", ["ada@example.org"]),
        ],
    )
    def test_people_are_found_by_address_and_state(
        self, staff_client, ada, make_user, query, found
    ):
        make_user("love@example.com", is_active=False)

        listed = staff_client.get(f"{USERS}?{query}").json()["users"]

        assert [user["email"] for user in listed] == found

    @pytest.mark.parametrize(
        "query", ["search=ab", "is_staff=yes", "email=", "is_superuser=true", "search=%00%00%00"]
    )
    def test_a_filter_that_is_none_is_refused(self, staff_client, query):
        assert staff_client.get(f"{USERS}?{query}").status_code == 400

    @pytest.mark.parametrize(
        "key",
        ["0", "-1", "007", "9" * 40, "%D9%A4", "x", "%00", "urn:uuid:" + "0" * 32, "A" * 5000,
         "00000000-0000-0000-0000-000000000000"],
        ids=lambda key: key[:12],
    )  # fmt: skip
    def test_the_key_of_nobody_is_not_found(self, staff_client, key):
        assert staff_client.get(f"{USERS}/{key}").status_code == 404
        assert staff_client.post(f"{USERS}/{key}/deactivate").status_code == 404


class TestTurningOff:
    def test_whatever_let_them_in_is_refused_at_the_next_request(
        self, change, ada, ada_tokens, ada_client, anonymous, password
    ):
        assert change(ada, "deactivate").json()["is_active"] is False

        assert ada_client.get("/api/v1/me").status_code == 401
        refresh = {"refresh_token": ada_tokens.refresh_token}
        assert anonymous.post("/api/v1/auth/token/refresh", refresh).status_code == 401
        body = {"email": "ada@example.org", "password": password}
        assert anonymous.post("/api/v1/auth/login", body).status_code == 401

    def test_codes_on_their_way_are_worthless(self, change, ada, anonymous, code_of):
        challenge = services.request_login_code(email="ada@example.org")
        code = code_of(challenge.id)
        change(ada, "deactivate")
        change(ada, "reactivate")

        body = {"challenge_id": str(challenge.id), "code": code}

        assert anonymous.post("/api/v1/auth/login/code/confirm", body).status_code == 422

    def test_events_and_history_name_who_did_it(self, change, ada, ada_tokens, staff):
        change(ada, "deactivate")
        change(ada, "deactivate")

        told = OutboxEvent.objects.filter(name="accounts.user_deactivated.v1")
        assert [(one.actor_id, one.payload) for one in told] == [
            (str(staff.pk), {"user_id": str(ada.pk), "email": "ada@example.org"})
        ]
        assert kinds(ada) == ["logged_in", "session_revoked", "deactivated"]
        assert SecurityEvent.objects.filter(kind="deactivated").get().actor_id == str(staff.pk)

    def test_they_are_told(self, change, ada, deliver, mailoutbox):
        change(ada, "deactivate")
        change(ada, "reactivate")
        deliver()

        assert [mail.to for mail in mailoutbox] == [["ada@example.org"]] * 2
        assert ["turned off" in mailoutbox[0].subject, "on again" in mailoutbox[1].subject] == [
            True, True,
        ]  # fmt: skip

    @pytest.mark.usefixtures("only_our_users")
    def test_a_service_is_turned_off_and_nobody_is_written_to(
        self, change, make_user, deliver, mailoutbox
    ):
        service = make_user(kind="service")
        get_user_model().objects.filter(pk=service.pk).update(email=None)

        assert change(service, "deactivate").json()["email"] is None
        deliver()

        assert mailoutbox == []

    def test_who_is_back_logs_in_anew(self, change, ada, ada_client, anonymous, password):
        change(ada, "deactivate")
        assert change(ada, "reactivate").json()["is_active"] is True

        assert ada_client.get("/api/v1/me").status_code == 401
        body = {"email": "ada@example.org", "password": password}
        assert anonymous.post("/api/v1/auth/login", body).status_code == 200

    def test_sessions_of_who_was_turned_off_elsewhere_do_not_come_back(
        self, change, ada, ada_client
    ):
        get_user_model().objects.filter(pk=ada.pk).update(is_active=False)

        change(ada, "reactivate")

        assert ada_client.get("/api/v1/me").status_code == 401

    @pytest.mark.django_db(transaction=True)
    def test_a_log_in_at_that_moment_gets_nobody_in(self, ada, root, race, password):
        actor = services.authenticate(access_token=tokens_of(root).access_token).actor

        def together(number):
            if number == 0:
                return services.deactivate_user(actor=actor, user_id=str(ada.pk))
            return services.log_in(email="ada@example.org", password=password)

        logins = [one for one in race(6, together)[1:] if not isinstance(one, Exception)]
        assert not get_user_model().objects.get(pk=ada.pk).is_active

        services.reactivate_user(actor=actor, user_id=str(ada.pk))

        tokens = [login.tokens.access_token for login in logins]
        assert {bearer(token).get("/api/v1/me").status_code for token in tokens} <= {401}


def test_all_sessions_end_and_the_person_is_told(
    change, ada, ada_client, staff, deliver, mailoutbox
):
    assert change(ada, "revoke-sessions").status_code == 204
    deliver()

    assert ada_client.get("/api/v1/me").status_code == 401
    assert OutboxEvent.objects.get(name="accounts.sessions_revoked.v1").actor_id == str(staff.pk)
    (mail,) = mailoutbox
    assert (mail.to, "logged out everywhere" in mail.subject) == (["ada@example.org"], True)
