"""Payments: one intent, one charge, and what follows a decline."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from dovetail.billing import errors, repositories, services
from dovetail.billing.gateways.sandbox import SandboxGateway
from dovetail.billing.models import Invoice, Payment, PaymentMethod, SandboxCharge
from dovetail.billing.ports import (
    ChargeRequest,
    GatewayRejected,
    GatewayTimeout,
    IdempotencyConflict,
)

START = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture
def declined(catalog, clock, seats, tenant_id):
    """A subscription whose first payment was declined."""
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_declined")
    return services.subscribe(tenant_id=tenant_id, plan="team")


@pytest.fixture
def invoice(declined, tenant_id):
    return declined.latest_invoice


def read(tenant_id, invoice):
    return repositories.get_invoice(tenant_id, invoice.id)


def names(events):
    return [name for name, _ in events]


def test_a_declined_payment_is_tried_again_on_its_days(
    invoice, declined, clock, tenant_id, run_job
):
    attempts = []
    for hour in range(24 * 9):
        clock.at = START + timedelta(hours=hour)
        if run_job("billing.run"):
            attempts.append(hour / 24)

    assert attempts == [1, 3, 5, 7]
    assert read(tenant_id, invoice).status == "uncollectible"
    assert read(tenant_id, invoice).attempt_count == 5
    ended = repositories.get_subscription(tenant_id, declined.id)
    assert (ended.status, ended.ended_at) == ("canceled", START + timedelta(days=7))


def test_everybody_is_told_of_the_end(invoice, clock, tenant_id, run_job, published):
    for _ in range(4):
        clock.advance(days=2)
        run_job("billing.run")

    assert names(published())[-3:] == [
        "billing.payment_failed.v1",
        "billing.invoice_uncollectible.v1",
        "billing.subscription_canceled.v1",
    ]
    assert names(published()).count("billing.payment_failed.v1") == 5
    assert names(published()).count("billing.subscription_past_due.v1") == 1
    assert published()[-1][1]["reason"] == "payment_failed"


def test_an_outage_does_not_use_up_the_attempts(invoice, clock, tenant_id, run_job):
    clock.advance(days=30)

    run_job("billing.run")
    run_job("billing.run")

    renewed, first = repositories.list_invoices(tenant_id)
    assert (first.status, first.attempt_count) == ("open", 2)
    assert first.next_attempt_at == clock.at + timedelta(days=2)
    assert renewed.next_attempt_at == clock.at + timedelta(days=1)


def test_a_new_card_pays_what_is_open(invoice, declined, clock, tenant_id, run_job, published):
    clock.advance(hours=1)
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")

    run_job("billing.run")

    assert read(tenant_id, invoice).status == "paid"
    assert repositories.get_subscription(tenant_id, declined.id).status == "active"
    assert names(published())[-2:] == [
        "billing.invoice_paid.v1",
        "billing.subscription_recovered.v1",
    ]


def test_bad_cards_use_up_no_day(invoice, clock, tenant_id, run_job):
    for _ in range(6):
        services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_insufficient")
        run_job("billing.run")

    assert read(tenant_id, invoice).status == "open"
    assert read(tenant_id, invoice).next_attempt_at == START + timedelta(days=1)


def test_paying_by_hand_leaves_the_schedule_alone(invoice, clock, tenant_id):
    clock.advance(hours=1)

    answer = services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice.id)

    assert (answer.status, answer.failure_code) == ("open", "card_declined")
    assert answer.attempt_count == 2
    assert answer.next_attempt_at == START + timedelta(days=1)


def test_an_uncollectible_invoice_may_still_be_paid(invoice, clock, tenant_id, run_job):
    for _ in range(4):
        clock.advance(days=2)
        run_job("billing.run")
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")

    answer = services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice.id)

    assert (answer.status, answer.amount_paid) == ("paid", answer.total)
    assert repositories.list_subscriptions(tenant_id)[0].status == "canceled"


def test_paying_twice_takes_the_money_once(subscription, tenant_id, published):
    before = published()

    answer = services.pay_invoice(tenant_id=tenant_id, invoice_id=subscription.latest_invoice.id)

    assert answer.status == "paid"
    assert SandboxCharge.objects.count() == 1
    assert published() == before


def test_a_lost_answer_is_asked_for_with_the_same_key(catalog, clock, seats, tenant_id, run_job):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")
    services.subscribe(tenant_id=tenant_id, plan="team")

    run_job("billing.run")

    assert repositories.list_invoices(tenant_id)[0].status == "paid"
    assert Payment.objects.get().gateway_payment_id == str(SandboxCharge.objects.get().id)


def test_a_lost_answer_to_paying_by_hand_says_so(catalog, clock, seats, tenant_id):
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_declined")
    invoice = services.subscribe(tenant_id=tenant_id, plan="team").latest_invoice
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")

    with pytest.raises(errors.PaymentOutcomeUnknown):
        services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice.id)


def test_a_payment_that_never_ended_is_swept_up(invoice, clock, tenant_id, run_job):
    for _ in range(4):
        clock.advance(days=2)
        run_job("billing.run")
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_timeout_charged")
    with pytest.raises(errors.PaymentOutcomeUnknown):
        services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice.id)
    stuck = Payment.objects.filter(status="created")
    stuck.update(created_at=datetime.now(UTC) - timedelta(minutes=6))

    run_job("billing.run")

    assert read(tenant_id, invoice).status == "paid"


def test_without_a_card_the_schedule_goes_on(subscription, clock, tenant_id, run_job):
    PaymentMethod.objects.update(is_default=False)
    clock.advance(days=28)

    run_job("billing.run")

    renewed = repositories.list_invoices(tenant_id)[0]
    assert (renewed.failure_code, renewed.attempt_count) == ("no_payment_method", 0)
    assert renewed.next_attempt_at == clock.at + timedelta(days=1)


def test_without_a_card_nothing_is_paid_by_hand(invoice, tenant_id):
    PaymentMethod.objects.update(is_default=False)

    with pytest.raises(errors.PaymentMethodRequired):
        services.pay_invoice(tenant_id=tenant_id, invoice_id=invoice.id)


def test_a_gateway_that_is_not_wired_any_more_declines(subscription, clock, tenant_id, run_job):
    PaymentMethod.objects.update(gateway="bygone")
    clock.advance(days=28)

    run_job("billing.run")

    assert repositories.list_invoices(tenant_id)[0].failure_code == "gateway_not_wired"


class TestMethods:
    def test_the_newest_is_charged(self, card, tenant_id):
        newer = services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_ok")

        assert newer.is_default
        assert [method.is_default for method in repositories.list_payment_methods(tenant_id)] == [
            True,
            False,
        ]

    def test_an_unknown_token_is_refused(self, clock, db, tenant_id, published):
        with pytest.raises(errors.PaymentMethodRefused):
            services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_gold")

        assert (list(repositories.list_payment_methods(tenant_id)), published()) == ([], [])

    def test_one_that_is_not_needed_is_removed(self, card, tenant_id):
        services.detach_payment_method(tenant_id=tenant_id, payment_method_id=card.id)

        assert list(repositories.list_payment_methods(tenant_id)) == []
        with pytest.raises(errors.PaymentMethodNotFound):
            services.detach_payment_method(tenant_id=tenant_id, payment_method_id=card.id)

    def test_the_one_that_pays_stays(self, subscription, card, tenant_id):
        with pytest.raises(errors.PaymentMethodInUse):
            services.detach_payment_method(tenant_id=tenant_id, payment_method_id=card.id)

    def test_somebody_elses_is_not_found(self, card):
        with pytest.raises(errors.PaymentMethodNotFound):
            services.detach_payment_method(tenant_id=uuid4(), payment_method_id=card.id)


class TestTheSandbox:
    @pytest.fixture
    def gateway(self, db):
        return SandboxGateway()

    @pytest.fixture
    def ask(self, gateway, tenant_id):
        def ask(token="pm_ok", **changes):
            method = gateway.attach(token, tenant_id).gateway_method_id
            wanted = {"key": "k", "amount": 100, "currency": "EUR", "reference": "INV-1"}
            return ChargeRequest(**{**wanted, "gateway_method_id": method, **changes})

        return ask

    def test_the_same_key_charges_once(self, gateway, ask):
        request = ask()

        assert gateway.charge(request) == gateway.charge(request)
        assert SandboxCharge.objects.count() == 1

    def test_the_same_key_for_another_amount_is_a_conflict(self, gateway, ask):
        request = ask()
        gateway.charge(request)

        with pytest.raises(IdempotencyConflict):
            gateway.charge(ask(amount=101, gateway_method_id=request.gateway_method_id))

    def test_a_decline_stays_a_decline(self, gateway, ask):
        request = ask("pm_insufficient")

        answers = [gateway.charge(request).failure_code for _ in range(2)]
        assert answers == ["insufficient_funds"] * 2

    def test_a_timeout_may_have_taken_the_money(self, gateway, ask):
        request = ask("pm_timeout_charged")
        with pytest.raises(GatewayTimeout):
            gateway.charge(request)

        assert gateway.charge(request).failure_code is None
        assert SandboxCharge.objects.count() == 1

    @pytest.mark.parametrize("method", ["nonsense", "018f0000-0000-7000-8000-000000000001"])
    def test_an_unknown_method_is_rejected(self, gateway, ask, method):
        with pytest.raises(GatewayRejected):
            gateway.charge(ask(gateway_method_id=method))

    def test_it_is_never_called_inside_a_transaction(self, gateway, ask):
        request = ask()

        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            gateway.charge(request)


def test_what_is_declined_twice_is_one_payment_each(invoice, clock, tenant_id, run_job):
    clock.advance(days=1)
    run_job("billing.run")

    payments = Payment.objects.order_by("attempt").values_list("attempt", "status", "failure_code")
    assert list(payments) == [(1, "failed", "card_declined"), (2, "failed", "card_declined")]
    assert Invoice.objects.get().retry_count == 2
