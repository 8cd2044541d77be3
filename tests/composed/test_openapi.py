"""The committed document is what the code serves, and says all that a client needs."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
CONTEXTS = {"accounts", "organizations", "billing", "notifications"}


@pytest.fixture(scope="module")
def document():
    return json.loads(DOCUMENT.read_text())


@pytest.fixture(scope="module")
def operations(document):
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_committed_document_is_the_one_that_is_served(client, document):
    served = client.get(reverse("openapi")).json()

    assert served == document, "Run `make openapi`, and read the difference as a client would."


def test_the_document_is_valid_and_without_warnings(tmp_path):
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "document.yaml")
    )


def test_it_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")


def test_every_operation_says_who_may_call_it_and_what_may_go_wrong(operations):
    silent = [
        name
        for name, operation in operations
        if not operation.get("x-required-permission")
        or not {"400", "406", "500", "503"} <= set(operation["responses"])
        or ("requestBody" in operation and "422" not in operation["responses"])
    ]

    assert silent == []


def test_every_answer_says_how_the_limits_stand(operations, document):
    def headers(response):
        name = response.get("$ref", "").rpartition("/")[2]
        return (document["components"]["responses"][name] if name else response)["headers"]

    silent = [
        (name, status)
        for name, operation in operations
        for status, response in operation["responses"].items()
        if not {"RateLimit", "RateLimit-Policy"} <= set(headers(response))
        or (status == "429" and "Retry-After" not in headers(response))
    ]

    assert silent == []
    assert [name for name, operation in operations if "429" not in operation["responses"]] == []


def test_every_operation_has_one_tag_and_an_id_of_its_own(operations):
    ids = [operation["operationId"] for _, operation in operations]

    assert len(ids) == len(set(ids))
    assert {tuple(operation["tags"]) for _, operation in operations} == {(c,) for c in CONTEXTS}


def test_only_public_operations_go_without_credentials(operations):
    for name, operation in operations:
        is_public = operation["x-required-permission"] == "public"
        assert bool(operation["security"]) != is_public, name


def test_every_operation_and_every_field_of_an_answer_is_described(operations, document):
    assert [name for name, operation in operations if not operation.get("description")] == []


def test_no_path_ends_in_a_slash(document):
    assert [path for path in document["paths"] if path.endswith("/")] == []
