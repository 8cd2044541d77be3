"""What is answered has a version, and nobody overwrites what they have not seen."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kitchen_api")]


@pytest.fixture
def client(client_for, make_user):
    return client_for(make_user(username="zed"))


@pytest.fixture
def cook(make_user):
    return f"/api/v1/cooks/{make_user(username='ada').pk}"


def name_of(path):
    return get_user_model().objects.get(pk=path.split("/")[4]).username


@pytest.mark.parametrize("path", ["{}", "/api/v1/cooks", "/api/v1/cooks?per_page=1"])
def test_what_did_not_change_is_not_sent_again(client, cook, path):
    first = client.get(path.format(cook))

    again = client.get(path.format(cook), HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert again["X-Request-Id"]


def test_what_changed_is_sent_with_another_version(client, cook):
    first = client.get(cook)
    client.patch(cook, {"username": "ida"})

    again = client.get(cook, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.json()["username"]) == (200, "ida")
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
def test_a_version_is_recognized_in_any_form(client, cook, form):
    tag = client.get(cook)["ETag"]

    assert client.get(cook, HTTP_IF_NONE_MATCH=form.format(tag)).status_code == 304
    assert client.head(cook, HTTP_IF_NONE_MATCH=form.format(tag)).status_code == 304


@pytest.mark.parametrize("nonsense", ["", "x", '"', '"x"', "\x7f", "W/", ",,,", "x" * 5000])
def test_nonsense_is_no_version(client, cook, nonsense):
    assert client.get(cook, HTTP_IF_NONE_MATCH=nonsense).status_code == 200
    assert client.patch(cook, {"username": "ida"}, HTTP_IF_MATCH=nonsense).status_code == 412
    assert name_of(cook) == "ada"


def test_what_is_refused_has_no_version(client):
    answer = client.get("/api/v1/cooks/0", HTTP_IF_NONE_MATCH="*")

    assert (answer.status_code, answer.has_header("ETag")) == (404, False)


def test_a_change_answers_the_version_that_is_read_afterwards(client, cook):
    changed = client.patch(cook, {"username": "ida"})
    created = client.post("/api/v1/cooks", {"username": "eve"})

    assert changed["ETag"] == client.get(cook)["ETag"]
    assert created["ETag"] == client.get(created["Location"])["ETag"]


def test_the_version_that_was_read_may_be_changed(client, cook):
    seen = client.get(cook)["ETag"]

    changed = client.patch(cook, {"username": "ida"}, HTTP_IF_MATCH=f'"other", {seen}')
    again = client.patch(cook, {"username": "eva"}, HTTP_IF_MATCH=changed["ETag"])

    assert (changed.status_code, again.status_code, name_of(cook)) == (200, 200, "eva")


@pytest.mark.parametrize(("method", "body"), [("patch", {"username": "eva"}), ("delete", None)])
def test_a_version_that_is_over_is_not_changed(client, cook, method, body):
    seen = client.get(cook)["ETag"]
    client.patch(cook, {"username": "ida"})

    answer = getattr(client, method)(cook, body, HTTP_IF_MATCH=seen)

    assert (answer.status_code, answer.json()["code"]) == (412, "version_mismatch")
    assert name_of(cook) == "ida"


def test_a_weak_version_is_none_to_change_by(client, cook):
    weak = f"W/{client.get(cook)['ETag']}"

    assert client.delete(cook, HTTP_IF_MATCH=weak).status_code == 412


def test_any_version_may_be_changed_where_there_is_one(client, cook):
    assert client.patch(cook, {"username": "ida"}, HTTP_IF_MATCH="*").status_code == 200
    assert client.delete("/api/v1/cooks/0", HTTP_IF_MATCH="*").status_code == 404


def test_what_cannot_be_read_has_no_version_to_change(client):
    assert client.delete("/api/v1/shifts", HTTP_IF_MATCH='"x"').status_code == 412
    assert client.delete("/api/v1/shifts").status_code == 204


def rename_at_once(race, client_for, user, path):
    seen = client_for(user).get(path)["ETag"]

    def rename(number):
        body = {"username": f"ada{number}"}
        return client_for(user).patch(path, body, HTTP_IF_MATCH=seen).status_code

    return sorted(race(4, rename))


@pytest.mark.django_db(transaction=True)
def test_of_several_changes_to_one_version_one_is_made(race, client_for, make_user, cook):
    assert rename_at_once(race, client_for, make_user(), cook) == [200, 412, 412, 412]


@pytest.mark.django_db(transaction=True)
def test_compared_outside_of_the_transaction_several_are_made(race, client_for, make_user, cook):
    """The naive variant: were the test above blind, this would say so."""
    answers = rename_at_once(race, client_for, make_user(), f"{cook}/careless")

    assert answers.count(200) > 1
