"""The document says what the code does."""

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

pytestmark = pytest.mark.urls("kitchen_api")


@pytest.fixture
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_document_is_valid(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "o.yaml"))


def test_a_transport_is_a_component_with_its_docstrings(document):
    assert document["components"]["schemas"]["Cook"] == {
        "type": "object",
        "description": "Somebody who cooks.",
        "properties": {
            "id": {"type": "string"},
            "username": {"type": "string", "description": "What they are called."},
            "is_staff": {"type": "boolean"},
        },
        "required": ["id", "username", "is_staff"],
    }


def test_a_page_is_an_object_with_its_rows_and_its_neighbors(document):
    page = document["components"]["schemas"]["CookPage"]

    assert list(page["properties"]) == ["cooks", "pagination"]


def test_an_operation_names_its_permission_problems_and_events(document):
    operation = document["paths"]["/api/v1/cooks"]["post"]

    assert operation["operationId"] == "hire_cook"
    assert operation["x-required-permission"] == "authenticated"
    assert operation["x-publishes"] == ["kitchen.cook_hired.v1"]
    assert set(operation["responses"]) == {
        "201", "400", "401", "406", "409", "411", "413", "415", "422", "500", "503",
    }  # fmt: skip
    assert "kitchen_closed" in operation["responses"]["409"]["description"]


def test_a_body_is_closed(document):
    assert document["components"]["schemas"]["HireCook"]["additionalProperties"] is False


def test_a_list_names_its_parameters(document):
    parameters = document["paths"]["/api/v1/cooks"]["get"]["parameters"]

    assert {one["name"] for one in parameters if one["in"] == "query"} == {
        "is_staff", "per_page", "cursor", "ordering",
    }  # fmt: skip
    assert [one["name"] for one in parameters if one["in"] != "query"] == ["If-None-Match"]


def test_a_read_says_that_it_has_versions(document):
    responses = document["paths"]["/api/v1/cooks/{cook_id}"]["get"]["responses"]

    assert set(responses["200"]["headers"]) == {"X-Request-Id", "ETag"}
    assert set(responses["304"]["headers"]) == {"X-Request-Id", "ETag"}


def test_a_change_says_how_it_is_made_to_one_version(document):
    path = document["paths"]["/api/v1/cooks/{cook_id}"]

    for method in ("patch", "delete"):
        assert "412" in path[method]["responses"]
        assert "If-Match" in {one["name"] for one in path[method]["parameters"]}
    assert "412" not in document["paths"]["/api/v1/shifts"]["delete"]["responses"]


def test_an_operation_says_how_it_is_repeated(document):
    hire, shift = (document["paths"][f"/api/v1/{name}"]["post"] for name in ("cooks", "shifts"))
    [honored], [required] = hire["parameters"], shift["parameters"]

    assert (honored["name"], honored.get("required", False)) == ("Idempotency-Key", False)
    assert (required["name"], required["required"]) == ("Idempotency-Key", True)
    assert "Idempotency-Replayed" in hire["responses"]["201"]["headers"]
    assert "Retry-After" in hire["responses"]["409"]["headers"]
    reused = document["components"]["responses"][hire["responses"]["422"]["$ref"].split("/")[-1]]
    assert "idempotency_key_reused" in reused["description"]
    assert "idempotency_key_required" in shift["responses"]["400"]["description"]
    assert "parameters" not in document["paths"]["/api/v1/bell"]["post"]


def test_an_operation_that_ends_says_so(document):
    ending, going_on = (
        document["paths"][f"/api/v1/{name}"]["post"] for name in ("breaks", "cooks")
    )

    assert ending["deprecated"] is True
    assert {"Deprecation", "Sunset", "Link"} < set(ending["responses"]["204"]["headers"])
    assert "deprecated" not in going_on


@pytest.mark.urls("ticket_api")
def test_an_operation_with_limits_says_so_and_another_does_not():
    document = SchemaGenerator().get_schema(request=None, public=True)
    paths, parts = document["paths"], document["components"]["responses"]

    def headers(path, method, status):
        response = paths[path][method]["responses"][status]
        name = response.get("$ref", "").rpartition("/")[2]
        return set((parts[name] if name else response)["headers"])

    limits = {"RateLimit", "RateLimit-Policy"}
    for status in ("200", "409", "422", "429", "500"):
        assert limits <= headers("/api/v1/tickets", "post", status), status
    for status in ("200", "400", "500"):
        assert not limits & headers("/api/v1/tickets", "get", status), status
    assert "429" not in paths["/api/v1/tickets"]["get"]["responses"]
    assert "Retry-After" in headers("/api/v1/tickets", "post", "429")
