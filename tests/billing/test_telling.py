"""What people are told, and what operators see."""

import pytest
from django.contrib import admin as admin_site
from django.core import mail
from django.core.checks import run_checks
from django.core.management import call_command

from dovetail.billing import services
from dovetail.billing.models import Invoice
from dovetail.shared_kernel import announcements


@pytest.fixture
def people(make_user, grants, tenant_id, wire):
    wire({"shared_kernel.Announcer": announcements.PlainMail})
    for role in ("owner", "admin", "member"):
        grants.give(make_user(email=f"{role}@example.org"), tenant_id, role)


def mails():
    return sorted((sent.to[0], sent.subject) for sent in mail.outbox)


def test_a_declined_payment_is_told_to_those_who_can_help(
    people, catalog, clock, seats, tenant_id, deliver
):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_declined")
    services.subscribe(tenant_id=tenant_id, plan="team")

    deliver()

    assert mails() == [
        ("admin@example.org", "Payment of INV-000001 failed"),
        ("owner@example.org", "Payment of INV-000001 failed"),
    ]
    assert "EUR 38.00" in mail.outbox[0].body
    assert "We try again on 2026-02-01" in mail.outbox[0].body


def test_a_payment_is_thanked_for(people, subscription, deliver):
    deliver()

    assert mails() == [
        ("admin@example.org", "Invoice INV-000001 is paid"),
        ("owner@example.org", "Invoice INV-000001 is paid"),
    ]


def test_nobody_is_thanked_for_nothing(people, catalog, clock, seats, tenant_id, deliver):
    services.subscribe(tenant_id=tenant_id, plan="starter")

    deliver()

    assert mails() == []


OURS = ["billing.invoice_paid", "billing.payment_failed", "billing.subscription_canceled"]


@pytest.mark.parametrize("name", OURS)
def test_every_announcement_reads_well(name):
    announcement = announcements.registry[name]

    rendered = announcements.render(announcement, announcement.example)

    assert rendered.subject
    assert rendered.html.startswith("<p>")
    for words in (rendered.subject, rendered.text, rendered.html, rendered.action_url):
        assert "{" not in words
        assert "None" not in words


def test_the_end_of_trying_is_told_without_a_date():
    announcement = announcements.registry["billing.payment_failed"]

    rendered = announcements.render(announcement, {**announcement.example, "next_attempt_at": None})

    assert "do not try again" in rendered.text


@pytest.mark.parametrize(
    "model",
    [m for m in admin_site.site._registry if m._meta.app_label == "dovetail_billing"],
    ids=lambda model: model.__name__,
)
def test_operators_look_and_do_not_touch(subscription, make_user, browser_for, model):
    browser = browser_for(make_user(is_staff=True, is_superuser=True))
    base = f"/admin/dovetail_billing/{model._meta.model_name}/"
    row = model.objects.first()

    assert browser.get(base).status_code == 200
    assert browser.get(f"{base}{row.pk}/change/").status_code == 200
    assert browser.get(f"{base}add/").status_code == 403
    assert browser.post(f"{base}{row.pk}/change/", {}).status_code == 403
    assert browser.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_run_can_be_started_by_hand(subscription, clock, capsys):
    clock.advance(days=40)

    call_command("billing_run")

    assert capsys.readouterr().out == "done=2\n"
    assert Invoice.objects.count() == 2


def check_ids(**kwargs):
    return [found.id for found in run_checks(tags=["dovetail"], **kwargs)]


@pytest.mark.parametrize(
    ("chosen", "check"),
    [
        ({"currencyy": "EUR"}, "dovetail.E301"),
        ({"currency": "eur"}, "dovetail.E302"),
        ({"timezone": "Mars/Olympus"}, "dovetail.E303"),
        ({"timezone": "../etc"}, "dovetail.E303"),
        ({"dunning_days": (3, 1)}, "dovetail.E304"),
        ({"dunning_days": (0,)}, "dovetail.E304"),
        ({"dunning_days": tuple(range(1, 10))}, "dovetail.E304"),
    ],
)
def test_wrong_settings_do_not_start(settings, chosen, check):
    settings.DOVETAIL_BILLING = chosen

    assert check in check_ids()


def test_a_transaction_around_the_request_does_not_start(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ATOMIC_REQUESTS", True)

    assert "dovetail.E305" in check_ids()


def test_right_settings_start(settings):
    settings.DOVETAIL_BILLING = {"currency": "JPY", "timezone": "Asia/Tokyo", "dunning_days": ()}

    assert not [check for check in check_ids() if check.startswith("dovetail.E3")]


def test_production_is_warned_of_toys(settings, wire):
    settings.DOVETAIL_BILLING = {"test_clocks": True}
    found = check_ids(include_deployment_checks=True)
    settings.DOVETAIL_BILLING = {}
    wire({"billing.PaymentGateway": lambda: None})

    assert {"dovetail.W301", "dovetail.W302"} <= set(found)
    assert not {"dovetail.W301", "dovetail.W302"} & set(check_ids(include_deployment_checks=True))
