"""Malformed, oversized and unknown input is refused whole: nothing changes, nothing is told."""

import json

import pytest

from dovetail.organizations.models import Membership

ORGANIZATIONS = "/api/v1/organizations"
ACCEPT = "/api/v1/invitations/accept"

BODIES = {
    "founding": [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": None},
        {"name": 5},
        {"name": True},
        {"name": ["Acme"]},
        {"name": "x" * 121},
        {"name": "Ac\u0000me"},
        {"name": "Ac\u202eme"},
        {"name": "Ac\u200bme"},
        {"name": "Acme", "slug": "ab"},
        {"name": "Acme", "slug": "x" * 64},
        {"name": "Acme", "slug": "Acme"},
        {"name": "Acme", "slug": "a--b"},
        {"name": "Acme", "slug": "-ab"},
        {"name": "Acme", "slug": "äöü"},
        {"name": "Acme", "slug": 123},
        {"name": "Acme", "slug": None},
        {"name": "Acme", "owner": "me"},
        {"name": "Acme", "status": "suspended"},
        [],
        "Acme",
        None,
    ],
    "renaming": [{"name": ""}, {"name": None}, {"slug": "apex"}, {"name": "x" * 121}, [], 7],
    "inviting": [
        {},
        {"email": "new@example.org"},
        {"role": "member"},
        {"email": "new@example.org", "role": "king"},
        {"email": "new@example.org", "role": "OWNER"},
        {"email": "new@example.org", "role": None},
        {"email": "new@example.org", "role": ["member"]},
        {"email": "new@example.org", "role": {"a": 1}},
        {"email": "no address", "role": "member"},
        {"email": "new@example.org\nBcc: all@example.org", "role": "member"},
        {"email": f"{'x' * 250}@example.org", "role": "member"},
        {"email": 5, "role": "member"},
        {"email": "new@example.org", "role": "member", "seats": 0},
    ],
    "changing": [{"role": "king"}, {"role": 1}, {"role": None}, {"roles": "admin"}],
    "accepting": [{}, {"token": ""}, {"token": 5}, {"token": "x" * 201}, {"token": "a\u0000"}],
}
CASES = [(where, body) for where, bodies in BODIES.items() for body in bodies]


@pytest.fixture
def requests(acme, join):
    below = f"{ORGANIZATIONS}/{acme.id}"
    return {
        "founding": ("POST", ORGANIZATIONS),
        "renaming": ("PATCH", below),
        "inviting": ("POST", f"{below}/invitations"),
        "changing": ("PATCH", f"{below}/members/{join('member').id}"),
        "accepting": ("POST", ACCEPT),
    }


@pytest.mark.parametrize(("where", "body"), CASES)
def test_a_body_that_is_not_valid(requests, client_for, ada, snapshot, where, body):
    before = snapshot()

    answer = client_for(ada).generic(
        *requests[where], json.dumps(body), content_type="application/json"
    )

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"]
    assert snapshot() == before


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"name": "A", "name": "B"}', "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\xff"}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"[" * 200 + b"]" * 200, "application/json", 400),
        (b'{"name": "' + b"x" * (1 << 20) + b'"}', "application/json", 413),
        (b"name=Acme", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_json_of_ours(client_for, ada, snapshot, raw, content_type, status):
    before = snapshot()

    answer = client_for(ada).generic("POST", ORGANIZATIONS, raw, content_type=content_type)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert snapshot() == before


@pytest.mark.parametrize(
    "query",
    [
        "role=king",
        "role=admin,king",
        "role=admin&role=owner",
        "status=pending",
        "per_page=0",
        "per_page=101",
        "per_page=ten",
        "cursor=AAAA",
        "cursor=%F0%9F%98%80",
        "ordering=role",
        "page=2",
    ],
)
def test_a_parameter_that_is_not_known(client_for, ada, acme, query):
    answer = client_for(ada).get(f"{ORGANIZATIONS}/{acme.id}/members?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"]


@pytest.mark.parametrize("below", ["/members/5", "/members/", "/invitations/x", "/", "/teams"])
def test_a_path_that_is_none(client_for, ada, acme, below):
    answer = client_for(ada).get(f"{ORGANIZATIONS}/{acme.id}{below}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_is_none(client_for, ada, acme):
    answer = client_for(ada).put(f"{ORGANIZATIONS}/{acme.id}", {"name": "Apex"})

    assert answer.status_code == 405
    assert {"GET", "PATCH"} <= {method.strip() for method in answer["Allow"].split(",")}


def test_an_empty_patch_of_a_member_changes_nothing(client_for, ada, acme, join, snapshot):
    member = join("viewer")
    before = snapshot()

    answer = client_for(ada).patch(f"{ORGANIZATIONS}/{acme.id}/members/{member.id}", {})

    assert (answer.status_code, answer.json()["role"]) == (200, "viewer")
    assert snapshot() == before
    assert Membership.objects.filter(id=member.id, role="viewer").exists()
