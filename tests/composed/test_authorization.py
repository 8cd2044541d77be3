"""Who may do what: a row for every endpoint, written by hand, tried by real requests."""

import re

import pytest
from django.db import transaction

from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

ACTORS = ("anonymous", "stranger", "viewer", "member", "admin", "owner")
EVERYBODY = "{0} {0} {0} {0} {0} {0}"
AUTHENTICATED = "401 {0} {0} {0} {0} {0}"
OWN = "401 404 404 404 404 {0}"  # what belongs to the person who asks
MEMBERS = "401 404 {0} {0} {0} {0}"
NOT_VIEWERS = "401 404 403 {0} {0} {0}"
ADMINS = "401 404 403 403 {0} {0}"

SUBSCRIPTION = "organizations/{organization_id}/billing/subscriptions/{subscription_id}"

# What each actor is answered to an empty body; 422 says that the body came to be read.
MATRIX = {
    "POST auth/signup": EVERYBODY.format(422),
    "POST auth/email/verify": EVERYBODY.format(422),
    "POST auth/email/resend": EVERYBODY.format(422),
    "POST auth/login": EVERYBODY.format(422),
    "POST auth/login/code": EVERYBODY.format(422),
    "POST auth/login/code/confirm": EVERYBODY.format(422),
    "POST auth/login/passkey/begin": EVERYBODY.format(200),
    "POST auth/login/passkey": EVERYBODY.format(422),
    "POST auth/login/mfa/passkey/begin": EVERYBODY.format(422),
    "POST auth/login/mfa/passkey": EVERYBODY.format(422),
    "POST auth/login/enrollment/passkey": EVERYBODY.format(422),
    "POST auth/login/enrollment/passkey/confirm": EVERYBODY.format(422),
    "POST auth/reauthenticate/passkey/begin": "401 200 409 409 409 200",
    "POST auth/reauthenticate/passkey": AUTHENTICATED.format(422),
    "GET auth/mfa/passkeys": AUTHENTICATED.format(200),
    "POST auth/mfa/passkeys": AUTHENTICATED.format(422),
    "POST auth/mfa/passkeys/begin": AUTHENTICATED.format(200),
    "GET auth/mfa/passkeys/{passkey_id}": OWN.format(200),
    "PATCH auth/mfa/passkeys/{passkey_id}": OWN.format(200),
    "DELETE auth/mfa/passkeys/{passkey_id}": OWN.format(204),
    "POST auth/login/mfa": EVERYBODY.format(422),
    "POST auth/login/enrollment/totp": EVERYBODY.format(422),
    "POST auth/login/enrollment/totp/confirm": EVERYBODY.format(422),
    "POST auth/password/forgot": EVERYBODY.format(422),
    "POST auth/password/reset": EVERYBODY.format(422),
    "POST auth/password/change": AUTHENTICATED.format(422),
    "POST auth/password/set": AUTHENTICATED.format(422),
    "POST auth/email/change": AUTHENTICATED.format(422),
    "POST auth/email/change/confirm": AUTHENTICATED.format(422),
    "POST auth/email/undo": EVERYBODY.format(422),
    "POST auth/token/refresh": EVERYBODY.format(422),
    "POST auth/logout": AUTHENTICATED.format(204),
    "GET auth/session": AUTHENTICATED.format(200),
    "GET auth/sessions": AUTHENTICATED.format(200),
    "DELETE auth/sessions/{session_id}": OWN.format(204),
    "POST auth/sessions/revoke-others": AUTHENTICATED.format(204),
    "GET auth/mfa": AUTHENTICATED.format(200),
    "POST auth/mfa/totp": AUTHENTICATED.format(201),
    "DELETE auth/mfa/totp": AUTHENTICATED.format(404),
    "POST auth/mfa/totp/confirm": AUTHENTICATED.format(422),
    "POST auth/mfa/recovery-codes": "401 201 409 409 409 201",
    "POST auth/reauthenticate": AUTHENTICATED.format(422),
    "GET me/security-events": AUTHENTICATED.format(200),
    "GET me": AUTHENTICATED.format(200),
    "PATCH me": AUTHENTICATED.format(200),
    "POST organizations": AUTHENTICATED.format(422),
    "GET organizations/{organization_id}": MEMBERS.format(200),
    "PATCH organizations/{organization_id}": ADMINS.format(200),
    "GET me/organizations": AUTHENTICATED.format(200),
    "DELETE me/organizations/{organization_id}": "401 404 204 204 204 409",
    "GET organizations/{organization_id}/members": NOT_VIEWERS.format(200),
    "PATCH organizations/{organization_id}/members/{member_id}": ADMINS.format(200),
    "DELETE organizations/{organization_id}/members/{member_id}": ADMINS.format(204),
    "GET organizations/{organization_id}/invitations": ADMINS.format(200),
    "POST organizations/{organization_id}/invitations": ADMINS.format(422),
    "GET organizations/{organization_id}/invitations/{invitation_id}": ADMINS.format(200),
    "DELETE organizations/{organization_id}/invitations/{invitation_id}": ADMINS.format(204),
    "POST invitations/accept": AUTHENTICATED.format(422),
    "GET billing/plans": EVERYBODY.format(200),
    "GET billing/plans/{code}": EVERYBODY.format(200),
    "GET organizations/{organization_id}/billing/payment-methods": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/payment-methods": ADMINS.format(422),
    "GET organizations/{organization_id}/billing/payment-methods/{payment_method_id}": (
        ADMINS.format(200)
    ),
    "DELETE organizations/{organization_id}/billing/payment-methods/{payment_method_id}": (
        ADMINS.format(409)
    ),
    "GET organizations/{organization_id}/billing/subscriptions": NOT_VIEWERS.format(200),
    "POST organizations/{organization_id}/billing/subscriptions": ADMINS.format(422),
    "GET organizations/{organization_id}/billing/subscriptions/{subscription_id}": (
        NOT_VIEWERS.format(200)
    ),
    "POST organizations/{organization_id}/billing/subscriptions/{subscription_id}/cancel": (
        ADMINS.format(200)
    ),
    "POST organizations/{organization_id}/billing/subscriptions/{subscription_id}/uncancel": (
        ADMINS.format(200)
    ),
    f"GET {SUBSCRIPTION}/upcoming-invoice": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/invoices": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/invoices/{invoice_id}": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/invoices/{invoice_id}/pay": ADMINS.format(200),
    "GET organizations/{organization_id}/billing/test-clock": ADMINS.format(200),
    "POST organizations/{organization_id}/billing/test-clock/advance": ADMINS.format(422),
    "GET me/notifications": AUTHENTICATED.format(200),
    "GET me/notifications/counts": AUTHENTICATED.format(200),
    "GET me/notifications/{notification_id}": OWN.format(200),
    "PATCH me/notifications/{notification_id}": OWN.format(200),
    "POST me/notifications/mark-all": AUTHENTICATED.format(422),
}


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    served = {endpoint.key.replace("api/v1/", "") for endpoint in endpoints("api/v1/")}

    assert sorted(served - set(MATRIX)) == [], "endpoints without a row"
    assert sorted(set(MATRIX) - served) == [], "rows without an endpoint"


def answer(client, method, path):
    """What a request would be answered; nothing of it stays."""
    with transaction.atomic():
        body = {} if method in ("POST", "PATCH", "PUT") else None
        response = client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else b"{}",
            content_type="application/json",
        )
        transaction.set_rollback(True)
    return response.status_code


@pytest.fixture
def clients(business, logged_in, anonymous):
    return [
        anonymous if actor == "anonymous" else logged_in(business.people[actor]) for actor in ACTORS
    ]


def test_each_is_answered_as_its_row_says(business, clients):
    wrong = []
    for row, expected in MATRIX.items():
        method, template = row.split(" ", 1)
        answers = [answer(client, method, template.format(**business.ids)) for client in clients]
        said = " ".join(map(str, answers))
        if said != expected:
            wrong.append(f"{row}: {said} instead of {expected}")

    assert wrong == []


def test_what_belongs_to_another_organization_is_not_found_under_ones_own(business, client_for):
    owner = client_for(business.people["owner"])
    wrong = []
    for row in MATRIX:
        method, template = row.split(" ", 1)
        names = re.findall(r"{(\w+)}", template)
        if "organization_id" not in names or len(names) < 2:
            continue
        ids = {**business.foreign_ids, "organization_id": business.ids["organization_id"]}
        if (status := answer(owner, method, template.format(**ids))) != 404:
            wrong.append(f"{row}: {status}")

    assert wrong == []


def test_a_row_notices_when_its_endpoint_is_opened_to_everybody(business, clients, monkeypatch):
    """Were the cells not tried, this would be the test that says so."""
    unnoticed = []
    for endpoint in endpoints("api/v1/"):
        row = endpoint.key.replace("api/v1/", "")
        required = endpoint.view.permissions[endpoint.method]
        if required == "public" or "organization_id" not in row:
            continue
        opened = {**endpoint.view.permissions, endpoint.method: "authenticated"}
        with monkeypatch.context() as patched:
            patched.setattr(endpoint.view, "permissions", opened)
            path = row.split(" ", 1)[1].format(**business.ids)
            said = " ".join(str(answer(client, endpoint.method, path)) for client in clients)
        if said == MATRIX[row] and "403" in MATRIX[row]:
            unnoticed.append(row)

    assert unnoticed == []
