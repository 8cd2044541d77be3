"""Signing up: an account exists once the mailed code was entered, and not before."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dovetail.accounts import errors, repositories, services, tokens
from dovetail.accounts.models import Challenge, Session
from dovetail.accounts.testing import bearer, code_in

pytestmark = pytest.mark.django_db

VERIFY = "/api/v1/auth/email/verify"
RESEND = "/api/v1/auth/email/resend"


def people():
    return get_user_model()._default_manager.count()


def test_nobody_has_an_account_before_the_code_is_entered(sign_up):
    sign_up()

    assert people() == 0


def test_the_code_makes_the_account_and_logs_its_owner_in(anonymous, sign_up, code_of, published):
    challenge = sign_up()

    answer = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code_of(challenge.id)})

    assert answer.status_code == 200
    login = answer.json()
    assert login["status"] == "authenticated"
    assert login["tokens"]["token_type"] == "Bearer"
    assert login["tokens"]["expires_in_seconds"] == 600
    me = bearer(login["tokens"]["access_token"]).get("/api/v1/me").json()
    assert (me["email"], me["full_name"]) == ("grace@example.org", "Grace Hopper")
    assert ("accounts.user_registered.v1", me["id"]) in [
        (name, payload.get("user_id")) for name, payload in published()
    ]


def test_the_password_that_was_given_then_logs_in(anonymous, sign_up, code_of, password):
    challenge = sign_up()
    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))

    body = {"email": "grace@example.org", "password": password}
    answer = anonymous.post("/api/v1/auth/login", body)

    assert answer.status_code == 200


def test_what_waits_in_a_challenge_is_gone_once_it_is_redeemed(sign_up, code_of):
    challenge = sign_up()
    assert "password" in Challenge.objects.get().data

    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))

    assert Challenge.objects.get().data == {}


def test_the_code_arrives_by_mail(sign_up, deliver, anonymous):
    challenge = sign_up()

    deliver()

    (letter,) = mail.outbox
    assert letter.to == ["grace@example.org"]
    code = code_in(letter.body)
    assert code in letter.alternatives[0].content
    answer = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code.lower()})
    assert answer.status_code == 200


def test_a_code_that_is_no_longer_waited_for_is_not_mailed(sign_up, deliver, code_of):
    challenge = sign_up()
    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))

    deliver()

    assert [letter.to for letter in mail.outbox] == []


def test_of_two_codes_only_the_newer_is_mailed(sign_up, deliver, code_of, anonymous):
    challenge = sign_up()
    anonymous.post(RESEND, {"challenge_id": challenge.id})

    deliver()

    (letter,) = mail.outbox
    assert code_in(letter.body).replace("-", "") == code_of(challenge.id)


def test_an_expired_code_is_not_mailed(sign_up, published):
    challenge = sign_up()
    Challenge.objects.update(expires_at=timezone.now())

    sealed = published()[-1][1]["sealed_code"]

    assert repositories.find_code_mail(challenge.id, sealed) is None


def test_a_known_address_gets_the_same_answer_and_another_mail(
    anonymous, ada, deliver, published, password
):
    unknown = {"email": "grace@example.org", "password": password, "full_name": "Grace"}

    answers = [
        anonymous.post("/api/v1/auth/signup", {**unknown, "email": email})
        for email in ("grace@example.org", "ada@example.org", "ADA@Example.org")
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert {tuple(answer.json()) for answer in answers} == {("id", "expires_at")}
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    attempted = [p for name, p in published() if name == "accounts.signup_attempted.v1"]
    assert attempted == [{"email": "ada@example.org"}] * 2
    deliver()
    told = [letter.subject[:27] for letter in mail.outbox if letter.to == ["ada@example.org"]]
    assert told == ["You already have an account"] * 2


def test_known_and_unknown_addresses_cost_the_same_queries(sign_up, ada):
    counts = []
    for email in ("grace@example.org", "ada@example.org"):
        with CaptureQueriesContext(connection) as queries:
            sign_up(email)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_decoy_answers_as_a_challenge_does(anonymous, ada, sign_up):
    real, decoy = sign_up("grace@example.org"), sign_up("ada@example.org")

    tried = [
        [
            anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": "2222-2222"})
            for _ in range(6)
        ]
        for challenge in (real, decoy)
    ]
    sent = [anonymous.post(RESEND, {"challenge_id": challenge.id}) for challenge in (real, decoy)]

    codes = [[(a.status_code, a.json()["code"]) for a in answers] for answers in tried]
    assert codes[0] == codes[1] == [(422, "challenge_failed")] * 6
    assert [answer.status_code for answer in sent] == [422, 422]


def test_a_decoy_is_not_redeemed_by_its_own_code(ada, sign_up):
    challenge = sign_up("ada@example.org")
    Challenge.objects.update(secret_hash=tokens.code_digest(UUID(challenge.id), "BCDF2345"))

    with pytest.raises(errors.ChallengeFailed):
        services.verify_email(challenge_id=challenge.id, code="BCDF2345")


def test_a_code_works_once(anonymous, sign_up, code_of):
    challenge = sign_up()
    body = {"challenge_id": challenge.id, "code": code_of(challenge.id)}

    answers = [anonymous.post(VERIFY, body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 422]
    assert people() == 1


def test_a_code_is_for_its_own_challenge(anonymous, sign_up, code_of):
    first, second = sign_up(), sign_up()

    answer = anonymous.post(VERIFY, {"challenge_id": first.id, "code": code_of(second.id)})

    assert answer.json()["code"] == "challenge_failed"


def test_guessing_ends_after_five_tries_even_with_the_right_code(anonymous, sign_up, code_of):
    challenge = sign_up()
    code = code_of(challenge.id)
    for _ in range(5):
        anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": "2222-2222"})

    answer = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code})

    assert answer.json()["code"] == "challenge_failed"
    assert people() == 0


def test_another_code_does_not_give_other_tries(anonymous, sign_up, code_of):
    challenge = sign_up()
    for _ in range(4):
        anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": "2222-2222"})
    assert anonymous.post(RESEND, {"challenge_id": challenge.id}).status_code == 202
    anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": "2222-2222"})

    answer = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code_of(challenge.id)})

    assert answer.status_code == 422


def test_an_expired_code_is_refused(anonymous, sign_up, code_of):
    challenge = sign_up()
    Challenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code_of(challenge.id)})

    assert answer.json()["code"] == "challenge_failed"


def test_a_resent_code_replaces_the_first(anonymous, sign_up, code_of):
    challenge = sign_up()
    first = code_of(challenge.id)

    assert anonymous.post(RESEND, {"challenge_id": challenge.id}).status_code == 202

    old = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": first})
    new = anonymous.post(VERIFY, {"challenge_id": challenge.id, "code": code_of(challenge.id)})
    assert (old.status_code, new.status_code) == (422, 200)


def test_a_challenge_is_not_mailed_more_than_five_times(anonymous, ada, sign_up, settings):
    settings.DOVETAIL_ACCOUNTS = {"mail_rate": ""}
    for email in ("grace@example.org", "ada@example.org"):
        challenge = sign_up(email)

        answers = [anonymous.post(RESEND, {"challenge_id": challenge.id}) for _ in range(5)]

        assert [answer.status_code for answer in answers] == [202, 202, 202, 202, 429]
        assert answers[-1].json()["code"] == "too_many_codes"
        assert 0 < int(answers[-1]["Retry-After"]) <= 600


def test_who_signs_up_twice_has_one_account(anonymous, sign_up, code_of):
    first, second = sign_up(), sign_up()
    services.verify_email(challenge_id=first.id, code=code_of(first.id))

    answer = anonymous.post(VERIFY, {"challenge_id": second.id, "code": code_of(second.id)})

    assert (answer.status_code, answer.json()["code"]) == (409, "account_exists")
    assert people() == 1
    assert Session.objects.count() == 1


def test_the_code_is_stored_nowhere_in_the_clear(sign_up, code_of, published):
    challenge = sign_up()
    code = code_of(challenge.id)

    row = Challenge.objects.get(id=challenge.id)

    assert code not in f"{row.data} {row.secret_hash} {published()}"
