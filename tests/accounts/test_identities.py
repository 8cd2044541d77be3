"""Linking who one is elsewhere to one's account, and taking it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dovetail.accounts.models import ExternalIdentity, SecurityEvent, Session
from dovetail.accounts.testing import bearer, identity_of, tokens_of
from openid_process import REDIRECT_URI

pytestmark = pytest.mark.django_db

IDENTITIES = "/api/v1/auth/identities"


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return True


@pytest.fixture
def link(begin, openid):
    """Link who somebody is at a provider to the account of a client."""

    def through(client, provider="plain"):
        begun = begin(provider, client=client, path="identities")
        back = openid.log_in(begun["authorization_url"])
        return client.post(f"{IDENTITIES}/finish", back | {"binding": begun["binding"]})

    return through


def test_a_person_links_a_provider_and_logs_in_by_it(
    link, ada, ada_client, came_back, finish, deliver, mailoutbox, names_of
):
    answer = link(ada_client)

    assert answer.status_code == 200
    assert answer.json()["provider"] == "plain"
    assert "accounts.identity_linked.v1" in names_of()
    login = finish(came_back("plain"))
    client = bearer(login.json()["tokens"]["access_token"])
    assert client.get("/api/v1/me").json()["id"] == str(ada.pk)
    deliver()
    assert "through The Provider" in mailoutbox[0].body


def test_what_is_linked_is_listed_in_one_query(link, ada_client, django_assert_max_num_queries):
    link(ada_client, "plain")
    link(ada_client, "trusted")

    with django_assert_max_num_queries(2):
        answer = ada_client.get(IDENTITIES)

    (newest, oldest) = answer.json()["identities"]
    assert [newest["provider"], oldest["provider"]] == ["trusted", "plain"]
    assert newest["email"] == "grace@example.org"
    assert newest["last_login_at"] is None


def test_linking_again_changes_nothing(link, ada_client, names_of):
    first, again = link(ada_client), link(ada_client)

    assert first.json() == again.json()
    assert names_of().count("accounts.identity_linked.v1") == 1


def test_an_identity_of_another_account_is_not_taken(link, ada_client, make_user):
    link(ada_client)
    eve = bearer(tokens_of(make_user("eve@example.org")).access_token)

    assert refused(link(eve), 409, "identity_taken")
    assert eve.get(IDENTITIES).json()["identities"] == []


@pytest.mark.parametrize("method", ["begin", "delete"])
def test_who_logged_in_long_ago_has_to_do_so_again(ada, ada_client, openid, method):
    identity = identity_of(ada, provider="plain")
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=11))
    if hasattr(ada, "password_changed_at"):
        type(ada).objects.update(password_changed_at=timezone.now() - timedelta(days=1))

    if method == "begin":
        answer = ada_client.post(f"{IDENTITIES}/plain/begin", {"redirect_uri": REDIRECT_URI})
    else:
        answer = ada_client.delete(f"{IDENTITIES}/{identity.id}")

    assert refused(answer, 403, "reauthentication_required")
    assert answer.json()["methods"] == ["password", "provider"]


def test_unlinking_ends_the_other_sessions_and_is_told(
    ada, ada_client, deliver, mailoutbox, names_of
):
    identity = identity_of(ada, provider="plain")
    elsewhere = bearer(tokens_of(ada).access_token)

    answer = ada_client.delete(f"{IDENTITIES}/{identity.id}")

    assert answer.status_code == 204
    assert ada_client.get(IDENTITIES).json()["identities"] == []
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert names_of()[-1] == "accounts.identity_unlinked.v1"
    assert SecurityEvent.objects.filter(kind="identity_unlinked", user=ada).count() == 1
    deliver()
    assert "no longer log in" in mailoutbox[-1].body


def test_what_is_not_ones_own_is_not_found(ada_client, make_user):
    theirs = identity_of(make_user())

    assert refused(ada_client.delete(f"{IDENTITIES}/{theirs.id}"), 404, "not_found")
    assert ExternalIdentity.objects.count() == 1


def test_the_only_way_to_log_in_stays(ada, ada_client, openid, names_of):
    ada.set_unusable_password()
    ada.save()
    client = bearer(tokens_of(ada).access_token)
    only = identity_of(ada, provider="plain")
    at_nobody = identity_of(ada, provider="no-longer-there")

    assert refused(client.delete(f"{IDENTITIES}/{only.id}"), 409, "last_login_method")

    other = identity_of(ada, provider="trusted")
    assert client.delete(f"{IDENTITIES}/{only.id}").status_code == 204
    assert client.delete(f"{IDENTITIES}/{at_nobody.id}").status_code == 204
    assert refused(client.delete(f"{IDENTITIES}/{other.id}"), 409, "last_login_method")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_leave_nobody_a_way_in(race, ada, openid):
    ada.set_unusable_password()
    ada.save()
    token = tokens_of(ada).access_token
    identities = [identity_of(ada, provider=provider) for provider in ("plain", "trusted")]

    answers = race(2, lambda number: bearer(token).delete(f"{IDENTITIES}/{identities[number].id}"))

    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert ExternalIdentity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_identity_is_linked_to_one_of_two_accounts(race, begin, openid, make_user):
    clients = [bearer(tokens_of(make_user()).access_token) for _ in range(2)]
    bodies = []
    for client in clients:
        begun = begin("plain", client=client, path="identities")
        back = openid.log_in(begun["authorization_url"])
        bodies.append(back | {"binding": begun["binding"]})

    answers = race(2, lambda number: clients[number].post(f"{IDENTITIES}/finish", bodies[number]))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert ExternalIdentity.objects.count() == 1


def test_a_sign_up_by_code_does_not_take_what_was_linked_meanwhile(
    link, came_back, finish, anonymous, code_of, ada_client
):
    challenge_id = finish(came_back("plain")).json()["id"]
    link(ada_client)

    answer = anonymous.post(
        "/api/v1/auth/email/verify",
        {"challenge_id": challenge_id, "code": code_of(challenge_id)},
    )

    assert refused(answer, 409, "identity_taken")


def test_nothing_is_published_by_a_refusal(ada_client, openid, names_of):
    before = names_of()

    for answer in (
        ada_client.post(f"{IDENTITIES}/nobody/begin", {"redirect_uri": REDIRECT_URI}),
        ada_client.post(f"{IDENTITIES}/plain/begin", {"redirect_uri": "https://evil.example"}),
        ada_client.post(f"{IDENTITIES}/finish", {"code": "x", "state": "x"}),
        ada_client.post(f"{IDENTITIES}/finish", {"code": "x", "state": 5, "more": 1}),
    ):
        assert answer.status_code in (404, 422)

    assert names_of() == before
