"""At once: real threads, real commits."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from dovetail.accounts import errors, services, tokens
from dovetail.accounts.enums import Purpose
from dovetail.accounts.models import Challenge, LoginFailures, Session
from dovetail.accounts.services import _challenges
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.testing.clients import JsonClient

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8


def test_of_many_requests_with_one_code_exactly_one_succeeds(race, sign_up, code_of):
    challenge = sign_up()
    body = {"challenge_id": challenge.id, "code": code_of(challenge.id)}

    answers = race(RACERS, lambda _: JsonClient().post("/api/v1/auth/email/verify", body))

    assert sorted(answer.status_code for answer in answers) == [200] + [422] * (RACERS - 1)
    assert get_user_model()._default_manager.count() == 1
    assert Session.objects.count() == 1


def naive_redeem(challenge_id, purpose, entered):
    """What redeeming would be without a lock: look, decide, write."""
    challenge = Challenge.objects.filter(id=challenge_id, consumed_at=None).first()
    if challenge is None or not tokens.is_code(challenge.id, entered, challenge.secret_hash):
        return None
    time.sleep(0.05)
    challenge.consumed_at = timezone.now()
    challenge.save()
    return challenge


@pytest.mark.parametrize(("redeem", "is_safe"), [(_challenges.redeem, True), (naive_redeem, False)])
def test_a_code_is_redeemed_once_and_only_the_lock_sees_to_it(
    race, sign_up, code_of, redeem, is_safe
):
    challenge = Challenge.objects.get(id=sign_up().id)
    code = code_of(challenge.id)

    def run(_):
        with transaction.atomic():
            return redeem(challenge.id, Purpose.SIGNUP, code)

    redeemed = [outcome for outcome in race(RACERS, run) if outcome is not None]

    assert (len(redeemed) == 1) is is_safe


def test_wrong_codes_at_once_are_all_counted(race, sign_up):
    challenge = Challenge.objects.get(id=sign_up().id)

    def guess(_):
        services.verify_email(challenge_id=challenge.id, code="2222-2222")

    outcomes = race(RACERS, guess)

    assert all(isinstance(outcome, errors.ChallengeFailed) for outcome in outcomes)
    challenge.refresh_from_db()
    assert challenge.attempts == 5


def test_two_challenges_of_one_address_make_one_account(race, sign_up, code_of, settings):
    settings.DOVETAIL_ACCOUNTS = {"mail_rate": ""}
    challenges = [sign_up() for _ in range(6)]
    codes = [code_of(challenge.id) for challenge in challenges]

    def verify(number):
        return services.verify_email(challenge_id=challenges[number].id, code=codes[number])

    outcomes = race(6, verify)

    refused = [outcome for outcome in outcomes if isinstance(outcome, errors.AccountExists)]
    assert len(refused) == 5
    assert get_user_model()._default_manager.count() == 1


def test_six_tabs_refresh_at_once_and_go_on_with_one_token(race, ada_tokens):
    def refresh(_):
        return services.refresh_session(refresh_token=ada_tokens.refresh_token)

    pairs = race(6, refresh)

    assert len({pair.refresh_token for pair in pairs}) == 1
    assert all(bearer(pair.access_token).get("/api/v1/me").status_code == 200 for pair in pairs)
    assert services.refresh_session(refresh_token=pairs[0].refresh_token)


def test_replays_at_once_end_the_session_once(race, ada_tokens, published):
    newest = ada_tokens
    for _ in range(3):
        newest = services.refresh_session(refresh_token=newest.refresh_token)

    def replay(_):
        services.refresh_session(refresh_token=ada_tokens.refresh_token)

    outcomes = race(RACERS, replay)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["InvalidToken"] * (RACERS - 1) + ["RefreshTokenReused"]
    reused = [name for name, _ in published() if name == "accounts.refresh_token_reused.v1"]
    assert len(reused) == 1


def test_logouts_at_once_are_told_once(race, ada_tokens, published):
    session_id = str(Session.objects.get().id)

    outcomes = race(RACERS, lambda _: services.log_out(session_id=session_id))

    assert outcomes == [None] * RACERS
    ended = [name for name, _ in published() if name == "accounts.user_logged_out.v1"]
    assert len(ended) == 1


def test_guesses_at_once_are_all_counted(race, ada):
    def guess(_):
        services.log_in(email="ada@example.org", password="not the password")

    outcomes = race(RACERS, guess)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["InvalidCredentials"] * 5 + ["TooManyLogins"] * 3
    assert set(LoginFailures.objects.values_list("count", flat=True)) == {5}


def test_profile_changes_at_once_lose_nothing(race, ada, has_our_users):
    if not has_our_users:
        pytest.skip("Django's own user keeps one of the fields only.")
    changes = [{"full_name": "Countess"}, {"locale": "fr"}, {"timezone": "Europe/Paris"}]

    race(3, lambda number: services.update_profile(user_id=str(ada.pk), changes=changes[number]))

    ada.refresh_from_db()
    assert (ada.full_name, ada.locale, ada.timezone) == ("Countess", "fr", "Europe/Paris")
