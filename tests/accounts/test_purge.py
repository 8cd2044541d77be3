"""What ended long ago is deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import Challenge, LoginFailures, Session
from dovetail.accounts.testing import tokens_of

pytestmark = pytest.mark.django_db


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_only_what_ended_long_ago_goes(run_job, ada, sign_up):
    for index, ended in enumerate([ago(days=2), ago(hours=2), ago(minutes=-5)]):
        Challenge.objects.filter(id=sign_up(f"p{index}@example.org").id).update(expires_at=ended)
    for changes in [
        {"expires_at": ago(days=31)},
        {"revoked_at": ago(days=31), "revoke_reason": "logged_out"},
        {"revoked_at": ago(days=2), "revoke_reason": "logged_out"},
        {},
    ]:
        tokens_of(ada)
        Session.objects.filter(id=Session.objects.latest("id").id).update(**changes)
    for index, resets_at in enumerate([ago(minutes=1), ago(minutes=-1)]):
        LoginFailures.objects.create(key=str(index), resets_at=resets_at)

    deleted = run_job("accounts.purge")

    assert deleted == 4
    assert (Challenge.objects.count(), Session.objects.count()) == (2, 2)
    assert LoginFailures.objects.get().key == "1"
    assert run_job("accounts.purge") == 0


def test_it_goes_in_portions(db):
    for index in range(5):
        LoginFailures.objects.create(key=str(index), resets_at=ago(minutes=1))

    assert [services.purge(limit=2) for _ in range(4)] == [2, 2, 1, 0]
