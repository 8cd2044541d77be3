"""Billing over HTTP: who may, what is answered, and what is refused."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dovetail.billing import repositories, services
from dovetail.billing.models import BillingAccount, Invoice, PaymentMethod, Subscription, TestClock


@pytest.fixture
def scene(catalog, clock, seats):
    """Plans, a clock that stands still, and seats to count."""


@pytest.fixture
def paying(scene, admin, home):
    admin.post(f"{home}/payment-methods", {"gateway_token": "pm_ok"})
    return admin.post(f"{home}/subscriptions", {"plan": "team"}).json()


def test_anybody_sees_the_plans(catalog, anonymous):
    body = anonymous.get("/api/v1/billing/plans").json()

    assert [plan["code"] for plan in body["plans"]] == ["business", "starter", "team"]
    assert anonymous.get("/api/v1/billing/plans/team").json() == body["plans"][2]
    assert body["plans"][2]["prices"][1] == {
        "code": "seat",
        "description": "Seat",
        "model": "per_unit",
        "unit": "seat",
        "unit_amount": "900",
        "currency": "EUR",
    }


def test_a_plan_that_is_not_there(catalog, anonymous):
    answer = anonymous.get("/api/v1/billing/plans/gold")

    assert (answer.status_code, answer.json()["code"]) == (404, "plan_not_found")


def test_a_customers_day(scene, admin, home, tenant_id):
    card = admin.post(f"{home}/payment-methods", {"gateway_token": "pm_ok"})
    assert card.status_code == 201
    assert admin.get(f"{home}/payment-methods").json()["payment_methods"] == [card.json()]
    assert admin.get(card["Location"]).json() == card.json()

    subscribed = admin.post(f"{home}/subscriptions", {"plan": "team"})
    assert subscribed.status_code == 201
    where = subscribed["Location"]
    assert admin.get(where).json() == subscribed.json()
    assert subscribed.json()["latest_invoice"]["amount_due"] == {"amount": 3800, "currency": "EUR"}

    [invoice] = admin.get(f"{home}/invoices").json()["invoices"]
    assert admin.get(f"{home}/invoices/{invoice['id']}").json() == invoice
    assert invoice["lines"][0]["amount"] == {"amount": 2900, "currency": "EUR"}
    assert invoice["lines"][0]["period_start_at"] == "2026-01-31T09:00:00Z"
    assert admin.post(f"{home}/invoices/{invoice['id']}/pay").json() == invoice

    assert admin.post(f"{where}/cancel").json()["cancel_at"] == "2026-02-28T09:00:00Z"
    assert admin.post(f"{where}/uncancel").json()["cancel_at"] is None

    upcoming = admin.get(f"{where}/upcoming-invoice").json()
    assert (upcoming["bills_at"], upcoming["total"]["amount"]) == ("2026-02-28T09:00:00Z", 3800)
    assert upcoming["lines"][0]["unit_amount"] == "2900"

    assert admin.get(f"{home}/test-clock").json()["is_moved"] is False
    moved = admin.post(f"{home}/test-clock/advance", {"to": "2026-03-01T00:00:00Z"})
    assert moved.json() == {"now_at": "2026-03-01T00:00:00Z", "is_moved": True}
    assert len(admin.get(f"{home}/invoices?status=paid,open").json()["invoices"]) == 2
    assert admin.get(f"{home}/invoices?status=uncollectible").json()["invoices"] == []

    admin.post(f"{home}/payment-methods", {"gateway_token": "pm_ok"})
    gone = f"{home}/payment-methods/{card.json()['id']}"
    assert admin.delete(gone).status_code == 204
    assert admin.delete(gone).status_code == 404


def test_a_declined_card_is_no_error_and_says_why(scene, admin, home):
    admin.post(f"{home}/payment-methods", {"gateway_token": "pm_declined"})

    answer = admin.post(f"{home}/subscriptions", {"plan": "team"})

    assert (answer.status_code, answer.json()["status"]) == (201, "past_due")
    assert answer.json()["latest_invoice"]["failure_code"] == "card_declined"


def snapshot(published):
    counted = (Subscription, Invoice, PaymentMethod, TestClock, BillingAccount)
    return [model.objects.count() for model in counted], published()


SUBSCRIBE = "/subscriptions"
CARDS = "/payment-methods"
CLOCK = "/test-clock/advance"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (SUBSCRIBE, {}, 422, "required"),
        (SUBSCRIBE, {"plan": 5}, 422, "not_text"),
        (SUBSCRIBE, {"plan": None}, 422, "null"),
        (SUBSCRIBE, {"plan": ""}, 422, "blank"),
        (SUBSCRIBE, {"plan": "x" * 49}, 422, "max_length"),
        (SUBSCRIBE, {"plan": "te\u202eam"}, 422, "unsafe_text"),
        (SUBSCRIBE, {"plan": "team", "quantity": 1}, 422, "unknown_field"),
        (SUBSCRIBE, ["team"], 422, None),
        (SUBSCRIBE, {"plan": "gold"}, 404, "plan_not_found"),
        (SUBSCRIBE, {"plan": "team"}, 409, "payment_method_required"),
        (CARDS, {"gateway_token": "pm_gold"}, 422, "payment_method_refused"),
        (CARDS, {"gateway_token": True}, 422, "not_text"),
        (CARDS, {"gateway_token": "4242424242424242"}, 422, "payment_method_refused"),
        (CLOCK, {"to": "2026-02-01T00:00:00"}, 422, "naive"),
        (CLOCK, {"to": "tomorrow"}, 422, "invalid"),
        (CLOCK, {"to": 5}, 422, "invalid"),
        (CLOCK, {"to": "9999-12-31T23:59:59-12:00"}, 422, None),
        (CLOCK, {"to": "2020-01-01T00:00:00Z"}, 409, "clock_moved_backwards"),
        (CLOCK, {"to": "2036-01-01T00:00:00Z"}, 422, "clock_moved_too_far"),
    ],
)
def test_bad_input_changes_nothing(
    scene, admin, home, tenant_id, published, path, body, status, code
):
    services.open_account(tenant_id=tenant_id)
    before = snapshot(published)

    answer = admin.post(home + path, body)

    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == problem["status"] == status
    assert code in {None, problem["code"], *(one["code"] for one in problem.get("errors", []))}
    assert snapshot(published) == before


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"{", 400), (b'{"plan": "team", "plan": "team"}', 400), (b"\xff", 400), (b"NaN", 400)],
)
def test_what_is_not_json_is_refused(scene, admin, home, raw, status):
    answer = admin.generic("POST", f"{home}/subscriptions", raw, content_type="application/json")

    assert answer.status_code == status


@pytest.mark.parametrize(
    "query", ["status=gold", "status=draft", "state=open", "status=open&status=paid", "per_page=0"]
)
def test_a_wrong_parameter_is_refused(scene, admin, home, query):
    assert admin.get(f"{home}/invoices?{query}").status_code == 400


ENDPOINTS = [
    ("get", "/payment-methods"),
    ("post", "/payment-methods"),
    ("delete", "/payment-methods/{id}"),
    ("get", "/subscriptions"),
    ("post", "/subscriptions"),
    ("get", "/subscriptions/{id}"),
    ("post", "/subscriptions/{id}/cancel"),
    ("post", "/subscriptions/{id}/uncancel"),
    ("get", "/subscriptions/{id}/upcoming-invoice"),
    ("get", "/invoices"),
    ("get", "/invoices/{id}"),
    ("post", "/invoices/{id}/pay"),
    ("get", "/test-clock"),
    ("post", "/test-clock/advance"),
]
MEMBERS_MAY = {("get", "/subscriptions"), ("get", "/subscriptions/{id}")}


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_who_is_let_in(
    scene,
    paying,
    make_user,
    grants,
    client_for,
    anonymous,
    home,
    tenant_id,
    published,
    method,
    path,
):
    member, viewer, stranger = make_user(), make_user(), make_user()
    grants.give(member, tenant_id, "member")
    grants.give(viewer, tenant_id, "viewer")
    grants.give(stranger, uuid4(), "owner")
    url = home + path.format(id=paying["id"])
    before = snapshot(published)

    def status(client):
        return getattr(client, method)(url).status_code

    assert status(anonymous) in (401, 403)
    assert status(client_for(stranger)) == 404
    assert status(client_for(viewer)) == 403
    assert status(client_for(member)) == (200 if (method, path) in MEMBERS_MAY else 403)
    assert snapshot(published) == before


@pytest.mark.parametrize(
    ("method", "path"), [endpoint for endpoint in ENDPOINTS if "{id}" in endpoint[1]]
)
def test_what_belongs_to_another_tenant_is_not_found(
    scene, paying, make_user, grants, client_for, tenant_id, published, method, path
):
    elsewhere = uuid4()
    rival = make_user()
    grants.give(rival, elsewhere, "owner")
    kind = path.split("/")[1]
    theirs = {
        "payment-methods": repositories.list_payment_methods,
        "subscriptions": repositories.list_subscriptions,
        "invoices": repositories.list_invoices,
    }[kind](tenant_id)[0]
    url = f"/api/v1/organizations/{elsewhere}/billing" + path.format(id=theirs.id)
    before = snapshot(published)

    answer = getattr(client_for(rival), method)(url)

    assert answer.status_code == 404
    assert snapshot(published) == before


def test_clocks_are_hidden_where_they_are_off(scene, admin, home, settings):
    settings.DOVETAIL_BILLING = {}

    answer = admin.post(f"{home}/test-clock/advance", {"to": "2026-03-01T00:00:00Z"})

    assert (answer.status_code, answer.json()["code"]) == (404, "test_clocks_are_off")
    assert admin.get(f"{home}/test-clock").status_code == 404


@pytest.mark.parametrize("path", ["/invoices", "/subscriptions", "/payment-methods"])
def test_a_list_costs_one_query_however_long(scene, paying, admin, home, tenant_id, path):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert admin.get(f"{home}{path}").status_code == 200
        return len(captured)

    few = queries()
    for month in ("03", "04", "05"):
        admin.post(f"{home}/payment-methods", {"gateway_token": "pm_ok"})
        admin.post(f"{home}/test-clock/advance", {"to": f"2026-{month}-01T00:00:00Z"})

    assert queries() == few == 1


def test_the_plans_cost_one_query(catalog, anonymous, django_assert_num_queries):
    with django_assert_num_queries(1):
        anonymous.get("/api/v1/billing/plans")


def test_invoices_come_in_pages(scene, paying, admin, home):
    admin.post(f"{home}/test-clock/advance", {"to": "2026-06-01T00:00:00Z"})

    first = admin.get(f"{home}/invoices?per_page=2").json()
    second = admin.get(first["pagination"]["next"]).json()

    numbers = [invoice["number"] for invoice in first["invoices"] + second["invoices"]]
    assert numbers == ["INV-000005", "INV-000004", "INV-000003", "INV-000002"]
