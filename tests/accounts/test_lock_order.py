"""Whoever uses a code locks its person first, and only then the code, as whoever voids it does."""

import time

import pytest
from django.db import OperationalError

from dovetail.accounts import services
from dovetail.accounts.services import _challenges
from dovetail.accounts.testing import tokens_of
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.sealed import unseal

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "an entirely new password"
PAUSE = 0.3


@pytest.fixture(autouse=True)
def _slowly(monkeypatch):
    """Between the first lock and the second, there is time for the other to take theirs."""
    lock_live, void = _challenges.lock_live, _challenges.void

    def slow_lock(*challenge):
        locked = lock_live(*challenge)
        time.sleep(PAUSE)
        return locked

    def slow_void(*challenges):
        time.sleep(PAUSE)
        void(*challenges)

    monkeypatch.setattr(_challenges, "lock_live", slow_lock)
    monkeypatch.setattr(_challenges, "void", slow_void)


@pytest.fixture
def actor(ada):
    return services.authenticate(access_token=tokens_of(ada).access_token).actor


@pytest.fixture
def staff_actor(staff):
    return Actor(kind="user", user_id=str(staff.pk))


@pytest.fixture
def use(actor, code_of, published):
    """Ask for a code of each kind now; what uses it."""

    def log_in():
        asked = services.request_login_code(email="ada@example.org").id
        code = code_of(asked)
        return lambda: services.redeem_login_code(challenge_id=asked, code=code)

    def reset():
        asked = services.request_password_reset(email="ada@example.org").id
        code = code_of(asked)
        return lambda: services.reset_password(challenge_id=asked, code=code, new_password=NEW)

    def rename():
        asked = services.request_email_change(actor=actor, email="other@example.org").id
        code = code_of(asked)
        return lambda: services.confirm_email_change(actor=actor, challenge_id=asked, code=code)

    def undo():
        rename()()
        told = published()[-1][1]
        secret = unseal(told["sealed_undo"])
        return lambda: services.undo_email_change(challenge_id=told["challenge_id"], secret=secret)

    return {"log in": log_in, "reset": reset, "rename": rename, "undo": undo}


def at_once(race, *both):
    outcomes = race(2, lambda number: both[number]())
    assert not [one for one in outcomes if isinstance(one, OperationalError)], "A deadlock."
    return outcomes


@pytest.mark.parametrize("what", ["log in", "reset", "rename", "undo"])
def test_a_code_is_used_while_its_person_is_turned_off(race, use, what, staff_actor, ada):
    def turn_off():
        services.deactivate_user(actor=staff_actor, user_id=str(ada.pk))

    assert at_once(race, use[what](), turn_off)[1] is None

    ada.refresh_from_db()
    assert not ada.is_active


def test_a_code_logs_in_while_its_person_changes_the_password(race, use, actor, password, ada):
    def change():
        services.change_password(actor=actor, current_password=password, new_password=NEW)

    assert at_once(race, use["log in"](), change)[1] is None

    ada.refresh_from_db()
    assert ada.check_password(NEW)
