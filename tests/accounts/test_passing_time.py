"""A session over the weeks in which nobody uses it."""

import pytest

from dovetail.accounts.models import Session

pytestmark = pytest.mark.django_db


def test_a_session_ends_when_it_is_idle_and_is_forgotten_a_month_later(
    scenario, anonymous, ada_tokens
):
    used = {"refresh_token": ada_tokens.refresh_token}

    scenario.time_passes(days=15)
    refused = scenario.when(anonymous.post, "/api/v1/auth/token/refresh", used)
    assert refused.status_code == 401
    assert Session.objects.count() == 1

    scenario.time_passes(days=106)
    assert Session.objects.count() == 1
    scenario.turn("accounts.purge")
    assert not Session.objects.exists()
