"""Acting as somebody else: for a reason, for a while, in the open, never as one who may more."""

from collections import defaultdict
from datetime import timedelta

import jwt
import pytest
from django.utils import timezone

from dovetail.accounts import errors, services, tokens
from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.models import OutboxEvent
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

ME, SESSION, STOP = "/api/v1/me", "/api/v1/auth/session", "/api/v1/admin/impersonation"
STARTED, ENDED = "accounts.impersonation_started.v1", "accounts.impersonation_ended.v1"

# What is answered to somebody who acts as another; whatever else asks who one is refuses.
OPEN = {"GET me", "PATCH me", "GET auth/session", "POST auth/logout", "DELETE admin/impersonation"}


@pytest.fixture
def token(impersonate, ada):
    return impersonate(ada).json()["access_token"]


def test_staff_acts_as_a_person_for_half_an_hour_without_a_refresh_token(impersonate, ada, staff):
    answer = impersonate(ada)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert list(answer.json()) == ["access_token", "token_type", "expires_in_seconds"]
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["act"]) == (str(ada.pk), {"sub": str(staff.pk)})
    assert 1795 <= claims["exp"] - claims["iat"] <= answer.json()["expires_in_seconds"] == 1800
    assert bearer(answer.json()["access_token"]).get(ME).json()["id"] == str(ada.pk)


def test_a_session_in_somebodys_name_has_no_refresh_token_even_for_who_computes_it(token, ada):
    session = Session.objects.get(user=ada)
    made = tokens.mint_refresh(session.id, session.generation, bytes(session.secret))

    with pytest.raises(errors.InvalidToken):
        services.refresh_session(refresh_token=made)


def test_the_session_says_who_really_acts(as_ada, ada, staff):
    told = as_ada.get(SESSION).json()

    assert (told["user_id"], told["impersonator_id"]) == (str(ada.pk), str(staff.pk))


def test_it_ends_by_itself(as_ada):
    Session.objects.exclude(impersonator=None).update(expires_at=timezone.now())

    assert as_ada.get(ME).status_code == 401


def test_a_project_may_make_it_shorter(impersonate, ada, settings):
    settings.DOVETAIL_ACCOUNTS = {"impersonation_lifetime": timedelta(minutes=5)}

    assert impersonate(ada).json()["expires_in_seconds"] == 300


class TestAsWhom:
    @pytest.mark.parametrize(
        "flags",
        [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}],
        ids=lambda flags: ",".join(flags),
    )
    def test_nobody_acts_as_who_may_more_or_cannot_log_in(
        self, impersonate, make_user, flags, published
    ):
        other = make_user(**flags)
        before = published()

        refused = impersonate(other)

        assert (refused.status_code, refused.json()["code"]) == (403, "cannot_impersonate")
        assert published() == before
        assert not Session.objects.filter(user=other).exists()

    def test_nobody_acts_as_themselves(self, impersonate, staff):
        assert impersonate(staff).json()["code"] == "cannot_impersonate"

    @pytest.mark.usefixtures("only_our_users")
    def test_nobody_acts_as_a_service(self, impersonate, make_user):
        assert impersonate(make_user(kind="service")).json()["code"] == "cannot_impersonate"

    def test_a_superuser_acts_as_no_staff_either(self, impersonate, make_user, staff):
        root = bearer(tokens_of(make_user(is_staff=True, is_superuser=True)).access_token)

        assert impersonate(staff, client=root).json()["code"] == "cannot_impersonate"

    def test_a_project_may_name_fewer_people(self, impersonate, ada, make_user, wire):
        class AllButAda:
            def allows(self, impersonator, person):
                return person.pk != ada.pk

        wire({"accounts.CanImpersonate": AllButAda})

        assert impersonate(ada).json()["code"] == "cannot_impersonate"
        assert impersonate(make_user()).status_code == 200

    def test_a_project_may_not_name_more(self, impersonate, make_user, wire):
        class Everybody:
            def allows(self, impersonator, person):
                return True

        wire({"accounts.CanImpersonate": Everybody})

        assert impersonate(make_user(is_superuser=True)).status_code == 403

    def test_nobody_acts_as_who_may_do_so_by_the_projects_own_rules(self, ada, make_user, wire):
        grace = make_user()

        class Supporters:
            def allows(self, actor, user, permission):
                return user.pk in (ada.pk, grace.pk)

        wire({"shared_kernel.StaffAuthorizer": Supporters})
        actor = services.authenticate(access_token=tokens_of(ada).access_token).actor

        with pytest.raises(errors.CannotImpersonate):
            services.impersonate_user(actor=actor, user_id=str(grace.pk), reason="Ticket 1042")


@pytest.mark.parametrize("reason", [None, "", "  ", 5, "x" * 301, "\u202e"])
def test_a_reason_is_asked_for(impersonate, ada, reason, published):
    before = published()

    assert impersonate(ada, reason).status_code == 422
    assert published() == before


class TestWhatIsRefused:
    def test_whatever_is_about_credentials_or_for_staff(self, as_ada, ada):
        answered = {}
        for endpoint in endpoints("api/v1/"):
            required = endpoint.view.permissions[endpoint.method]
            if required == "public" or not endpoint.view.__module__.startswith("dovetail.accounts"):
                continue
            ids = defaultdict(lambda: "019ab65c-94c2-7f51-8c6f-a1d1f9d7a0aa")
            ids["user_id"] = ids["service_user_id"] = str(ada.pk)
            path = "/" + endpoint.route.format_map(ids)
            row = endpoint.key.replace("api/v1/", "")
            if row not in ("POST auth/logout", "DELETE admin/impersonation"):
                body = b"" if endpoint.method in ("GET", "DELETE") else b"{}"
                answer = as_ada.generic(endpoint.method, path, body, "application/json")
                answered[row] = answer.status_code

        assert {row for row, status in answered.items() if status != 403} == OPEN & set(answered)

    def test_the_refusal_says_why(self, as_ada, password):
        for path in ("auth/reauthenticate", "auth/sessions/revoke-others", "auth/password/set"):
            refused = as_ada.post(f"/api/v1/{path}", {"password": password})
            assert refused.json()["code"] == "not_while_impersonating"

    def test_nobody_acts_as_another_by_acting_as_one(self, as_ada, impersonate, make_user):
        assert impersonate(make_user(), client=as_ada).json()["code"] == "permission_denied"


class TestWhoReallyActed:
    def test_every_event_says_both(self, as_ada, ada, staff):
        as_ada.patch(ME, {"full_name": "Ada King"})

        told = OutboxEvent.objects.get(name="accounts.profile_updated.v1")
        assert told.actor_id == str(ada.pk)
        assert told.headers["impersonator_id"] == str(staff.pk)

    def test_what_the_person_does_meanwhile_is_theirs_alone(self, as_ada, ada_client):
        as_ada.get(ME)

        ada_client.patch(ME, {"full_name": "Ada King"})

        told = OutboxEvent.objects.get(name="accounts.profile_updated.v1")
        assert "impersonator_id" not in told.headers

    def test_start_and_end_are_told_with_the_reason(self, as_ada, ada, staff, published):
        session_id = as_ada.get(SESSION).json()["id"]

        assert as_ada.delete(STOP).status_code == 204

        who = {"user_id": str(ada.pk), "impersonator_id": str(staff.pk), "session_id": session_id}
        told = {name: payload for name, payload in published() if "impersonation" in name}
        assert told[STARTED].pop("expires_at")
        assert told == {STARTED: {**who, "reason": "Ticket 1042"}, ENDED: who}

    def test_the_person_reads_it_in_their_history(self, as_ada, ada_client, staff):
        as_ada.delete(STOP)

        history = ada_client.get("/api/v1/me/security-events").json()["security_events"]

        shown = {one["kind"]: one for one in history}
        started, ended = shown["impersonation_started"], shown["impersonation_ended"]
        assert (started["actor_id"], started["details"]) == (
            str(staff.pk),
            {"reason": "Ticket 1042"},
        )
        assert (ended["actor_id"], ended["details"]) == (str(staff.pk), {"impersonated": True})

    def test_the_person_is_told_by_mail(self, token, deliver, mailoutbox):
        deliver()

        (mail,) = mailoutbox
        assert mail.to == ["ada@example.org"]
        assert "Ticket 1042" in mail.body
        assert token not in mail.body

    def test_it_is_none_of_the_persons_own_sessions(self, as_ada, ada_client):
        listed = ada_client.get("/api/v1/auth/sessions").json()["sessions"]

        assert len(listed) == 1

    def test_it_makes_no_place_a_known_one(self, as_ada, ada, anonymous, password, published):
        body = {"email": "ada@example.org", "password": password}
        anonymous.post("/api/v1/auth/login", body)

        logged_in = [payload for name, payload in published() if "user_logged_in" in name]
        assert logged_in[-1]["is_new_device"] is False  # it is the first of their own


def test_a_person_costs_no_more_queries_for_it(
    only_our_users, ada_client, as_ada, django_assert_num_queries
):
    with django_assert_num_queries(2):
        ada_client.get(ME)
    with django_assert_num_queries(3):  # and who really acts
        as_ada.get(ME)
