"""Passkeys of one's own: added, named, removed."""

from datetime import timedelta

import pytest

from dovetail.accounts import errors, services
from dovetail.accounts.models import Challenge, Passkey, SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.accounts.testing.devices import ORIGIN
from dovetail.shared_kernel.identifiers import uuid7

pytestmark = pytest.mark.django_db

PASSKEYS = "/api/v1/auth/mfa/passkeys"
ZERO = timedelta()


def test_a_passkey_is_added_in_two_steps(ada, ada_client, add_passkey, published):
    added = add_passkey(name="My laptop")

    assert (added["name"], added["is_backed_up"], added["last_used_at"]) == (
        "My laptop",
        False,
        None,
    )
    assert ada_client.get(PASSKEYS).json()["passkeys"] == [added]
    assert ada_client.get(f"{PASSKEYS}/{added['id']}").json() == added
    assert published()[-2:] == [
        (
            "accounts.passkey_added.v1",
            {"user_id": str(ada.pk), "passkey_id": added["id"], "passkey_name": "My laptop"},
        ),
        ("accounts.mfa_enabled.v1", {"user_id": str(ada.pk), "method": "passkey"}),
    ]


def test_what_the_browser_is_asked(ada_client, authenticator, add_passkey):
    add_passkey()

    options = ada_client.post(f"{PASSKEYS}/begin").json()["options"]

    (passkey,) = authenticator.held
    assert options["rp"] == {"id": "localhost", "name": "Dovetail"}
    me = ada_client.get("/api/v1/me").json()
    assert (options["user"]["name"], options["user"]["displayName"]) == (
        me["email"],
        me["full_name"] or me["email"],
    )
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -8, -257]
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    (excluded,) = options["excludeCredentials"]
    assert excluded["transports"] == ["internal", "hybrid"]
    assert authenticator.get({"challenge": "AAAA", "allowCredentials": [excluded]})
    assert passkey.user_handle == bytes(Passkey.objects.get().user_handle)


def test_one_person_has_one_random_handle(ada_client, authenticator, add_passkey):
    add_passkey()
    add_passkey()

    first, second = authenticator.held
    assert first.user_handle == second.user_handle
    assert len(first.user_handle) == 32


def test_other_sessions_end_and_the_owner_is_told(
    ada, ada_client, add_passkey, deliver, mailoutbox
):
    other = bearer(tokens_of(ada).access_token)

    passkey = add_passkey(name="<b>My</b> laptop")
    deliver()
    ada_client.delete(f"{PASSKEYS}/{passkey['id']}")
    deliver()

    assert other.get("/api/v1/me").status_code == 401
    assert ada_client.get("/api/v1/me").status_code == 200
    assert set(Session.objects.exclude(revoke_reason="").values_list("revoke_reason")) == {
        ("factors_changed",)
    }
    assert [mail.subject.partition(" at ")[0] for mail in mailoutbox] == [
        "A passkey was added",
        "A passkey was removed",
    ]
    assert "“<b>My</b> laptop”" in mailoutbox[-1].body
    assert "&lt;b&gt;My&lt;/b&gt;" in mailoutbox[-1].alternatives[0][0]


def test_the_history_says_what_happened(ada, ada_client, add_passkey):
    passkey = add_passkey()
    ada_client.delete(f"{PASSKEYS}/{passkey['id']}")

    happened = SecurityEvent.objects.filter(user=ada, kind__startswith="passkey_")
    assert list(happened.order_by("id").values_list("kind", "details")) == [
        ("passkey_added", {"passkey_id": passkey["id"]}),
        ("passkey_removed", {"passkey_id": passkey["id"]}),
    ]


def test_a_passkey_is_named_otherwise_and_told_to_nobody(ada_client, add_passkey, published):
    passkey = add_passkey()
    before = published()

    named = ada_client.patch(f"{PASSKEYS}/{passkey['id']}", {"name": "Old laptop"})
    same = ada_client.patch(f"{PASSKEYS}/{passkey['id']}", {})

    assert named.json() == same.json() == {**passkey, "name": "Old laptop"}
    assert published() == before


def test_a_name_is_changed_only_where_it_is_as_it_was_read(ada_client, add_passkey):
    path = f"{PASSKEYS}/{add_passkey()['id']}"
    seen = ada_client.get(path)["ETag"]

    changed = ada_client.patch(path, {"name": "One"}, HTTP_IF_MATCH=seen)
    late = ada_client.patch(path, {"name": "Two"}, HTTP_IF_MATCH=seen)

    assert (changed.status_code, late.status_code) == (200, 412)


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\u202eb", "a\0b", 5, None])
def test_a_name_is_a_short_text(ada_client, add_passkey, name):
    passkey = add_passkey()

    refused = ada_client.patch(f"{PASSKEYS}/{passkey['id']}", {"name": name})

    assert refused.status_code == 422
    assert Passkey.objects.get().name == passkey["name"]


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_nobody_reaches_anothers(make_user, add_passkey, method):
    passkey = add_passkey()
    eve = bearer(tokens_of(make_user("eve@example.org")).access_token)

    for passkey_id in (passkey["id"], uuid7()):
        assert getattr(eve, method)(f"{PASSKEYS}/{passkey_id}").status_code == 404
    assert eve.get(PASSKEYS).json()["passkeys"] == []
    assert Passkey.objects.get().name == passkey["name"]


def test_an_authentication_of_long_ago_is_to_be_repeated(ada_client, add_passkey, settings):
    path = f"{PASSKEYS}/{add_passkey()['id']}"
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "reauthentication_window": ZERO}

    answers = [
        ada_client.post(f"{PASSKEYS}/begin"),
        ada_client.post(PASSKEYS, {}),
        ada_client.patch(path, {}),
        ada_client.delete(path),
    ]

    assert {answer.json()["code"] for answer in answers} == {"reauthentication_required"}
    assert ada_client.get(path).status_code == 200


def test_there_is_an_end_to_how_many_somebody_has(ada_client, add_passkey, begin_passkey, settings):
    add_passkey()
    begun = begin_passkey()
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "max_passkeys_per_user": 1}

    late = add_passkey(begun=begun, status=409)
    refused = ada_client.post(f"{PASSKEYS}/begin")

    assert (late["code"], late["limit"]) == ("too_many_passkeys", 1)
    assert (refused.status_code, refused.json()["limit"]) == (409, 1)
    assert Passkey.objects.count() == 1


def test_without_an_address_the_last_passkey_stays(ada, ada_client, add_passkey):
    first, second = add_passkey(), add_passkey()
    setattr(ada, ada.get_email_field_name(), "nowhere")
    ada.save()

    assert ada_client.delete(f"{PASSKEYS}/{first['id']}").status_code == 204
    refused = ada_client.delete(f"{PASSKEYS}/{second['id']}")

    assert (refused.status_code, refused.json()["code"]) == (409, "last_login_method")
    assert Passkey.objects.count() == 1


def test_a_removed_passkey_is_removed_once(ada_client, add_passkey):
    path = f"{PASSKEYS}/{add_passkey()['id']}"

    assert [ada_client.delete(path).status_code for _ in range(2)] == [204, 404]


def test_what_is_begun_again_voids_what_was_begun_before(add_passkey, begin_passkey):
    first, second = begin_passkey(), begin_passkey()

    assert add_passkey(begun=first, status=422)["code"] == "passkey_failed"
    assert add_passkey(begun=second)


def test_a_challenge_is_good_for_one_answer_right_or_wrong(
    add_passkey, authenticator, begin_passkey
):
    wrong = begin_passkey()
    authenticator.origin = "https://evil.example"
    add_passkey(begun=wrong, status=422)
    authenticator.origin = ORIGIN

    assert add_passkey(begun=wrong, status=422)["code"] == "passkey_failed"
    right = begin_passkey()
    assert add_passkey(begun=right)
    assert add_passkey(begun=right, status=422)["code"] == "passkey_failed"


def test_a_challenge_is_its_persons(make_user, begin_passkey, authenticator, add_passkey):
    begun = begin_passkey()
    eve = bearer(tokens_of(make_user("eve@example.org")).access_token)
    body = {
        "challenge_id": begun["challenge_id"],
        "name": "Mine",
        "credential": authenticator.create(begun["options"]),
    }

    assert eve.post(PASSKEYS, body).json()["code"] == "passkey_failed"
    assert add_passkey(begun=begun)


def test_an_expired_challenge_is_answered_by_nobody(add_passkey, begin_passkey, settings):
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "challenge_lifetime": ZERO}
    begun = begin_passkey()

    assert add_passkey(begun=begun, status=422)["code"] == "passkey_failed"


def test_a_passkey_that_is_somebodys_is_nobody_elses(
    make_user, authenticator, add_passkey, begin_passkey
):
    add_passkey()
    eve = make_user("eve@example.org")
    actor = services.authenticate(access_token=tokens_of(eve).access_token).actor
    theirs = services.begin_passkey_registration(actor=actor)
    same = authenticator.create(theirs.options, authenticator.held[0].credential_id)

    with pytest.raises(errors.PasskeyFailed):
        services.add_passkey(
            actor=actor, challenge_id=theirs.challenge_id, name="Theirs", credential=same
        )
    assert Passkey.objects.get().user_id != eve.pk


def test_purging_forgets_challenges(begin_passkey, run_job):
    begin_passkey()
    Challenge.objects.update(expires_at="2020-01-01T00:00:00Z")

    run_job("accounts.purge")

    assert Challenge.objects.count() == 0
