"""A notice over the months in which it lies in the inbox."""

import pytest

from dovetail.notifications.models import Notification
from pantry.announcements import PANTRY_ID, ShelfEmptied

pytestmark = pytest.mark.django_db


def test_an_inbox_forgets_after_a_year(scenario, cook):
    scenario.publish(ShelfEmptied(pantry_id=PANTRY_ID, shelf="Rice"))
    assert Notification.objects.count() == 1

    scenario.time_passes(days=360)
    scenario.turn("notifications.purge")
    assert Notification.objects.count() == 1

    scenario.time_passes(days=10)
    scenario.turn("notifications.purge")
    assert not Notification.objects.exists()
