"""Logging in through a provider of OpenID Connect, which is a process of its own."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts.models import Challenge, ExternalIdentity, SecurityEvent, Session
from dovetail.accounts.testing import bearer

pytestmark = pytest.mark.django_db

PROVIDERS = "/api/v1/auth/providers"


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


def person():
    return get_user_model()._default_manager.get()


def test_the_providers_of_the_project_are_told(anonymous, openid):
    answer = anonymous.get(PROVIDERS)

    assert answer.json() == {
        "providers": [
            {"id": "plain", "name": "The Provider"},
            {"id": "trusted", "name": "The Provider"},
        ]
    }


def test_without_providers_there_are_none(anonymous):
    assert anonymous.get(PROVIDERS).json() == {"providers": []}


def test_a_new_identity_of_a_trusted_provider_makes_an_account(came_back, finish, names_of):
    answer = finish(came_back())

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    client = bearer(answer.json()["tokens"]["access_token"])
    me = client.get("/api/v1/me").json()
    assert (me["email"], me["full_name"]) == ("grace@example.org", "Grace Hopper")
    assert client.get("/api/v1/auth/session").json()["amr"] == ["fed"]
    assert not person().has_usable_password()
    assert names_of() == [
        "accounts.user_registered.v1",
        "accounts.identity_linked.v1",
        "accounts.user_logged_in.v1",
    ]


def test_who_comes_again_is_known_by_subject_whatever_the_address_is_by_now(
    came_back, finish, openid
):
    first = finish(came_back())
    openid.control(claims={"email": "other@example.org", "email_verified": True})

    again = finish(came_back())

    assert (first.status_code, again.status_code) == (200, 200)
    identity = ExternalIdentity.objects.get()
    assert identity.email == "other@example.org"
    assert identity.last_login_at is not None
    assert person().email == "grace@example.org"
    assert Session.objects.count() == 2


def test_another_subject_with_the_same_address_is_somebody_else(came_back, finish, openid):
    finish(came_back())
    if hasattr(person(), "email_verified_at"):
        get_user_model()._default_manager.update(email_verified_at=None)
    openid.control(sub="subject-2")

    assert refused(finish(came_back()), 409, "link_required")
    assert ExternalIdentity.objects.count() == 1


def test_the_same_subject_of_another_provider_is_somebody_else(came_back, finish):
    finish(came_back("trusted"))

    assert refused(finish(came_back("plain")), 409, "link_required")
    assert ExternalIdentity.objects.count() == 1


def test_who_is_not_known_for_sure_enters_a_code_first(
    came_back, finish, anonymous, code_of, names_of
):
    challenge = finish(came_back("plain"))
    assert challenge.status_code == 202
    assert get_user_model()._default_manager.count() == 0
    assert names_of() == ["accounts.email_verification_requested.v1"]

    body = {"challenge_id": challenge.json()["id"], "code": code_of(challenge.json()["id"])}
    answer = anonymous.post("/api/v1/auth/email/verify", body)

    assert answer.status_code == 200
    assert ExternalIdentity.objects.get().user == person()
    assert finish(came_back("plain")).status_code == 200


@pytest.mark.parametrize("verified", [False, None, 1, "yes"])
def test_an_address_that_the_provider_did_not_verify_is_verified_by_us(
    came_back, finish, openid, verified
):
    openid.control(claims={"email": "grace@example.org", "email_verified": verified})

    assert finish(came_back()).status_code == 202
    assert get_user_model()._default_manager.count() == 0


@pytest.mark.parametrize("claims", [{}, {"email": None}, {"email": "no address"}, {"email": 5}])
def test_a_new_identity_without_a_usable_address_is_sent_to_sign_up(
    came_back, finish, openid, claims
):
    openid.control(claims={**claims, "email_verified": True})

    assert refused(finish(came_back()), 422, "no_usable_address")


def test_codes_are_mailed_to_one_mailbox_no_more_often_than_others(came_back, finish, openid):
    answers = []
    for number in range(6):
        openid.control(sub=f"subject-{number}")
        answers.append(finish(came_back("plain")))

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert refused(answers[-1], 429, "too_many_codes")


def test_an_address_of_an_account_does_not_open_it(
    came_back, finish, make_user, deliver, mailoutbox, published
):
    make_user("grace@example.org")

    answers = [finish(came_back(provider)) for provider in ("plain", "trusted")]

    assert all(refused(answer, 409, "link_required") for answer in answers)
    assert (ExternalIdentity.objects.count(), Session.objects.count()) == (0, 0)
    assert {name for name, _ in published()} == {"accounts.federated_login_needs_linking.v1"}
    deliver()
    assert mailoutbox[0].to == ["grace@example.org"]
    assert "The Provider" in mailoutbox[0].body


def test_an_owner_is_not_flooded_with_warnings(came_back, finish, make_user, published):
    make_user("grace@example.org")

    answers = [finish(came_back("plain")).status_code for _ in range(6)]

    assert answers == [409] * 6
    assert len(published()) == 5


@pytest.mark.usefixtures("only_our_users")
@pytest.mark.parametrize(
    ("provider", "claimed", "ours", "status"),
    [
        ("trusted", True, True, 200),
        ("plain", True, True, 409),
        ("trusted", False, True, 409),
        ("trusted", True, False, 409),
    ],
)
def test_an_address_opens_an_account_only_when_both_verified_it_and_the_provider_is_trusted(
    came_back, finish, openid, make_user, provider, claimed, ours, status
):
    make_user("grace@example.org", email_verified_at=timezone.now() if ours else None)
    openid.control(claims={"email": "GRACE@example.org", "email_verified": claimed})

    assert finish(came_back(provider)).status_code == status
    assert ExternalIdentity.objects.count() == (status == 200)


@pytest.mark.usefixtures("only_our_users")
def test_an_account_that_is_turned_off_is_not_linked(came_back, finish, make_user):
    make_user("grace@example.org", email_verified_at=timezone.now(), is_active=False)

    assert refused(finish(came_back()), 409, "link_required")


def test_who_was_turned_off_does_not_get_in_by_an_identity(came_back, finish):
    finish(came_back())
    get_user_model()._default_manager.update(is_active=False)

    assert refused(finish(came_back()), 422, "federated_login_failed")
    assert SecurityEvent.objects.filter(kind="login_failed", user=person()).count() == 1


def test_what_the_provider_says_of_how_and_when_is_taken(came_back, finish, openid):
    finish(came_back())
    long_ago = timezone.now() - timedelta(hours=3)
    if hasattr(person(), "password_changed_at"):
        get_user_model()._default_manager.update(password_changed_at=long_ago)
    openid.control(
        claims={
            "email": "grace@example.org",
            "amr": ["pwd", "mfa", "pwd", "madeup", 5],
            "auth_time": int((timezone.now() - timedelta(hours=2)).timestamp()),
        }
    )

    answer = finish(came_back())

    client = bearer(answer.json()["tokens"]["access_token"])
    assert client.get("/api/v1/auth/session").json()["amr"] == ["fed", "pwd", "mfa"]
    delicate = client.post("/api/v1/auth/sessions/revoke-others")
    assert refused(delicate, 403, "reauthentication_required")


@pytest.mark.parametrize("auth_time", [10**30, -5, "now", True, 4_000_000_000, None])
def test_an_odd_time_does_no_harm(came_back, finish, openid, auth_time):
    claims = {"email": "grace@example.org", "email_verified": True}
    openid.control(claims={**claims, "auth_time": auth_time})

    answer = finish(came_back())

    assert bearer(answer.json()["tokens"]["access_token"]).get("/api/v1/me").status_code == 200
    assert Session.objects.get().authenticated_at <= timezone.now()


def test_whoever_has_to_authenticate_anew_is_asked_to_and_has_to_have_done_it(
    came_back, begin, finish, openid
):
    asked = parse_qs(urlsplit(begin(is_fresh=True)["authorization_url"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert finish(came_back(is_fresh=True)).status_code == 200

    openid.control(misbehaves="not_fresh")

    assert refused(finish(came_back(is_fresh=True)), 422, "federated_login_failed")


def test_what_is_only_at_userinfo_is_read_there_of_the_same_subject(came_back, finish, openid):
    openid.control(misbehaves="only_userinfo")
    assert finish(came_back()).status_code == 200
    assert person().email == "grace@example.org"

    openid.control(misbehaves="userinfo_sub", claims={})

    assert refused(finish(came_back()), 422, "federated_login_failed")


def test_names_lose_what_cannot_be_seen(came_back, finish, openid):
    claims = {"email": "grace@example.org", "email_verified": True}
    openid.control(claims={**claims, "name": " Gra\u202ece\0 Hop\ud800per" + "x" * 200})

    answer = finish(came_back())

    me = bearer(answer.json()["tokens"]["access_token"]).get("/api/v1/me").json()
    assert me["full_name"].startswith("Grace Hopper")


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_the_client_authenticates_as_the_provider_wants_it(came_back, finish, openid, method):
    openid.control(auth_method=method)

    assert finish(came_back()).status_code == 200


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_both_kinds_of_keys_are_believed_and_new_ones_at_once(came_back, finish, openid, algorithm):
    openid.control(alg=algorithm)
    assert finish(came_back()).status_code == 200

    openid.rotate()

    assert finish(came_back()).status_code == 200


def test_documents_and_keys_are_read_once(came_back, finish, openid):
    for _ in range(3):
        assert finish(came_back()).status_code == 200

    asked = openid.seen()["asked"]
    assert asked.count("/.well-known/openid-configuration") == 1
    assert asked.count("/jwks") == 1
    assert asked.count("/token") == 3


def test_nothing_at_rest_finishes_a_log_in(begin):
    begun = begin()

    (row,) = Challenge.objects.values()

    url = parse_qs(urlsplit(begun["authorization_url"]).query)
    assert url["code_challenge_method"] == ["S256"]
    secret = begun["state"].partition(".")[2]
    for kept in (secret, begun["binding"], url["nonce"][0]):
        assert kept not in repr(row)
    assert begun["binding"] not in begun["authorization_url"]
