"""Programs that are users of their own, kept by the platform's staff."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework.test import APIRequestFactory

from dovetail.accounts import errors, services
from dovetail.accounts.api.authentication import BearerAuthentication
from dovetail.accounts.models import ApiKey, SecurityEvent, ServiceAccount, Session
from dovetail.accounts.testing import bearer, tokens_of

pytestmark = pytest.mark.django_db

ACCOUNTS = "/api/v1/service-accounts"
ME = "/api/v1/me"
READ = "accounts:profile.read"


@pytest.fixture
def staff(make_user, password):
    return make_user("staff@example.org", full_name="Some Staff", password=password, is_staff=True)


@pytest.fixture
def client(staff):
    return bearer(tokens_of(staff).access_token)


@pytest.fixture
def account(client):
    answer = client.post(ACCOUNTS, {"name": "Importer"})
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def path(account):
    return f"{ACCOUNTS}/{account['user_id']}"


@pytest.fixture
def key(client, path):
    answer = client.post(f"{path}/keys", {"name": "first", "scopes": [READ]})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_program_becomes_a_user_that_cannot_log_in(client, account, path, names_of):
    program = get_user_model()._default_manager.get(pk=account["user_id"])

    assert client.get(path).json() == account
    assert [one["user_id"] for one in client.get(ACCOUNTS).json()["service_users"]] == [
        account["user_id"]
    ]
    assert not program.has_usable_password()
    assert names_of()[-1] == "accounts.service_account_created.v1"
    with pytest.raises(errors.InvalidCredentials):
        services.start_session(user_id=account["user_id"], amr=["pwd"])


def test_a_key_lets_it_in_as_itself(key, account):
    told = bearer(key["secret"]).get(ME)
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {key['secret']}")
    _, actor = BearerAuthentication().authenticate(request)

    assert (told.status_code, told.json()["id"]) == (200, account["user_id"])
    assert (actor.kind, actor.scopes) == ("service_account", frozenset({READ}))
    assert bearer(key["secret"]).get("/api/v1/auth/sessions").status_code == 403
    assert bearer(key["secret"]).get(ACCOUNTS).status_code == 403


def test_a_key_of_an_account_in_a_tenant_is_bound_to_it(client):
    tenant_id = str(uuid4())
    account = client.post(ACCOUNTS, {"name": "Importer", "tenant_id": tenant_id}).json()
    path = f"{ACCOUNTS}/{account['user_id']}/keys"

    key = client.post(path, {"name": "first", "scopes": [READ]}).json()

    assert key["tenant_id"] == tenant_id
    assert bearer(key["secret"]).get(ME).status_code == 403
    assert client.post(path, {"name": "x", "scopes": [READ], "tenant_id": None}).status_code == 422


def test_keys_are_listed_rotated_and_revoked(client, path, key):
    (listed,) = client.get(f"{path}/keys").json()["api_keys"]
    rotated = client.post(f"{path}/keys/{key['id']}/rotate")

    assert listed["id"] == key["id"]
    assert "secret" not in listed
    assert bearer(key["secret"]).get(ME).status_code == 401
    assert bearer(rotated.json()["secret"]).get(ME).status_code == 200
    assert client.delete(f"{path}/keys/{key['id']}").status_code == 204
    assert bearer(rotated.json()["secret"]).get(ME).status_code == 401
    assert client.get(f"{path}/keys").json()["api_keys"] == []


def test_who_made_a_key_of_a_program_is_told_by_mail(key, deliver, mailoutbox):
    mailoutbox.clear()
    deliver()

    told = [mail.to for mail in mailoutbox if "API key" in mail.subject]
    assert told == [["staff@example.org"]]


def test_a_deactivated_account_is_gone_with_its_keys(client, path, key, account, names_of):
    assert client.delete(path).status_code == 204

    assert bearer(key["secret"]).get(ME).status_code == 401
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/keys").status_code == 404
    assert client.post(f"{path}/keys", {"name": "x", "scopes": [READ]}).status_code == 404
    assert client.delete(path).status_code == 404
    assert client.get(ACCOUNTS).json()["service_users"] == []
    assert not get_user_model()._default_manager.get(pk=account["user_id"]).is_active
    assert names_of()[-2:] == [
        "accounts.api_key_revoked.v1",
        "accounts.service_account_deactivated.v1",
    ]
    kinds = SecurityEvent.objects.filter(user_id=account["user_id"]).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "service_account_created",
        "api_key_created",
        "api_key_revoked",
        "service_account_deactivated",
    ]


def test_an_account_can_be_renamed(client, path):
    assert client.patch(path, {"name": "Exporter"}).json()["name"] == "Exporter"
    assert client.patch(path, {}).json()["name"] == "Exporter"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "scopes": ["nothing"]}, "unknown_scope"),
        ({"name": "x", "scopes": ["accounts:user.read"]}, "unknown_scope"),
        (
            {"name": "x", "scopes": [READ], "expires_at": "2020-01-01T00:00:00Z"},
            "expiry_not_acceptable",
        ),
        ({"name": "x"}, "required"),
    ],
)
def test_a_key_that_cannot_be_is_refused(client, path, body, code, published):
    before = published()

    refused = client.post(f"{path}/keys", body)

    said = refused.json()
    assert refused.status_code == 422
    assert code in (said["code"], *(error["code"] for error in said.get("errors", [])))
    assert (ApiKey.objects.count(), published()) == (0, before)


def test_only_staff_that_has_logged_in_lately_keeps_them(client, path, key, ada_client):
    requests = [
        ("post", ACCOUNTS, {"name": "x"}),
        ("patch", path, {"name": "x"}),
        ("post", f"{path}/keys", {"name": "x", "scopes": [READ]}),
        ("post", f"{path}/keys/{key['id']}/rotate", {}),
        ("delete", f"{path}/keys/{key['id']}", None),
        ("delete", path, None),
    ]
    refused = [getattr(ada_client, method)(where, body) for method, where, body in requests]
    assert {answer.json()["code"] for answer in refused} == {"permission_denied"}
    then = timezone.now() - timedelta(hours=1)
    Session.objects.update(authenticated_at=then)
    if hasattr(get_user_model(), "password_changed_at"):
        get_user_model().objects.update(password_changed_at=then)

    late = [getattr(client, method)(where, body) for method, where, body in requests]

    assert {answer.json()["code"] for answer in late} == {"reauthentication_required"}
    assert client.get(path).status_code == 200


def test_a_person_is_no_service_account(client, ada):
    assert client.get(f"{ACCOUNTS}/{ada.pk}").status_code == 404
    assert client.delete(f"{ACCOUNTS}/{ada.pk}").status_code == 404
    assert (
        client.post(f"{ACCOUNTS}/{ada.pk}/keys", {"name": "x", "scopes": [READ]}).status_code == 404
    )
    assert ServiceAccount.objects.count() == 0


def test_nobody_resets_the_password_of_a_program(account, anonymous, mailoutbox, deliver):
    program = get_user_model()._default_manager.get(pk=account["user_id"])
    address = getattr(program, program.get_email_field_name())
    deliver()
    mailoutbox.clear()
    if address is None:
        pytest.skip("It has no address.")

    anonymous.post("/api/v1/auth/password/forgot", {"email": address})
    deliver()

    assert address.endswith(".invalid")
    assert mailoutbox == []
