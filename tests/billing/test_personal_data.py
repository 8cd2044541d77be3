"""What billing holds of a person: the bills that nobody else answers for."""

import json

import pytest
from django.db import transaction

from dovetail.billing import personal_data, repositories, services
from dovetail.billing.models import Invoice, PaymentMethod
from dovetail.shared_kernel.personal_data import Subject, erase, exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(make_user, grants, tenant_id):
    """Who alone answers for the tenant."""
    user = make_user("ada@example.org")
    grants.give(user, tenant_id, "admin")
    return user


@pytest.fixture
def subject(ada):
    return Subject(str(ada.pk), frozenset({"ada@example.org"}))


@pytest.fixture
def somebody_else(make_user, grants, tenant_id):
    return lambda role: grants.give(make_user(), tenant_id, role)


def codes(subject):
    return [veto.code for veto in personal_data.vetoes(subject)]


def held(subject):
    return json.loads(b"".join(exported(subject)))["contexts"]["billing"]


def test_bills_of_ones_own_are_exported(subject, subscription):
    exported_ = held(subject)

    assert [one["plan"] for one in exported_["subscriptions"]] == ["team"]
    assert [one["number"] for one in exported_["invoices"]] == ["INV-000001"]
    assert [one["last4"] for one in exported_["payment_methods"]] == ["4242"]


def test_the_bills_of_an_employer_are_nobodys_own(subject, subscription, somebody_else):
    somebody_else("admin")

    assert held(subject) == {"subscriptions": [], "invoices": [], "payment_methods": []}
    assert codes(subject) == []


def test_whoever_may_only_look_on_answers_for_nothing(subject, subscription, somebody_else):
    somebody_else("member")

    assert codes(subject) == ["subscription_running"]


def test_what_runs_or_is_owed_holds_a_person_back(subject, card, tenant_id):
    assert codes(subject) == []
    services.attach_payment_method(tenant_id=tenant_id, gateway_token="pm_declined")
    subscribed = services.subscribe(tenant_id=tenant_id, plan="team")
    assert codes(subject) == ["subscription_running", "invoice_open"]

    services.cancel_subscription(tenant_id=tenant_id, subscription_id=subscribed.id)

    assert codes(subject) == ["invoice_open"]
    (veto,) = personal_data.vetoes(subject)
    assert "INV-000001" in veto.detail


def test_cards_are_forgotten_and_invoices_kept(subject, subscription, tenant_id, published):
    invoices = list(Invoice.objects.values())

    for _ in range(2):
        erase(subject)

    method = PaymentMethod.objects.get()
    assert (method.brand, method.last4, method.exp_month, method.exp_year) == ("", "", None, None)
    assert (method.status, method.is_default) == ("detached", False)
    assert list(repositories.list_payment_methods(tenant_id)) == []
    assert list(Invoice.objects.values()) == invoices
    names = [name for name, _ in published()]
    assert names.count("billing.payment_method_detached.v1") == 1


def test_the_gateway_is_told_once_it_is_certain(
    subject, card, wire, django_capture_on_commit_callbacks
):
    told = []

    class Gateway:
        code = "sandbox"

        def detach(self, gateway_method_id):
            told.append(gateway_method_id)

    wire({"billing.PaymentGateway": Gateway})
    token = PaymentMethod.objects.get().gateway_method_id

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase(subject)
        assert told == []

    assert told == [token]


def test_the_cards_of_an_employer_stay(subject, card, somebody_else):
    somebody_else("admin")

    erase(subject)

    assert PaymentMethod.objects.get().last4 == "4242"
