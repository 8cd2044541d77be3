"""Billing over a month that passes; it reckons by the calendar, and has a clock for that."""

import pytest

from dovetail.billing.models import Invoice

pytestmark = pytest.mark.django_db


def test_a_month_later_the_next_period_is_paid(subscription, scenario, clock):
    clock.advance(days=15)
    scenario.turn("billing.run")
    assert scenario.told_names() == []

    clock.advance(days=17)
    scenario.turn("billing.run")

    paid = scenario.told("billing.invoice_paid.v1")
    assert str(Invoice.objects.latest("created_at").id) == paid["invoice_id"]
