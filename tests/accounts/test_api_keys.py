"""Making, listing, renaming, rotating and revoking API keys."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail.accounts.models import ApiKey, SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.authz import OWNER
from dovetail.shared_kernel.models import IdempotencyKey, OutboxEvent

pytestmark = pytest.mark.django_db

KEYS = "/api/v1/auth/api-keys"
ME = "/api/v1/me"
READ = "accounts:profile.read"


@pytest.fixture
def make(ada_client):
    """Make a key over HTTP; what is answered."""

    def post(**body):
        return ada_client.post(KEYS, {"name": "deploy", "scopes": [READ], **body})

    return post


@pytest.fixture
def key(make):
    answer = make()
    assert answer.status_code == 201, answer.content
    return answer.json()


def kinds(user):
    return list(
        SecurityEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    )


def test_a_key_is_shown_once_with_its_secret(make, ada, ada_client, published):
    answer = make()

    key = answer.json()
    stored = ApiKey.objects.get()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert answer["Location"] == f"{KEYS}/{key['id']}"
    assert key["secret"].startswith(f"dvt_{key['prefix']}_")
    assert len(key["secret"]) == len("dvt_") + 12 + 1 + 43
    assert stored.secret_hash not in answer.content.decode()
    shown = ada_client.get(f"{KEYS}/{key['id']}").json()
    assert shown == {
        **{name: value for name, value in key.items() if name != "secret"},
        "last_used_at": None,
        "last_used_ip": None,
    }
    assert published()[-1] == (
        "accounts.api_key_created.v1",
        {"user_id": str(ada.pk), "responsible_id": str(ada.pk), "api_key_id": key["id"]},
    )
    assert kinds(ada)[-1] == "api_key_created"


def test_the_secret_is_nowhere_but_in_the_answer(make, caplog, ada_client):
    answer = ada_client.post(KEYS, {"name": "deploy", "scopes": [READ]}, HTTP_IDEMPOTENCY_KEY="one")
    again = ada_client.post(KEYS, {"name": "deploy", "scopes": [READ]}, HTTP_IDEMPOTENCY_KEY="one")

    secret = answer.json()["secret"][17:]
    kept = [model.objects.values() for model in (ApiKey, SecurityEvent, OutboxEvent)]
    bodies = [bytes(body) for body in IdempotencyKey.objects.values_list("body", flat=True)]
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert again.json()["location"] == answer["Location"]
    assert ApiKey.objects.count() == 1
    assert secret not in str([list(rows) for rows in kept])
    assert bodies == [b""]
    assert secret not in caplog.text


def test_a_reauthentication_keeps_no_tokens_under_an_idempotency_key(ada_client, password):
    answer = ada_client.post("/api/v1/auth/reauthenticate", {"password": password})

    assert answer.status_code == 200
    assert [bytes(body) for body in IdempotencyKey.objects.values_list("body", flat=True)] == [b""]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scopes": ["accounts:nothing.read"]}, "unknown_scope"),
        ({"scopes": ["*"]}, "unknown_scope"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expiry_not_acceptable"),
        ({"expires_at": "2999-01-01T00:00:00Z"}, "expiry_not_acceptable"),
        ({"scopes": []}, "invalid"),
        ({"scopes": "accounts:profile.read"}, "invalid"),
        ({"scopes": [5]}, "invalid"),
        ({"scopes": [None]}, "invalid"),
        ({"scopes": ["x"] * 101}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"name": "x" * 101}, "invalid"),
        ({"expires_at": "tomorrow"}, "invalid"),
        ({"tenant_id": "acme"}, "invalid"),
        ({"user_id": "another"}, "invalid"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(make, published, body, code):
    before = published()

    answer = make(**body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (ApiKey.objects.count(), published()) == (0, before)


def test_a_key_lasts_a_year_unless_told_and_no_longer(make, settings):
    settings.DOVETAIL_ACCOUNTS = {"api_key_max_lifetime": timedelta(days=7)}
    now = timezone.now()

    make()
    make(expires_at=(now + timedelta(days=3)).isoformat())
    refused = make(expires_at=(now + timedelta(days=8)).isoformat())

    ends = [key.expires_at - now for key in ApiKey.objects.order_by("id")]
    assert ends == [pytest.approx(timedelta(days=d), abs=timedelta(minutes=1)) for d in (7, 3)]
    assert refused.json()["max_lifetime_seconds"] == 7 * 86_400


def test_a_key_is_bound_to_a_tenant_that_its_holder_is_in(make, ada, grants):
    acme = uuid4()
    grants.give(ada, acme, OWNER)

    bound, foreign = make(tenant_id=str(acme)), make(tenant_id=str(uuid4()))

    assert (bound.status_code, bound.json()["tenant_id"]) == (201, str(acme))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "tenant_not_found")
    assert ApiKey.objects.count() == 1


def test_there_are_so_many_keys_and_ended_ones_do_not_count(make, key, settings, ada_client):
    settings.DOVETAIL_ACCOUNTS = {"api_key_limit": 2}
    assert make().status_code == 201

    refused = make()

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_api_keys")
    assert refused.json()["limit"] == 2
    assert ada_client.delete(f"{KEYS}/{key['id']}").status_code == 204
    assert make().status_code == 201
    ApiKey.objects.update(expires_at=timezone.now())
    assert make().status_code == 201


def test_keys_are_listed_the_newest_first_in_one_query(
    make, ada_client, make_user, django_assert_num_queries
):
    other = bearer(tokens_of(make_user()).access_token)
    assert other.post(KEYS, {"name": "theirs", "scopes": [READ]}).status_code == 201
    ids = [make(name=f"key {n}").json()["id"] for n in range(3)]

    with django_assert_num_queries(2):  # who asks; the page
        listed = ada_client.get(KEYS).json()["api_keys"]

    assert [one["id"] for one in listed] == ids[::-1]
    assert all("secret" not in one for one in listed)


def test_a_key_can_be_renamed_and_nothing_else(key, ada, ada_client):
    renamed = ada_client.patch(f"{KEYS}/{key['id']}", {"name": "release"})
    refused = ada_client.patch(f"{KEYS}/{key['id']}", {"scopes": ["accounts:profile.update"]})

    assert (renamed.status_code, renamed.json()["name"]) == (200, "release")
    assert refused.status_code == 422
    assert ApiKey.objects.get().scopes == [READ]
    assert kinds(ada)[-1] == "api_key_renamed"


def test_a_rotated_key_has_another_secret_and_the_first_is_refused(key, ada, ada_client, names_of):
    assert bearer(key["secret"]).get(ME).status_code == 200

    rotated = ada_client.post(f"{KEYS}/{key['id']}/rotate")

    assert (rotated.status_code, rotated["Cache-Control"]) == (200, "no-store")
    assert (rotated.json()["id"], rotated.json()["expires_at"]) == (key["id"], key["expires_at"])
    assert rotated.json()["prefix"] != key["prefix"]
    assert bearer(key["secret"]).get(ME).status_code == 401
    assert bearer(rotated.json()["secret"]).get(ME).status_code == 200
    assert names_of()[-1] == "accounts.api_key_rotated.v1"
    assert kinds(ada)[-1] == "api_key_rotated"


def test_rotating_may_move_the_end(key, ada_client):
    later = timezone.now() + timedelta(days=30)
    ApiKey.objects.update(expiry_told_at=timezone.now())

    rotated = ada_client.post(f"{KEYS}/{key['id']}/rotate", {"expires_at": later.isoformat()})
    refused = ada_client.post(f"{KEYS}/{key['id']}/rotate", {"expires_at": "2999-01-01T00:00:00Z"})

    assert rotated.status_code == 200
    assert (ApiKey.objects.get().expires_at, ApiKey.objects.get().expiry_told_at) == (later, None)
    assert refused.json()["code"] == "expiry_not_acceptable"
    assert bearer(rotated.json()["secret"]).get(ME).status_code == 200


def test_a_revoked_key_is_refused_at_once_and_gone(key, ada, ada_client, published):
    assert ada_client.delete(f"{KEYS}/{key['id']}").status_code == 204

    assert bearer(key["secret"]).get(ME).json()["code"] == "invalid_token"
    assert ada_client.delete(f"{KEYS}/{key['id']}").status_code == 404
    assert ada_client.get(f"{KEYS}/{key['id']}").status_code == 404
    assert ada_client.post(f"{KEYS}/{key['id']}/rotate").status_code == 404
    name, payload = published()[-1]
    assert (name, payload["reason"]) == ("accounts.api_key_revoked.v1", "revoked")
    assert kinds(ada)[-1] == "api_key_revoked"


def test_anothers_key_is_not_found(key, make_user):
    other = bearer(tokens_of(make_user()).access_token)

    answers = [
        other.get(f"{KEYS}/{key['id']}"),
        other.patch(f"{KEYS}/{key['id']}", {"name": "mine"}),
        other.delete(f"{KEYS}/{key['id']}"),
        other.post(f"{KEYS}/{key['id']}/rotate"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_keys_ask_for_a_recent_log_in(key, ada_client):
    then = timezone.now() - timedelta(hours=1)
    Session.objects.update(authenticated_at=then)
    if hasattr(get_user_model(), "password_changed_at"):
        get_user_model().objects.update(password_changed_at=then)

    answers = [
        ada_client.post(KEYS, {"name": "late", "scopes": [READ]}),
        ada_client.patch(f"{KEYS}/{key['id']}", {"name": "late"}),
        ada_client.delete(f"{KEYS}/{key['id']}"),
        ada_client.post(f"{KEYS}/{key['id']}/rotate"),
    ]

    codes = {(answer.status_code, answer.json()["code"]) for answer in answers}
    assert codes == {(403, "reauthentication_required")}
    assert ada_client.get(KEYS).status_code == 200


def test_whose_key_it_is_is_told_by_mail(make, deliver, mailoutbox, ada_client):
    key = make(name="deploy <b>").json()
    ada_client.post(f"{KEYS}/{key['id']}/rotate")
    ada_client.delete(f"{KEYS}/{key['id']}")
    mailoutbox.clear()

    deliver()

    mails = {mail.subject: mail for mail in mailoutbox if "API key" in mail.subject}
    assert len(mails) == 3
    assert {tuple(mail.to) for mail in mails.values()} == {("ada@example.org",)}
    assert all("deploy" in mail.body for mail in mails.values())
    assert all(key["secret"] not in mail.body for mail in mails.values())


def test_who_has_a_key_that_ends_soon_is_told_once(
    make, ada, run_job, deliver, mailoutbox, published
):
    now = timezone.now()
    soon = make(name="soon").json()
    make(name="short", expires_at=(now + timedelta(days=3)).isoformat())
    make(name="later")
    ApiKey.objects.filter(id=soon["id"]).update(
        created_at=now - timedelta(days=300), expires_at=now + timedelta(days=10)
    )

    assert [run_job("accounts.tell_expiring_keys") for _ in range(2)] == [1, 0]

    name, payload = published()[-1]
    assert (name, payload["api_key_id"]) == ("accounts.api_key_expiring.v1", soon["id"])
    deliver()
    assert "soon" in next(m.body for m in mailoutbox if m.subject.startswith("An API key ends"))


def test_ended_keys_are_deleted_in_time(key, run_job):
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=29))
    run_job("accounts.purge")
    assert ApiKey.objects.count() == 1

    ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=31))
    run_job("accounts.purge")

    assert ApiKey.objects.count() == 0
