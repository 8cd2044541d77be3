"""Providers that lie, and answers of theirs that somebody else has."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts.models import Challenge, ExternalIdentity, SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.testing.clients import JsonClient

pytestmark = pytest.mark.django_db

FINISH = "/api/v1/auth/login/oidc/finish"
HEADER = {"HTTP_X_REQUESTED_WITH": "fetch"}


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return True


def failed(answer):
    return refused(answer, 422, "federated_login_failed")


@pytest.fixture
def nobody_got_in(names_of):
    """Whatever happens in the test, nobody has a session, an account or an identity by it."""
    yield
    assert names_of() == []
    assert (Session.objects.count(), ExternalIdentity.objects.count()) == (0, 0)


LIES = [
    *("iss", "aud", "aud_many", "azp", "nonce", "no_nonce", "expired", "no_exp", "old", "future"),
    *("odd_iat", "at_hash", "no_sub", "empty_sub", "odd_sub", "surrogate_sub", "long_sub"),
    *("alg_none", "hs256_public_key", "foreign_key", "unknown_kid", "signature", "crit"),
    *("weak_key", "no_iss"),
]


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_does_not_hold_is_not_believed(came_back, finish, openid, lie):
    openid.control(misbehaves=lie)

    assert failed(finish(came_back()))
    assert SecurityEvent.objects.filter(kind="login_failed", user=None).count() == 1


def test_a_provider_that_names_no_issuer_need_not(came_back, finish, openid):
    openid.control(names_issuer=False)

    assert finish(came_back()).status_code == 200


@pytest.mark.usefixtures("nobody_got_in")
def test_an_algorithm_that_the_project_does_not_name_is_not_believed(
    came_back, finish, openid, settings
):
    trusted = settings.DOVETAIL_ACCOUNTS["oidc_providers"]["trusted"]
    trusted["algorithms"] = ("ES256",)

    assert failed(finish(came_back()))


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("binding", [None, "", "another", "ä", "\0"])
def test_a_stolen_redirect_cannot_be_finished_elsewhere(came_back, openid, binding):
    body = came_back()
    stolen = {**body, "binding": binding} if binding is not None else body
    if binding is None:
        del stolen["binding"]

    answer = JsonClient().post(FINISH, stolen)

    assert answer.status_code == 422
    assert openid.seen()["spent"].count(body["code"]) == 0


def test_who_tries_with_a_stolen_redirect_uses_nothing_up(came_back, finish):
    body = came_back()
    for _ in range(7):
        assert failed(finish({**body, "binding": "another"}))

    assert finish(body).status_code == 200


@pytest.mark.usefixtures("nobody_got_in")
def test_the_answer_for_one_program_is_none_for_another(begin, openid, finish):
    victim, attacker = begin(), begin()
    back = openid.log_in(attacker["authorization_url"])

    mixed = {**back, "state": victim["state"], "binding": victim["binding"]}

    assert failed(finish(mixed))


@pytest.mark.usefixtures("nobody_got_in")
def test_a_code_is_worth_nothing_with_the_state_of_another_provider(begin, openid, finish):
    plain, trusted = begin("plain"), begin("trusted")
    back = openid.log_in(plain["authorization_url"])

    mixed = {**back, "state": trusted["state"], "binding": trusted["binding"]}

    assert failed(finish(mixed))


@pytest.mark.usefixtures("nobody_got_in")
@pytest.mark.parametrize("iss", ["https://elsewhere.example", "", "http://127.0.0.1:1/"])
def test_an_answer_of_another_issuer_is_not_taken_to_the_provider(came_back, openid, finish, iss):
    body = came_back() | {"iss": iss}

    assert finish(body).status_code == 422
    assert body["code"] not in openid.seen()["spent"]


def test_pkce_ties_the_code_to_who_began(came_back, openid, finish, begin):
    body = came_back()
    other = begin()
    with_other_challenge = parse_qs(urlsplit(other["authorization_url"]).query)
    url = urlsplit(begin()["authorization_url"])
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    asked["code_challenge"] = with_other_challenge["code_challenge"][0]
    asked["state"] = body["state"]
    injected = openid.log_in(url._replace(query=urlencode(asked)).geturl())

    assert failed(finish({**body, "code": injected["code"]}))


def test_a_state_is_good_for_once_and_not_forever(came_back, finish):
    body, late = came_back(), came_back()
    Challenge.objects.filter(id=late["state"][:32]).update(expires_at="2020-01-01T00:00Z")

    assert finish(body).status_code == 200
    assert failed(finish(body))
    assert failed(finish(late))


@pytest.mark.parametrize("state", ["x", "." * 128, "0" * 32, "\0", "{}.{}", "é" * 40])
def test_what_is_no_state_is_refused_and_leaves_nothing(anonymous, openid, state):
    body = {"code": "x", "state": state, "binding": "x"}

    assert JsonClient().post(FINISH, body).status_code == 422
    assert SecurityEvent.objects.count() == 0


def test_a_provider_that_the_project_no_longer_has_lets_nobody_in(came_back, finish, settings):
    body = came_back()
    settings.DOVETAIL_ACCOUNTS = {}

    assert failed(finish(body))


def test_the_binding_may_travel_in_a_cookie_of_this_host_alone(
    anonymous, openid, settings, came_back, finish
):
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "refresh_transport": "cookie"}
    body = came_back()
    cookie = anonymous.cookies["__Host-dovetail-binding"]

    assert "binding" not in body
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
    assert failed(JsonClient().post(FINISH, {**body, "binding": cookie.value}, **HEADER))
    assert refused(finish(body), 403, "cross_site")
    assert anonymous.post(FINISH, body, **HEADER).status_code == 200


def test_a_log_in_is_no_linking_and_a_linking_no_log_in(
    ada, ada_client, begin, came_back, finish, openid
):
    login = came_back()
    linking = begin(client=ada_client, path="identities")
    linked = openid.log_in(linking["authorization_url"]) | {"binding": linking["binding"]}

    assert failed(ada_client.post("/api/v1/auth/identities/finish", login))
    assert failed(finish(linked))
    assert ExternalIdentity.objects.count() == 0


def test_another_session_of_the_same_person_does_not_finish_a_linking(
    ada, ada_client, begin, openid
):
    linking = begin(client=ada_client, path="identities")
    body = openid.log_in(linking["authorization_url"]) | {"binding": linking["binding"]}
    other = bearer(tokens_of(ada).access_token)

    assert failed(other.post("/api/v1/auth/identities/finish", body))
    assert ada_client.post("/api/v1/auth/identities/finish", body).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_finishes_with_one_answer_exactly_one_succeeds(race, came_back, openid):
    body = came_back()

    answers = race(8, lambda _: JsonClient().post(FINISH, body))

    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 7
    assert Session.objects.count() == 1
    assert openid.seen()["spent"].count(body["code"]) == 1


@pytest.mark.django_db(transaction=True)
def test_one_new_person_in_many_windows_has_one_account(race, came_back, openid):
    bodies = [came_back() for _ in range(6)]

    answers = race(6, lambda number: JsonClient().post(FINISH, bodies[number]))

    assert [answer.status_code for answer in answers] == [200] * 6
    assert ExternalIdentity.objects.count() == 1
    assert Session.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_many_with_one_address_at_once_come_to_one_account(race, came_back, openid):
    bodies = []
    for number in range(6):
        openid.control(sub=f"subject-{number}")
        bodies.append(came_back())

    answers = race(6, lambda number: JsonClient().post(FINISH, bodies[number]))

    said = {answer.json().get("code", answer.status_code) for answer in answers}
    assert said <= {200, "link_required"}
    assert get_user_model()._default_manager.count() == 1
