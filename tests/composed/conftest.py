"""A business as it stands after a while, made over the API as a client would."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from dovetail.accounts.testing import bearer, identity_of, tokens_of
from dovetail.accounts.testing.devices import Device
from dovetail.shared_kernel.api.problems import Draft
from dovetail.shared_kernel.errors import Refusal

TOKEN = re.compile(r"^\s*([A-Za-z0-9_-]{48})\s*$", re.MULTILINE)
API = "/api/v1"
ROLES = ("admin", "member", "viewer")


@dataclass
class Business:
    """An organization with somebody in every role, a subscription and its paid invoice."""

    people: dict[str, Any] = field(default_factory=dict)
    """Users by role; `stranger` owns another organization."""
    ids: dict[str, str] = field(default_factory=dict)
    """What stands in paths: `organization_id`, `member_id` and so on."""
    foreign_ids: dict[str, str] = field(default_factory=dict)
    """The same of the stranger's organization."""

    @property
    def path(self) -> str:
        return f"{API}/organizations/{self.ids['organization_id']}"


def answered(response: Any, status: int) -> Any:
    assert response.status_code == status, (response.status_code, response.content)
    return response.json()


_raised: set[str] = set()


def pytest_configure() -> None:
    """Note the code of each refusal, and of each problem, from the first test on."""
    _note(Refusal, "__init__", lambda refusal: refusal.code)
    _note(Draft, "document", lambda draft: draft.code)


def _note(kind: type, method: str, code_of: Callable[[Any], str]) -> None:
    known = getattr(kind, method)

    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        _raised.add(code_of(self))
        return known(self, *args, **kwargs)

    setattr(kind, method, noting)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What counts the codes that were raised comes after all that raises one."""
    items.sort(key=lambda item: "raised_codes" in getattr(item, "fixturenames", ()))


@pytest.fixture
def raised_codes() -> set[str]:
    return _raised


@pytest.fixture
def catalog(db):
    call_command("load_catalog", "--example", stdout=StringIO())


@pytest.fixture
def logged_in(db):
    """A client with a person's own access token, as a front end has it."""
    return lambda user: bearer(tokens_of(user).access_token)


@pytest.fixture
def staff_client(make_user, logged_in):
    """One of the platform's own people."""
    return logged_in(make_user("staff@dovetail.example", is_staff=True))


@pytest.fixture
def founded(catalog, client_for, logged_in, make_user, deliver, mailoutbox, run_job):
    """Make one organization with its people, its subscription and its papers."""

    def found(name: str) -> tuple[dict[str, Any], dict[str, str]]:
        people = {
            role: make_user(full_name=f"{role} of {name}", email_verified_at=timezone.now())
            for role in ("owner", *ROLES)
        }
        owner = client_for(people["owner"])
        organization = answered(owner.post(f"{API}/organizations", {"name": name}), 201)
        here = f"{API}/organizations/{organization['id']}"
        for role in ROLES:
            body = {"email": people[role].email, "role": role}
            answered(owner.post(f"{here}/invitations", body), 201)
            token = token_mailed_to(people[role].email)
            answered(
                client_for(people[role]).post(f"{API}/invitations/accept", {"token": token}), 200
            )
        pending = answered(
            owner.post(f"{here}/invitations", {"email": f"{name}@example.org", "role": "member"}),
            201,
        )
        card = answered(
            owner.post(f"{here}/billing/payment-methods", {"gateway_token": "pm_ok"}), 201
        )
        subscription = answered(owner.post(f"{here}/billing/subscriptions", {"plan": "team"}), 201)
        deliver()
        invoice = answered(owner.get(f"{here}/billing/invoices"), 200)["invoices"][0]
        browser = logged_in(people["owner"])
        begun = answered(browser.post(f"{API}/auth/mfa/passkeys/begin"), 200)
        body = {
            "challenge_id": begun["challenge_id"],
            "name": "Laptop",
            "credential": Device().create(begun["options"]),
        }
        passkey = answered(browser.post(f"{API}/auth/mfa/passkeys", body), 201)
        export = answered(browser.post(f"{API}/me/exports"), 202)
        run_job("accounts.make_exports")
        session = answered(browser.get(f"{API}/auth/session"), 200)
        wish = {"name": "Importer", "role": "member"}
        program = answered(browser.post(f"{here}/service-accounts", wish), 201)
        wish = {"name": "first", "scopes": ["organizations:organization.read"]}
        program_key = answered(
            browser.post(f"{here}/service-accounts/{program['id']}/keys", wish), 201
        )
        wish = {"name": "program", "scopes": ["accounts:profile.read"]}
        key = answered(browser.post(f"{API}/auth/api-keys", wish), 201)
        members = answered(owner.get(f"{here}/members"), 200)["members"]
        notification = answered(owner.get(f"{API}/me/notifications"), 200)["notifications"][0]
        by_mail = {member["user"]["email"]: member["id"] for member in members}
        return people, {
            "organization_id": organization["id"],
            "member_id": by_mail[people["member"].email],
            "invitation_id": pending["id"],
            "payment_method_id": card["id"],
            "subscription_id": subscription["id"],
            "invoice_id": invoice["id"],
            "notification_id": notification["id"],
            "export_id": export["id"],
            "passkey_id": passkey["passkey"]["id"],
            "session_id": session["id"],
            "api_key_id": key["id"],
            "service_account_id": program["id"],
            "service_user_id": program["user_id"],
            "key_id": program_key["id"],
            "user_id": str(people["member"].pk),
            "provider": "example",
            "identity_id": str(identity_of(people["owner"]).id),
            "code": "team",
        }

    def token_mailed_to(address: str) -> str:
        deliver()
        run_job("notifications.send_mail")
        for mail in reversed(mailoutbox):
            found = TOKEN.search(mail.body)
            if address in mail.to and found:
                return found[1]
        raise AssertionError(f"No invitation was mailed to {address}.")

    return found


@pytest.fixture
def business(founded) -> Business:
    people, ids = founded("acme")
    strangers, foreign_ids = founded("initech")
    return Business({**people, "stranger": strangers["owner"]}, ids, foreign_ids)
