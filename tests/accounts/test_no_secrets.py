"""Secrets are told to whom they belong, and kept, logged and told nowhere else."""

import json
import logging
from hashlib import sha256

import pytest
from django.apps import apps
from django.db import connection

from dovetail.accounts.testing import bearer, code_in, tokens_of
from dovetail.shared_kernel.models import IdempotencyKey
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

AUTH = "/api/v1/auth"


@pytest.fixture
def logged(caplog):
    """Everything that any logger says."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(record.getMessage() for record in caplog.records)


def stored():
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def scenario(anonymous, sign_up, deliver, mailoutbox, make_user, password):
    """A life of an account, and every secret that was seen in it."""

    def live():
        def answer(response, status=200):
            assert response.status_code == status, response.content
            assert response["Cache-Control"] == "no-store"
            return response.json() if response.content else None

        def newest_code():
            deliver()
            return code_in(mailoutbox[-1].body)

        def post(path, body=None, client=anonymous, status=200):
            return answer(client.post(f"{AUTH}/{path}", body or {}), status)

        secrets = [password, another, "wrong and not theirs"]
        challenge = sign_up()
        secrets.append(newest_code())
        login = post("email/verify", {"challenge_id": challenge.id, "code": secrets[-1]})
        pairs = [login["tokens"]]
        pairs.append(post("token/refresh", {"refresh_token": pairs[0]["refresh_token"]}))
        client = bearer(pairs[1]["access_token"])
        pairs.append(post("reauthenticate", {"password": password}, client))
        asked = post("login/code", {"email": "grace@example.org"}, status=202)
        secrets.append(newest_code())
        confirmed = post("login/code/confirm", {"challenge_id": asked["id"], "code": secrets[-1]})
        pairs.append(confirmed["tokens"])
        asked = post("password/forgot", {"email": "grace@example.org"}, status=202)
        secrets.append(newest_code())
        body = {"challenge_id": asked["id"], "code": secrets[-1], "new_password": another}
        post("password/reset", body, status=204)
        body = {"email": "grace@example.org", "password": "wrong and not theirs"}
        post("login", body, status=401)
        pairs.append(post("login", {**body, "password": another})["tokens"])
        post("token/refresh", {"refresh_token": pairs[0]["refresh_token"]}, status=401)
        staff = bearer(tokens_of(make_user(is_staff=True)).access_token)
        grace = bearer(pairs[-1]["access_token"]).get("/api/v1/me").json()
        acting = answer(
            staff.post(f"/api/v1/admin/users/{grace['id']}/impersonate", {"reason": "Ticket"})
        )
        answer(bearer(acting["access_token"]).delete("/api/v1/admin/impersonation"), 204)
        for pair in [*pairs, acting]:
            secrets += [pair["access_token"], pair.get("refresh_token")]
        return [secret for secret in secrets if secret]

    another = "an entirely new password"
    return live


def test_no_secret_is_at_rest_in_an_event_or_a_log(scenario, logged, published):
    secrets = scenario()

    places = {"tables": stored(), "events": json.dumps(published()), "logs": logged()}

    assert len(secrets) > 15
    spelt = {*secrets, *(secret.replace("-", "") for secret in secrets)}
    spelt |= {secret.encode().hex() for secret in spelt}  # as a row of bytes is shown
    found = [
        (place, secret) for place, text in places.items() for secret in spelt if secret in text
    ]
    assert found == []


def test_nothing_is_kept_of_an_answer_with_tokens(ada_client, password):
    path, body = f"{AUTH}/reauthenticate", {"password": password}
    first = ada_client.post(path, body, HTTP_IDEMPOTENCY_KEY="key-1")

    kept = bytes(IdempotencyKey.objects.get(key="key-1").body)
    client = bearer(first.json()["access_token"])
    again = client.post(path, body, HTTP_IDEMPOTENCY_KEY="key-1")

    assert kept == b""
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")


def test_what_tells_requests_apart_is_no_quick_hash_of_a_password(ada_client, password):
    path, body = f"{AUTH}/reauthenticate", {"password": password}
    ada_client.post(path, body, HTTP_IDEMPOTENCY_KEY="key-1")

    kept = IdempotencyKey.objects.get(key="key-1").fingerprint

    assert kept != sha256(f"POST {path}\n{json.dumps(body)}".encode()).hexdigest()


def test_no_path_or_parameter_takes_a_secret():
    named = [
        endpoint.key
        for endpoint in endpoints("api/v1/")
        if any(word in endpoint.route for word in ("{token", "{code", "{secret", "{password"))
        and endpoint.view.__module__.startswith("dovetail.accounts")
    ]

    assert named == []
