"""Loading the plans from a file."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dovetail.billing import errors, repositories, services
from dovetail.billing.models import Plan, PlanVersion, Price

SOLO = """
[[plans]]
code = "solo"
name = "Solo"
prices = [
    { code = "base", description = "Solo", currency = "EUR", unit_amount = "1250.5" },
    { code = "seat", description = "Seat", currency = "EUR", unit_amount = 5, model = "per_unit" },
]
"""

pytestmark = pytest.mark.django_db


def load(text):
    return [
        (change.plan, change.change, change.version) for change in services.load_catalog(text=text)
    ]


def test_a_plan_is_created_with_its_prices():
    assert load(SOLO) == [("solo", "created", 1)]

    plan = repositories.get_plan("solo")
    assert [(price.code, str(price.unit_amount), price.unit) for price in plan.prices] == [
        ("base", "1250.5", None),
        ("seat", "5", "seat"),
    ]
    assert (plan.interval, plan.interval_count, plan.seat_limit) == ("month", 1, None)


def test_loading_again_changes_nothing():
    load(SOLO)

    assert load(SOLO) == [("solo", "unchanged", 1)]
    assert (Plan.objects.count(), PlanVersion.objects.count(), Price.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"1250.5"', "1300"),
        ('name = "Solo"', 'name = "Solo"\nseat_limit = 3'),
        ('name = "Solo"', 'name = "Solo"\ninterval = "year"'),
        ('description = "Seat"', 'description = "Person"'),
    ],
)
def test_new_terms_make_a_new_version(before, after):
    load(SOLO)

    assert load(SOLO.replace(before, after)) == [("solo", "versioned", 2)]
    assert repositories.get_plan("solo").version == 2
    assert list(PlanVersion.objects.order_by("number").values_list("status", flat=True)) == [
        "retired",
        "active",
    ]


def test_a_new_name_is_no_new_version():
    load(SOLO)

    assert load(SOLO.replace('name = "Solo"', 'name = "One"')) == [("solo", "renamed", 1)]
    assert repositories.get_plan("solo").name == "One"


def test_a_rehearsal_changes_nothing(tmp_path):
    file = tmp_path / "catalog.toml"
    file.write_text(SOLO)
    said = StringIO()

    call_command("load_catalog", str(file), "--dry-run", stdout=said)

    assert said.getvalue() == "solo created version=1\n"
    assert not Plan.objects.exists()


def test_the_example_can_be_loaded():
    said = StringIO()

    call_command("load_catalog", "--example", stdout=said)

    assert said.getvalue().split() == [
        *("business", "created", "version=1"),
        *("starter", "created", "version=1"),
        *("team", "created", "version=1"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plans = 5", "array"),
        ("no toml", "."),
        ("[[plans]]\ncode = 'x'\nname = 'X'\nprices = []", "length"),
        (SOLO.replace("solo", "So Lo"), "code"),
        (SOLO.replace('"1250.5"', "12.5"), "float"),
        (SOLO.replace('"1250.5"', '"12,5"'), "minor units"),
        (SOLO.replace('"1250.5"', '"NaN"'), "minor units"),
        (SOLO.replace('"1250.5"', '"0.0000000000001"'), "minor units"),
        (SOLO.replace('"1250.5"', "-1"), "minor units"),
        (SOLO.replace('"EUR"', '"EURO"', 1), "ISO 4217"),
        (SOLO.replace('"seat"', '"base"'), "twice"),
        (SOLO + SOLO, "twice"),
        (SOLO.replace("name", "nmae"), "nmae"),
        (SOLO.replace('"per_unit"', '"per_hour"'), "per_hour"),
    ],
)
def test_a_wrong_catalog_changes_nothing(text, says, tmp_path):
    with pytest.raises(errors.CatalogInvalid, match=says):
        services.load_catalog(text=text)
    file = tmp_path / "catalog.toml"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("load_catalog", str(file))

    assert not Plan.objects.exists()


def test_a_file_must_be_there():
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_catalog", "nowhere.toml")


def test_nothing_is_loaded_that_nobody_named():
    with pytest.raises(CommandError, match="--example is required"):
        call_command("load_catalog")

    assert not Plan.objects.exists()
