"""A person comes, is copied, held back, erased, and known nowhere any more."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dovetail.accounts.testing import bearer, code_in
from dovetail.shared_kernel.models import IdempotencyKey
from whole_database import columns_with

pytestmark = pytest.mark.django_db

API = "/api/v1"
ADDRESS, NAME, PASSWORD = "ada.lovelace@example.org", "Ada Lovelace", "correct horse battery"
TOKEN = re.compile(r"^\s*([A-Za-z0-9_-]{48})\s*$", re.MULTILINE)


def answered(response, status):
    assert response.status_code == status, (response.status_code, response.content)
    return response.json() if response.content else None


@pytest.fixture
def mail_to(deliver, run_job, mailoutbox):
    """The newest mail to an address, once everything is delivered."""

    def read(address):
        deliver()
        run_job("notifications.send_mail")
        return [mail for mail in mailoutbox if address in mail.to][-1].body

    return read


@pytest.fixture
def tokens(anonymous, mail_to):
    """Ada has signed up."""
    body = {"email": ADDRESS, "password": PASSWORD, "full_name": NAME}
    challenge = answered(anonymous.post(f"{API}/auth/signup", body), 202)
    code = code_in(mail_to(ADDRESS))
    verified = anonymous.post(
        f"{API}/auth/email/verify", {"challenge_id": challenge["id"], "code": code}
    )
    return answered(verified, 200)["tokens"]


@pytest.fixture
def ada(tokens):
    return bearer(tokens["access_token"])


@pytest.fixture
def ben(make_user, logged_in):
    return logged_in(
        make_user("ben@example.org", full_name="Ben", email_verified_at=timezone.now())
    )


@pytest.fixture
def join(mail_to):
    """Somebody invites somebody, who accepts."""

    def run(host, guest, address, organization_id):
        where = f"{API}/organizations/{organization_id}/invitations"
        answered(host.post(where, {"email": address, "role": "member"}), 201)
        token = TOKEN.search(mail_to(address))[1]
        return answered(guest.post(f"{API}/invitations/accept", {"token": token}), 200)

    return run


@pytest.fixture
def acme(ada, ben, join, catalog, deliver):
    """Ada founded it and pays for it; Ben is in it; and both are in Ben's."""
    organization = answered(ada.post(f"{API}/organizations", {"name": "Acme"}), 201)
    here = f"{API}/organizations/{organization['id']}"
    member = join(ada, ben, "ben@example.org", organization["id"])
    answered(ada.post(f"{here}/billing/payment-methods", {"gateway_token": "pm_ok"}), 201)
    answered(ada.post(f"{here}/billing/subscriptions", {"plan": "team"}), 201)
    initech = answered(ben.post(f"{API}/organizations", {"name": "Initech"}), 201)
    join(ben, ada, ADDRESS, initech["id"])
    deliver()
    return {"path": here, "member": f"{here}/members/{member['id']}"}


@pytest.fixture
def erase_without_grace(ada, settings, run_job, deliver):
    def run():
        settings.DOVETAIL_ACCOUNTS = {
            **getattr(settings, "DOVETAIL_ACCOUNTS", {}),
            "erasure_grace": timedelta(0),
        }
        asked = answered(ada.post(f"{API}/me/erasure"), 202)
        deliver()
        assert run_job("accounts.erase_people") == 1
        deliver()
        run_job("notifications.send_mail")
        return asked

    return run


def test_a_copy_holds_a_section_of_each_context(ada, acme, run_job, mail_to):
    asked = ada.post(f"{API}/me/exports")
    run_job("accounts.make_exports")

    answer = ada.get(f"{asked['Location']}/document")

    contexts = json.loads(b"".join(answer.streaming_content))["contexts"]
    assert set(contexts) == {
        "accounts",
        "billing",
        "notifications",
        "organizations",
        "shared_kernel",
    }
    assert contexts["accounts"]["profile"][0]["full_name"] == NAME
    assert [one["organization_name"] for one in contexts["organizations"]["memberships"]] == [
        "Acme",
        "Initech",
    ]
    assert [one["status"] for one in contexts["billing"]["invoices"]] == ["paid"]
    assert "joined Acme" in contexts["notifications"]["notifications"][0]["title"]
    sent = [one for one in contexts["notifications"]["deliveries"] if one["status"] == "sent"]
    assert {one["address"] for one in sent} == {ADDRESS}
    assert contexts["shared_kernel"]["events"]
    assert "is ready" in mail_to(ADDRESS)


def test_the_only_owner_is_told_all_that_stands_in_the_way(ada, acme):
    vetoed = ada.post(f"{API}/me/erasure")

    assert vetoed.status_code == 409
    assert [(one["context"], one["code"]) for one in vetoed.json()["reasons"]] == [
        ("billing", "subscription_running"),
        ("organizations", "sole_owner"),
    ]
    assert "Acme (acme)" in vetoed.json()["reasons"][1]["detail"]


def test_nothing_in_the_whole_database_knows_who_was_erased(
    ada, ben, acme, tokens, anonymous, erase_without_grace, run_job
):
    answered(ada.patch(acme["member"], {"role": "owner"}), 200)
    anonymous.post(f"{API}/auth/login", {"email": ADDRESS, "password": "wrong horse battery"})
    anonymous.post(f"{API}/auth/password/forgot", {"email": ADDRESS})
    ada.post(f"{API}/me/exports")
    run_job("accounts.make_exports")
    assert len(columns_with(ADDRESS, NAME)) > 8

    erase_without_grace()

    # What Ben was answered to his own invitation is kept for a day, so that a repetition of it
    # is answered alike.
    assert columns_with(ADDRESS, NAME) == {f"dovetail_kernel_idempotencykey.body: {ADDRESS}"}
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=1))
    run_job("shared_kernel.purge_idempotency_keys")
    assert columns_with(ADDRESS, NAME) == set()


def test_access_ends_with_the_erasure_and_not_before(
    ada, ben, acme, tokens, anonymous, erase_without_grace
):
    answered(ada.patch(acme["member"], {"role": "owner"}), 200)
    assert ada.get(f"{API}/me").status_code == 200

    erase_without_grace()

    refresh = {"refresh_token": tokens["refresh_token"]}
    assert ada.get(f"{API}/me").status_code == 401
    assert anonymous.post(f"{API}/auth/token/refresh", refresh).status_code == 401
    login = anonymous.post(f"{API}/auth/login", {"email": ADDRESS, "password": PASSWORD})
    assert login.json()["code"] == "invalid_credentials"


def test_the_others_go_on(ada, ben, acme, erase_without_grace):
    answered(ada.patch(acme["member"], {"role": "owner"}), 200)

    erase_without_grace()

    members = answered(ben.get(f"{acme['path']}/members"), 200)["members"]
    assert [one["user"]["email"] for one in members] == ["ben@example.org"]
    invoices = answered(ben.get(f"{acme['path']}/billing/invoices"), 200)["invoices"]
    assert [one["number"] for one in invoices] == ["INV-000001"]
    told = answered(ben.get(f"{API}/me/notifications"), 200)["notifications"]
    assert [one["title"] for one in told] == ["[erased] joined Initech"]


def test_whoever_changed_their_mind_stays(ada, settings, run_job):
    answered(ada.post(f"{API}/me/erasure"), 202)
    answered(ada.delete(f"{API}/me/erasure"), 204)
    settings.DOVETAIL_ACCOUNTS = {"erasure_grace": timedelta(0)}

    assert run_job("accounts.erase_people") == 0
    assert answered(ada.get(f"{API}/me"), 200)["email"] == ADDRESS
