"""Programs that authenticate with an API key."""

import secrets
from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIRequestFactory

from dovetail.accounts import keys, services
from dovetail.accounts.api.authentication import BearerAuthentication
from dovetail.accounts.enums import RevokeReason
from dovetail.accounts.models import ApiKey
from dovetail.accounts.services._api_keys import KeyWish, issue
from dovetail.accounts.testing import bearer
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"
READ, UPDATE = "accounts:profile.read", "accounts:profile.update"


@pytest.fixture
def key_of(db):
    """A key of a user, with its secret."""

    def make(user, *scopes, **wish):
        wished = KeyWish(name="program", scopes=list(scopes or [READ]), **wish)
        with transaction.atomic():
            return issue(ApiKey(user=user, created_by=user), wished)

    return make


@pytest.fixture
def secret(key_of, ada):
    return key_of(ada).secret


def test_a_key_lets_a_program_in_for_what_its_scopes_say(secret, ada):
    client = bearer(secret)

    assert client.get(ME).json()["id"] == str(ada.pk)
    refused = client.patch(ME, {"full_name": "Somebody"})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert refused.json()["required_permission"] == UPDATE


def test_a_view_of_any_project_gets_the_user_and_a_narrowed_actor(key_of, ada):
    tenant_id = uuid4()
    key = key_of(ada, READ, UPDATE, tenant_id=tenant_id)
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"bearer {key.secret}")

    user, actor = BearerAuthentication().authenticate(request)

    assert user == ada
    assert actor == Actor(
        kind="user",
        user_id=str(ada.pk),
        bound_tenant=tenant_id,
        scopes=frozenset({READ, UPDATE}),
        api_key_id=str(key.id),
    )


def test_a_bound_key_is_no_use_outside_of_its_tenant(key_of, ada):
    key = key_of(ada, tenant_id=uuid4())

    assert bearer(key.secret).get(ME).json()["code"] == "permission_denied"


def test_no_credential_endpoint_takes_a_key(secret, published):
    before = published()
    client = bearer(secret)
    answers = {}
    for endpoint in endpoints("api/v1/auth/"):
        if endpoint.view.permissions[endpoint.method] == "public":
            continue
        path = "/" + endpoint.route.format_map(defaultdict(uuid4))
        answer = client.generic(endpoint.method, path, b"{}", content_type="application/json")
        answers[endpoint.key] = (answer.status_code, answer.json()["code"])

    assert len(answers) > 10
    assert set(answers.values()) == {(403, "insufficient_scope")}, answers
    assert bearer(secret).get("/api/v1/me/security-events").json()["code"] == "insufficient_scope"
    assert published() == before


def _altered(secret):
    head, last = secret[:-1], secret[-1]
    yield head + ("A" if last != "A" else "B")
    yield f"dvt_{secrets.token_hex(6)}_{secret[17:]}"
    yield secret[:17] + secrets.token_urlsafe(32)
    yield secret + "A"
    yield head
    yield secret.upper()
    yield secret.replace("dvt_", "dvtr_")
    yield "dvt_"
    yield "dvt__"
    yield "dvt_" + "0" * 12 + "_" + "é" * 43
    yield "dvt_" + "\u0660" * 12 + "_" + "A" * 43
    yield "dvt_" + "a" * 5000


def test_what_is_not_the_key_is_401_in_the_same_words(secret):
    for wrong in _altered(secret):
        answer = bearer(wrong).get(ME)
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token"), wrong


def test_a_key_that_is_not_known_is_compared_with_nothing(secret, monkeypatch):
    compared = []

    def compare(one, other):
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(keys.hmac, "compare_digest", compare)
    bearer(secret).get(ME)
    bearer(f"dvt_{'0' * 12}_{secret[17:]}").get(ME)

    assert compared == [(64, 64), (64, 64)]


def test_a_key_ends_with_its_time_and_with_its_user(key_of, ada):
    expired, off = key_of(ada), key_of(ada)
    ApiKey.objects.filter(id=expired.id).update(expires_at=timezone.now())
    assert bearer(expired.secret).get(ME).status_code == 401
    assert bearer(off.secret).get(ME).status_code == 200

    ada.is_active = False
    ada.save()

    assert bearer(off.secret).get(ME).status_code == 401


def test_keys_of_who_was_turned_off_do_not_come_back(secret, ada, staff_client):
    for verb in ("deactivate", "reactivate"):
        assert staff_client.post(f"/api/v1/admin/users/{ada.pk}/{verb}").status_code == 200

    assert bearer(secret).get(ME).status_code == 401


def test_every_key_of_a_user_ends_at_once(key_of, ada, published):
    made = [key_of(ada).secret for _ in range(2)]

    services.end_api_keys(user_id=str(ada.pk), reason=RevokeReason.DEACTIVATED)

    assert [bearer(secret).get(ME).status_code for secret in made] == [401, 401]
    told = [payload["reason"] for name, payload in published() if "api_key_revoked" in name]
    assert told == ["deactivated", "deactivated"]


def test_a_reset_password_ends_every_key_and_a_changed_one_none(
    secret, ada_client, anonymous, code_of, password
):
    changed = {"current_password": password, "new_password": "another long password"}
    assert ada_client.post("/api/v1/auth/password/change", changed).status_code == 204
    assert bearer(secret).get(ME).status_code == 200
    asked = anonymous.post("/api/v1/auth/password/forgot", {"email": "ada@example.org"}).json()

    body = {
        "challenge_id": asked["id"],
        "code": code_of(asked["id"]),
        "new_password": "a third long password",
    }
    assert anonymous.post("/api/v1/auth/password/reset", body).status_code == 204

    assert bearer(secret).get(ME).status_code == 401


def test_use_is_kept_once_a_minute(secret):
    before = timezone.now()
    bearer(secret).get(ME, REMOTE_ADDR="192.0.2.7")
    first = ApiKey.objects.get()

    bearer(secret).get(ME, REMOTE_ADDR="192.0.2.8")
    again = ApiKey.objects.get()
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    bearer(secret).get(ME, REMOTE_ADDR="192.0.2.9")

    assert before <= first.last_used_at
    assert first.last_used_ip == "192.0.2.7"
    assert (again.last_used_at, again.last_used_ip) == (first.last_used_at, "192.0.2.7")
    assert ApiKey.objects.get().last_used_ip == "192.0.2.9"


def test_a_use_that_cannot_be_kept_does_no_harm(secret, caplog):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'read only'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON dovetail_accounts_apikey "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    answer = bearer(secret).get(ME)

    assert answer.status_code == 200
    assert "could not be kept" in caplog.text
    assert secret not in caplog.text


MANY = 100_000


def _fill(user, count):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dovetail_accounts_apikey (id, created_at, user_id, name, prefix,
                secret_hash, scopes, created_by_id, expires_at, revoke_reason)
            SELECT gen_random_uuid(), now(), %s, 'many', lpad(to_hex(n), 12, '0'),
                repeat('0', 64), '[]', %s, now() + interval '1 day', ''
            FROM generate_series(1, %s) AS n
            """,
            [user.pk, user.pk, count],
        )
        cursor.execute("ANALYZE dovetail_accounts_apikey")


@pytest.mark.parametrize("others", [10, MANY])
def test_a_key_costs_one_query_and_an_index_however_many_there_are(key_of, ada, others):
    secret = key_of(ada).secret
    _fill(ada, others)
    services.authenticate_key(api_key=secret)

    with CaptureQueriesContext(connection) as queries:
        services.authenticate_key(api_key=secret)

    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    if others == MANY:
        assert "accounts_one_key_of_a_prefix" in plan
        assert "Seq Scan on dovetail_accounts_apikey" not in plan
