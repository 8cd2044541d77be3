"""Every operation refuses what is malformed, oversized, unknown or foreign, and changes nothing."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from dovetail.shared_kernel.testing.meters import forget

pytestmark = pytest.mark.django_db

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
WITH_BODY = [one for one in OPERATIONS if "requestBody" in one[2]]
ids = [f"{method} {path}" for method, path, _ in OPERATIONS]

BODIES = {
    "not json": (b"{", "application/json", 400),
    "twice the same key": (b'{"a": 1, "a": 2}', "application/json", 400),
    "NaN": (b'{"a": NaN}', "application/json", 400),
    "not UTF-8": (b'{"a": "\xff"}', "application/json", 400),
    "a lone surrogate": (b'{"a": "\\udfff"}', "application/json", 400),
    "too deep": (b"[" * 1000 + b"]" * 1000, "application/json", 400),
    "very deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "application/json", 400),
    "too large": (b'{"a": "' + b"a" * 1_048_576 + b'"}', "application/json", 413),
    "a list": (b"[]", "application/json", 422),
    "null": (b"null", "application/json", 422),
    "an unknown key": (b'{"is_superuser": true}', "application/json", 422),
    "a form": (b"a=1", "application/x-www-form-urlencoded", 415),
    "xml": (b"<a/>", "application/xml", 415),
}
VALUES = [
    5,
    -1,
    2**70,
    1.5,
    True,
    None,
    "",
    "\x00",
    "a\u0000b",
    "\u202e\u200b",
    "x" * 100_000,
    [],
    [[]],
    {},
    {"$ne": 1},
    "' OR 1=1 --",
    "9999-99-99T99:99:99Z",
    "00000000-0000-0000-0000-000000000000",
    "İ@ß.example",
]


def rows():
    """How many rows each table has, and which events there are."""
    with connection.cursor() as cursor:
        counts = {}
        for model in apps.get_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            counts[model._meta.db_table] = cursor.fetchone()[0]
    return counts


def is_problem(response):
    return (
        400 <= response.status_code < 500
        and response["Content-Type"] == "application/problem+json"
        and response.json()["code"]
        and response["X-Request-Id"]
    )


@pytest.fixture
def owner(business, logged_in):
    client = logged_in(business.people["owner"])
    client.raise_request_exception = False
    return client


@pytest.fixture
def client_of(owner, staff_client):
    """Who is let in by an operation."""
    staff_client.raise_request_exception = False
    return lambda operation: staff_client if operation.get("x-staff-only") else owner


def test_bodies_that_are_no_bodies(business, client_of):
    before, wrong = rows(), []
    for method, template, operation in WITH_BODY:
        forget()  # limits have tests of their own
        path, client = template.format(**business.ids), client_of(operation)
        for kind, (body, content_type, expected) in BODIES.items():
            response = client.generic(method, path, body, content_type=content_type)
            if response.status_code != expected or not is_problem(response):
                wrong.append(f"{method} {template}, {kind}: {response.status_code}")

    assert wrong == []
    assert rows() == before


def test_values_that_nobody_means(business, client_of):
    """Each field in turn, everything else left out: a 4xx problem, never a 5xx."""
    wrong = []
    for method, template, operation in WITH_BODY:
        path = template.format(**business.ids)
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        component = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for field in component["properties"]:
            for value in VALUES:
                response = client_of(operation).generic(
                    method, path, json.dumps({field: value}), content_type="application/json"
                )
                if response.status_code >= 500:
                    wrong.append(f"{method} {template}, {field}={value!r:.40}")

    assert wrong == []


def test_parameters_that_nobody_knows(business, client_of):
    before, wrong = rows(), []
    for method, template, operation in OPERATIONS:
        path = template.format(**business.ids)
        for query in ("debug=1", "per_page=0&per_page=0", "cursor=%00", "%ff=%fe"):
            response = client_of(operation).generic(method, f"{path}?{query}")
            if response.status_code != 400 or not is_problem(response):
                wrong.append(f"{method} {template}?{query}: {response.status_code}")

    assert wrong == []
    assert rows() == before


def test_paths_that_lead_nowhere(business, client_of):
    wrong = []
    for method, template, operation in OPERATIONS:
        paths = [f"{template.format(**business.ids)}/"]
        if "{" in template:
            paths.append(template.format_map(dict.fromkeys(business.ids, "x' OR 1=1")))
            paths.append(template.format_map(dict.fromkeys(business.ids, "%00")))
        for path in paths:
            response = client_of(operation).generic(method, path)
            if response.status_code != 404 or not is_problem(response):
                wrong.append(f"{method} {path}: {response.status_code}")

    assert wrong == []


def test_methods_that_a_path_does_not_know(business, owner):
    wrong = []
    for template, methods in DOCUMENT["paths"].items():
        path = template.format(**business.ids)
        for method in {"get", "post", "put", "patch", "delete", "options", "trace"} - set(methods):
            response = owner.generic(method.upper(), path)
            if response.status_code != 405 or not is_problem(response) or not response["Allow"]:
                wrong.append(f"{method.upper()} {template}: {response.status_code}")

    assert wrong == []


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "Basic YTpi", "Bearer a b", "x" * 5000])
def test_credentials_that_prove_nothing(business, anonymous, header):
    wrong = []
    for method, template, operation in OPERATIONS:
        if operation["x-required-permission"] == "public":
            continue
        response = anonymous.generic(
            method, template.format(**business.ids), HTTP_AUTHORIZATION=header
        )
        if response.status_code != 401 or not response["WWW-Authenticate"]:
            wrong.append(f"{method} {template}: {response.status_code}")

    assert wrong == []


def test_refusals_publish_nothing(business, owner, client_for, published):
    before = len(published())
    for actor in ("stranger", "viewer"):
        client = client_for(business.people[actor])
        for method, template, operation in OPERATIONS:
            if ":" in operation["x-required-permission"] and method != "GET":
                client.generic(method, template.format(**business.ids), b"{}", "application/json")

    assert len(published()) == before


def test_an_unknown_host_is_a_problem(anonymous):
    response = anonymous.get("/api/v1/billing/plans", HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert is_problem(response)
