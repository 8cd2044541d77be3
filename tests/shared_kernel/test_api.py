"""The API refuses in problem documents, and answers transports."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kitchen_api")]

COOKS = "/api/v1/cooks"


@pytest.fixture
def client(client_for, make_user):
    return client_for(make_user(username="zed"))


def send(client, body, content_type="application/json", **headers):
    return client.generic("POST", COOKS, body, content_type=content_type, **headers)


def test_what_is_created_is_answered_with_its_place(client, published):
    response = client.post(COOKS, {"username": "ada", "is_staff": True})

    cook = get_user_model().objects.get(username="ada")
    assert response.status_code == 201
    assert response.json() == {"id": str(cook.pk), "username": "ada", "is_staff": True}
    assert response["Location"] == f"{COOKS}/{cook.pk}"
    assert published() == [("kitchen.cook_hired.v1", {"cook_id": str(cook.pk)})]


def test_the_event_names_who_caused_it_and_the_request(client):
    client.post(COOKS, {"username": "ada"}, HTTP_X_REQUEST_ID="request-0001")

    event = OutboxEvent.objects.get()
    assert event.headers == {"request_id": "request-0001"}
    assert event.actor_id == str(get_user_model().objects.get(username="zed").pk)


def test_a_refusal_is_a_problem_document(client, published):
    response = client.post(COOKS, {"username": "nobody"}, HTTP_X_REQUEST_ID="request-0001")

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert response["X-Request-Id"] == "request-0001"
    assert response.json() == {
        "opens_in_hours": 9,
        "type": "/problems/kitchen_closed",
        "title": "The kitchen is closed; come back tomorrow.",
        "status": 409,
        "detail": "The kitchen is closed; come back tomorrow.",
        "instance": "urn:request:request-0001",
        "code": "kitchen_closed",
        "request_id": "request-0001",
        "errors": [],
    }
    assert published() == []


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ('{"username": "a", "nickname": 1}', "unknown_field", "/nickname"),
        ('{"username": 5}', "not_text", "/username"),
        ('{"username": true}', "not_text", "/username"),
        ('{"username": null}', "null", "/username"),
        ('{"username": ""}', "blank", "/username"),
        ("{}", "required", "/username"),
        ("[]", "not_an_object", ""),
        ('"text"', "not_an_object", ""),
        ("5", "not_an_object", ""),
        ("null", "not_an_object", ""),
        ('{"username": "a\\u0000"}', "unsafe_text", "/username"),
        ('{"username": "a\\u202eb"}', "unsafe_text", "/username"),
        ('{"username": "a\\u200bb"}', "unsafe_text", "/username"),
        ('{"username": "a\\u2028b"}', "unsafe_text", "/username"),
        ('{"username": "a", "age": "17"}', "not_an_integer", "/age"),
        ('{"username": "a", "age": 17.0}', "not_an_integer", "/age"),
        ('{"username": "a", "age": true}', "not_an_integer", "/age"),
        ('{"username": "a", "age": 5}', "min_value", "/age"),
        ('{"username": "a", "is_staff": "yes"}', "not_a_boolean", "/is_staff"),
        ('{"username": "a", "is_staff": 1}', "not_a_boolean", "/is_staff"),
        ('{"username": "a", "email": "not an address"}', "invalid", "/email"),
        ('{"username": "a", "station": "bar"}', "invalid_choice", "/station"),
        ('{"username": "a", "station": {}}', "invalid_choice", "/station"),
        ('{"username": "a", "reference_id": 5}', "invalid", "/reference_id"),
        ('{"username": "a", "from_at": "2026-01-01T00:00:00"}', "naive", "/from_at"),
        ('{"username": "a", "from_at": "2026-01-01"}', "invalid", "/from_at"),
        ('{"username": "a", "from_at": "20260101T000000Z"}', "invalid", "/from_at"),
        ('{"username": "a", "from_at": "0001-01-01T00:00:00+23:59"}', "overflow", "/from_at"),
        ('{"username": "%s"}' % ("a" * 21), "max_length", "/username"),
    ],
)
def test_a_body_that_is_not_valid_is_unprocessable(client, published, body, code, pointer):
    response = send(client, body)

    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "invalid")
    assert (code, pointer) in [(error["code"], error["pointer"]) for error in problem["errors"]]
    assert published() == []


def test_everything_that_is_wrong_is_said_at_once(client):
    problem = send(client, '{"nickname": 1, "age": "x"}').json()

    assert {error["pointer"] for error in problem["errors"]} == {"/nickname", "/age", "/username"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'{"username": "a", "username": "b"}', 400, "malformed_json"),
        (b'{"username": NaN}', 400, "malformed_json"),
        (b'{"age": 1e999}', 400, "malformed_json"),
        (b'{"username": "\xff"}', 400, "malformed_json"),
        (b'{"username": "\\ud800"}', 400, "malformed_json"),
        (b'{"age": ' + b"9" * 5000 + b"}", 400, "malformed_json"),
        (b"[" * 33 + b"]" * 33, 400, "malformed_json"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "malformed_json"),
        (b'"' + b"a" * 1_048_576 + b'"', 413, "payload_too_large"),
    ],
)
def test_a_body_that_is_not_json_is_refused(client, published, body, status, code):
    response = send(client, body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert published() == []


def test_a_body_without_its_length_is_refused(client, published):
    response = send(
        client, b'{"username": "ada"}', HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH=""
    )

    assert (response.status_code, response.json()["code"]) == (411, "length_required")
    assert published() == []


def test_who_takes_problems_takes_json(client):
    assert client.get(COOKS, HTTP_ACCEPT="application/problem+json").status_code == 200


def test_only_json_is_understood(client):
    response = send(client, b"username=ada", content_type="application/x-www-form-urlencoded")

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_an_operation_without_a_body_takes_none(client):
    response = client.post("/api/v1/bell", {"loud": True})

    assert response.json()["errors"][0]["code"] == "unknown_field"
    assert client.post("/api/v1/bell").status_code == 204


def test_only_json_is_offered(client):
    response = client.get(COOKS, HTTP_ACCEPT="text/csv")

    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "application/*", "text/html, */*;q=0.1", "application/json;q=0.5"],
)
def test_json_is_what_anybody_gets_who_takes_it(client, accept):
    asked, unasked = client.get(COOKS, HTTP_ACCEPT=accept), client.get(COOKS)

    assert (asked.status_code, asked.content) == (200, unasked.content)
    assert asked["Content-Type"].startswith("application/json")
    assert (unasked["Content-Type"], unasked["Allow"]) == ("application/json", "GET, HEAD, POST")


def test_a_method_that_is_not_known_says_which_are(anonymous):
    response = anonymous.delete(COOKS)

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", ["OPTIONS", "PAGE", "REQUEST", "TRACE", "PERMISSIONS"])
def test_no_attribute_of_a_view_is_a_method(client, method):
    response = client.generic(method, COOKS)

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


def test_a_permission_outside_of_a_tenant_lets_nobody_in(client):
    assert client.get("/api/v1/pantry").json()["code"] == "permission_denied"


def test_a_narrowed_credential_is_no_use_outside_of_a_tenant(client_for, make_user):
    user = make_user()
    client = client_for(user)
    client.force_authenticate(
        user, Actor(kind="user", user_id=str(user.pk), scopes=frozenset({"kitchen:cook.read"}))
    )

    assert client.post(COOKS, {"username": "ada"}).json()["code"] == "permission_denied"


def test_who_is_not_authenticated_is_told_how(anonymous):
    response = anonymous.post(COOKS, {"username": "ada"})

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert "WWW-Authenticate" in response


def test_an_unknown_path_is_a_problem(client):
    response = client.get("/api/v1/nowhere")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert client.get(f"{COOKS}/").status_code == 404


def test_our_own_fault_is_a_problem_too(client):
    client.raise_request_exception = False

    response = client.get("/api/v1/bell")

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("page=2", "page", "unknown_parameter"),
        ("format=json", "format", "unknown_parameter"),
        ("per_page=5&per_page=6", "per_page", "repeated_parameter"),
        ("per_page=0", "per_page", "out_of_range"),
        ("per_page=101", "per_page", "out_of_range"),
        ("per_page=0000001001", "per_page", "out_of_range"),
        ("per_page=-1", "per_page", "out_of_range"),
        ("per_page=٣", "per_page", "out_of_range"),
        ("per_page=" + "9" * 5000, "per_page", "out_of_range"),
        ("ordering=email", "ordering", "invalid_choice"),
        ("is_staff=", "is_staff", "blank"),
        ("is_staff=true,,", "is_staff", "blank"),
        ("is_staff=maybe", "is_staff", "invalid_choice"),
        ("cursor=abc", "cursor", "invalid_cursor"),
        ("cursor=%00%ff", "cursor", "invalid_cursor"),
        ("cursor=é", "cursor", "invalid_cursor"),
    ],
)
def test_parameters_are_strict(client, query, parameter, code):
    response = client.get(f"{COOKS}?{query}")

    error = response.json()["errors"][0]
    assert response.status_code == 400
    assert (error["parameter"], error["code"]) == (parameter, code)


def walk(client, url):
    pages = []
    while url:
        body = client.get(url).json()
        pages.append([cook["username"] for cook in body["cooks"]])
        url = body["pagination"]["next"]
    return pages


@pytest.mark.parametrize(("ordering", "sign"), [("username", 1), ("-username", -1)])
def test_pages_follow_each_other_without_gap_or_repetition(client, make_user, ordering, sign):
    for name in "abcdefg":
        make_user(username=name)

    pages = walk(client, f"{COOKS}?per_page=3&ordering={ordering}")

    assert (
        pages
        == {
            1: [["a", "b", "c"], ["d", "e", "f"], ["g", "zed"]],
            -1: [["zed", "g", "f"], ["e", "d", "c"], ["b", "a"]],
        }[sign]
    )


def test_a_page_links_back(client, make_user):
    for name in "abcde":
        make_user(username=name)
    first = client.get(f"{COOKS}?per_page=2").json()
    second = client.get(first["pagination"]["next"]).json()
    third = client.get(second["pagination"]["next"]).json()

    back = client.get(third["pagination"]["prev"]).json()

    assert first["pagination"]["prev"] is None
    assert third["pagination"]["next"] is None
    assert back["cooks"] == second["cooks"]
    assert client.get(back["pagination"]["prev"]).json()["cooks"] == first["cooks"]
    assert client.get(back["pagination"]["next"]).json()["cooks"] == third["cooks"]


def test_a_cursor_serves_only_the_list_it_was_made_for(client, make_user):
    for name in "abc":
        make_user(username=name)
    link = client.get(f"{COOKS}?per_page=1").json()["pagination"]["next"]

    assert client.get(f"{link}&is_staff=true").status_code == 400
    assert client.get(f"{link}&ordering=-username").status_code == 400
    assert client.get(link.replace("cursor=", "cursor=A")).status_code == 400


def test_filters_narrow_a_list(client, make_user):
    make_user(username="chef", is_staff=True)

    assert walk(client, f"{COOKS}?is_staff=true") == [["chef"]]


def test_a_list_costs_one_query(client, make_user, django_assert_num_queries):
    for name in "abcdefg":
        make_user(username=name)

    with django_assert_num_queries(1):
        client.get(COOKS)


def test_who_is_not_in_the_tenant_gets_404_and_without_the_permission_403(
    client_for, make_user, grants
):
    tenant = uuid4()
    admin, member, stranger = make_user(), make_user(), make_user()
    grants.give(admin, tenant, "admin")
    grants.give(member, tenant, "member")
    url = f"/api/v1/tenants/{tenant}/cooks"

    assert client_for(admin).get(url).status_code == 200
    refused = client_for(member).get(url)
    assert refused.status_code == 403
    assert refused.json()["required_permission"] == "kitchen:cook.read"
    assert client_for(stranger).get(url).json()["code"] == "tenant_not_found"
    assert client_for(admin).get(f"/api/v1/tenants/{uuid4()}/cooks").status_code == 404


def test_the_callers_only_tenant_need_not_be_named(client_for, make_user, grants):
    owner = make_user()
    grants.give(owner, uuid4(), "owner")

    assert client_for(owner).get("/api/v1/cooks/mine").status_code == 200
    assert client_for(make_user()).get("/api/v1/cooks/mine").status_code == 404


def test_nothing_wired_lets_nobody_in(client):
    assert client.get(f"/api/v1/tenants/{uuid4()}/cooks").status_code == 404


def test_what_ends_says_when_in_every_answer(client, anonymous):
    for answer in (client.post("/api/v1/breaks"), anonymous.post("/api/v1/breaks")):
        assert answer["Deprecation"] == "@1767225600"
        assert answer["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
        assert answer["Link"] == '<https://kitchen.example/breaks>; rel="deprecation"'
    assert not client.get(COOKS).has_header("Deprecation")
