"""What an operator sees of the money."""

from decimal import Decimal

import pytest

from dovetail.billing.models import Invoice
from dovetail.billing.money import written

pytestmark = pytest.mark.django_db

BELOW = "/admin/dovetail_billing"


@pytest.fixture
def operator(browser_for, make_user):
    return browser_for(make_user("op@example.org", is_staff=True, is_superuser=True))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("price", "29.00 EUR"),
        ("invoice", "38.00 EUR"),
        ("payment", "38.00 EUR"),
        ("subscription", "team"),
    ],
)
def test_a_list_is_written_for_people(operator, subscription, page, shown):
    text = operator.get(f"{BELOW}/{page}/").content.decode()

    assert f">{shown}<" in text


def test_an_invoice_shows_no_minor_units(operator, subscription):
    invoice = Invoice.objects.get()

    text = operator.get(f"{BELOW}/invoice/{invoice.id}/change/").content.decode()

    assert "38.00 EUR" in text
    assert "29.00 EUR" in text
    assert ">3800<" not in text


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (5600, "EUR", "56.00 EUR"),
        (0, "EUR", "0.00 EUR"),
        (-5, "EUR", "-0.05 EUR"),
        (123456700, "USD", "1,234,567.00 USD"),
        (1200, "JPY", "1,200 JPY"),
        ("0.125", "EUR", "0.00125 EUR"),
        ("2900.000000000000", "EUR", "29.00 EUR"),
    ],
)
def test_money_is_written_with_the_decimals_of_its_currency(minor, currency, text):
    assert written(Decimal(minor), currency) == text
