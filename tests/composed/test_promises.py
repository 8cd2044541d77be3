"""What the API promises of every read and change, whichever context answers."""

import pytest

from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

TICKING = "api/v1/organizations/{organization_id}/billing/test-clock"


@pytest.fixture
def owner(business, logged_in):
    return logged_in(business.people["owner"])


@pytest.fixture
def reader(owner, staff_client):
    """Who may read what an endpoint answers."""
    return lambda endpoint: staff_client if endpoint.is_for_staff else owner


def test_what_is_read_again_is_not_sent_again(business, reader):
    wrong = {}
    for endpoint in endpoints("api/v1/"):
        if endpoint.method != "GET" or endpoint.route == TICKING:
            continue
        path = "/" + endpoint.route.format(**business.ids)
        first = reader(endpoint).get(path)
        again = reader(endpoint).get(path, HTTP_IF_NONE_MATCH=first["ETag"])
        if (first.status_code, again.status_code, again.content) != (200, 304, b""):
            wrong[endpoint.route] = first.status_code, again.status_code

    assert wrong == {}


def test_every_read_says_how_the_limits_stand(business, reader):
    silent = [
        endpoint.route
        for endpoint in endpoints("api/v1/")
        if endpoint.method == "GET"
        and not {"RateLimit", "RateLimit-Policy"}
        <= set(reader(endpoint).get("/" + endpoint.route.format(**business.ids)).headers)
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/organizations", {"name": "Initrode"}),
        ("{home}/invitations", {"email": "new@example.org", "role": "viewer"}),
    ],
)
def test_what_is_created_has_the_version_that_is_read(business, owner, path, body):
    created = owner.post(path.format(home=business.path), body)

    assert created.status_code == 201
    assert owner.get(created["Location"])["ETag"] == created["ETag"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/me", {"full_name": "Ada"}),
        ("{home}", {"name": "Acme & Sons"}),
        ("/api/v1/me/notifications/{notification_id}", {"read": True}),
    ],
)
def test_what_changed_since_it_was_read_is_not_changed(business, owner, path, body):
    where = path.format(home=business.path, **business.ids)
    seen = owner.get(where)["ETag"]

    changed = owner.patch(where, body, HTTP_IF_MATCH=seen)
    late = owner.patch(where, body, HTTP_IF_MATCH=seen)

    assert (changed.status_code, late.status_code) == (200, 412)
    assert changed["ETag"] == owner.get(where)["ETag"] != seen


def test_what_is_sent_twice_is_done_once(business, owner):
    path, body = "/api/v1/organizations", {"name": "Initrode"}

    first, again = (owner.post(path, body, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2))

    assert again["Idempotency-Replayed"] == "true"
    assert (again.content, again["Location"]) == (first.content, first["Location"])
    assert len(owner.get("/api/v1/me/organizations").json()["organizations"]) == 2


def test_a_key_is_of_one_request_and_printable(business, owner):
    path, key = "/api/v1/organizations", {"HTTP_IDEMPOTENCY_KEY": "key-1"}
    owner.post(path, {"name": "Initrode"}, **key)

    reused = owner.post(path, {"name": "Initech"}, **key)
    invalid = owner.post(path, {"name": "Initech"}, HTTP_IDEMPOTENCY_KEY="\u00e9")

    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert (invalid.status_code, invalid.json()["code"]) == (400, "idempotency_key_invalid")
    assert len(owner.get("/api/v1/me/organizations").json()["organizations"]) == 2
