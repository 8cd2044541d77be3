"""Passkeys at once: real threads, real commits."""

import time

import pytest

from dovetail.accounts.models import Passkey, Session
from dovetail.accounts.services import _challenges
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.testing.clients import JsonClient

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8


def look_without_locking(challenge_id, *purposes):
    """What taking up a challenge would be without a lock: look, then decide."""
    challenge = _challenges.live(challenge_id, *purposes).first()
    time.sleep(0.1)
    return challenge


@pytest.mark.parametrize(
    ("look", "is_safe"), [(_challenges.lock_live, True), (look_without_locking, False)]
)
def test_of_many_uses_of_one_challenge_one_succeeds_and_only_the_lock_sees_to_it(
    race, add_passkey, anonymous, authenticator, monkeypatch, look, is_safe
):
    authenticator.step = 0  # no counter tells the uses apart
    add_passkey()
    begun = anonymous.post("/api/v1/auth/login/passkey/begin").json()
    credential = authenticator.get(begun["options"])
    body = {"challenge_id": begun["challenge_id"], "credential": credential}
    monkeypatch.setattr(_challenges, "lock_live", look)

    answers = race(RACERS, lambda _: JsonClient().post("/api/v1/auth/login/passkey", body))

    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) <= {200, 422}
    assert (statuses == [200] + [422] * (RACERS - 1)) is is_safe
    assert Session.objects.count() == 1 + statuses.count(200)


def test_of_many_answers_to_one_second_step_one_succeeds(
    race, add_passkey, anonymous, authenticator, password
):
    authenticator.step = 0
    add_passkey()
    login = {"email": "ada@example.org", "password": password}
    challenge = anonymous.post("/api/v1/auth/login", login).json()["challenge"]
    named = {"challenge_id": challenge["id"]}
    begun = anonymous.post("/api/v1/auth/login/mfa/passkey/begin", named).json()
    body = {**named, "credential": authenticator.get(begun["options"])}

    answers = race(4, lambda _: JsonClient().post("/api/v1/auth/login/mfa/passkey", body))

    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]


def test_of_signatures_with_one_count_at_once_one_is_believed(
    race, add_passkey, anonymous, authenticator
):
    add_passkey()
    bodies = []
    for _ in range(RACERS):
        begun = anonymous.post("/api/v1/auth/login/passkey/begin").json()
        authenticator.held[0].sign_count = 6
        credential = authenticator.get(begun["options"])
        bodies.append({"challenge_id": begun["challenge_id"], "credential": credential})

    answers = race(RACERS, lambda n: JsonClient().post("/api/v1/auth/login/passkey", bodies[n]))

    assert sorted(answer.status_code for answer in answers) == [200] + [422] * (RACERS - 1)


def test_of_many_answers_to_one_registration_one_is_kept(
    race, ada_tokens, begin_passkey, authenticator
):
    begun = begin_passkey()
    client = bearer(ada_tokens.access_token)
    bodies = [
        {
            "challenge_id": begun["challenge_id"],
            "name": f"Device {number}",
            "credential": authenticator.create(begun["options"]),
        }
        for number in range(RACERS)
    ]

    def add(number):
        return client.post("/api/v1/auth/mfa/passkeys", bodies[number])

    answers = race(RACERS, add)

    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (RACERS - 1)
    assert Passkey.objects.count() == 1


def test_the_last_two_passkeys_are_not_removed_at_once(race, ada, ada_client, add_passkey):
    passkeys = [add_passkey()["id"] for _ in range(2)]
    setattr(ada, ada.get_email_field_name(), "nowhere")
    ada.save()

    def remove(number):
        return ada_client.delete(f"/api/v1/auth/mfa/passkeys/{passkeys[number]}")

    answers = race(2, remove)

    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert Passkey.objects.count() == 1


def test_logging_in_while_passkeys_are_removed_blocks_nobody(
    race, ada_client, anonymous, add_passkey, authenticator
):
    """Both lock the person and then the passkey; the other way around they would deadlock."""
    for _ in range(5):
        passkey = add_passkey()
        begun = anonymous.post("/api/v1/auth/login/passkey/begin").json()
        body = {
            "challenge_id": begun["challenge_id"],
            "credential": authenticator.get(begun["options"]),
        }

        def act(number, passkey=passkey, body=body):
            if number:
                return JsonClient().post("/api/v1/auth/login/passkey", body)
            return ada_client.delete(f"/api/v1/auth/mfa/passkeys/{passkey['id']}")

        removed, logged_in = race(2, act)

        assert removed.status_code == 204
        assert logged_in.status_code in (200, 422)
