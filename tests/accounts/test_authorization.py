"""Who may do what in accounts; the owner is who owns the session, the key and the rest."""

import pytest

from dovetail.accounts import services
from dovetail.accounts.testing import bearer, identity_of, tokens_of
from dovetail.accounts.testing.authorization import ROWS, STAFF
from dovetail.accounts.testing.devices import Device
from dovetail.shared_kernel.testing.matrix import ACTORS, AUTHENTICATED, Cast, Matrix

pytestmark = pytest.mark.django_db

# Beside other contexts some of the people are needed where they are, and cannot be erased.
MATRIX = Matrix({**ROWS, "POST me/erasure": AUTHENTICATED.format(202)}, app="dovetail.accounts")
API = "/api/v1"


def made(answer):
    assert answer.status_code in (200, 201, 202), answer.content
    return answer.json()


def add_passkey(client, authenticator):
    begun = made(client.post(f"{API}/auth/mfa/passkeys/begin"))
    credential = authenticator.create(begun["options"])
    body = {"challenge_id": begun["challenge_id"], "name": "Laptop", "credential": credential}
    return made(client.post(f"{API}/auth/mfa/passkeys", body))["passkey"]


@pytest.fixture
def cast(make_user, anonymous, authenticator, run_job, staff):
    users = {actor: make_user() for actor in ACTORS[1:]}
    clients = {actor: bearer(tokens_of(user).access_token) for actor, user in users.items()}
    owner = clients["owner"]
    passkey = add_passkey(owner, authenticator)
    add_passkey(clients["stranger"], Device())
    wish = {"name": "program", "scopes": ["accounts:profile.read"]}
    ids = {
        "passkey_id": passkey["id"],
        "export_id": made(owner.post(f"{API}/me/exports"))["id"],
        "session_id": made(owner.get(f"{API}/auth/session"))["id"],
        "api_key_id": made(owner.post(f"{API}/auth/api-keys", wish))["id"],
        "identity_id": identity_of(users["owner"]).id,
        "provider": "example",
        "user_id": users["member"].pk,
        "service_user_id": services.create_service_account(
            created_by_id=str(staff.pk), name="Importer"
        ).user_id,
    }
    run_job("accounts.make_exports")
    return Cast(clients={"anonymous": anonymous, **clients}, ids=ids)


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert MATRIX.gaps() == []


def test_each_is_answered_as_its_row_says(cast):
    assert MATRIX.wrong(cast) == []


def test_staff_is_answered_as_its_rows_say(cast, staff_client):
    assert {row: MATRIX.answer(row, staff_client, cast.ids) for row in STAFF} == STAFF


def test_a_row_notices_when_its_endpoint_is_weakened(cast):
    assert MATRIX.unnoticed(cast) == []
