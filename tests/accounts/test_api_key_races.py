"""API keys at once: real threads, real commits."""

import time

import pytest
from django.db import connection, transaction

from dovetail.accounts import services
from dovetail.accounts.models import ApiKey
from dovetail.accounts.services import _api_keys
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8
WISH = {"name": "program", "scopes": ["accounts:profile.read"]}


@pytest.fixture
def actor(ada):
    return Actor(kind="user", user_id=str(ada.pk))


def naive_refusal(user_id):
    """What the limit would be without the lock: look, and decide."""
    count = ApiKey.objects.filter(user_id=user_id).count()
    time.sleep(0.05)
    if count >= 3:
        raise AssertionError


@pytest.mark.parametrize("is_naive", [False, True])
def test_keys_made_at_once_keep_the_limit_and_only_the_lock_sees_to_it(
    race, actor, settings, monkeypatch, is_naive
):
    settings.DOVETAIL_ACCOUNTS = {"api_key_limit": 3}
    if is_naive:
        monkeypatch.setattr(_api_keys, "_refuse_too_many", naive_refusal)

    race(RACERS, lambda _: services.create_api_key(actor=actor, **WISH))

    assert (ApiKey.objects.count() == 3) is not is_naive


def test_a_key_rotated_at_once_has_one_secret_in_the_end(race, actor):
    key = services.create_api_key(actor=actor, **WISH)

    issued = race(
        RACERS,
        lambda _: services.rotate_api_key(user_id=actor.user_id, api_key_id=key.id),
    )

    answers = [bearer(one.secret).get("/api/v1/me").status_code for one in issued]
    assert sorted(answers) == [200] + [401] * (RACERS - 1)


def test_a_key_revoked_at_once_is_revoked_once(race, actor, published):
    key = services.create_api_key(actor=actor, **WISH)

    race(RACERS, lambda _: services.revoke_api_key(user_id=actor.user_id, api_key_id=key.id))

    assert [name for name, _ in published()].count("accounts.api_key_revoked.v1") == 1


def test_a_use_waits_for_nobody_who_holds_the_row(race, actor):
    key = services.create_api_key(actor=actor, **WISH)

    def run(number):
        if number == 0:
            with transaction.atomic():
                ApiKey.objects.select_for_update().get(id=key.id)
                time.sleep(1.5)
            return None
        time.sleep(0.3)
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        services.authenticate_key(api_key=key.secret)
        return time.monotonic() - started

    _, seconds = race(2, run)

    assert seconds < 0.5
    assert ApiKey.objects.get().last_used_at is None


def test_of_uses_at_once_all_are_let_in(race, actor):
    key = services.create_api_key(actor=actor, **WISH)

    answers = race(RACERS, lambda _: bearer(key.secret).get("/api/v1/me").status_code)

    assert answers == [200] * RACERS
    assert ApiKey.objects.get().last_used_at is not None
