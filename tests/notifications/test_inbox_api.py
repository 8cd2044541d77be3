"""The inbox over HTTP."""

import random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dovetail.notifications.models import Notification
from pantry.announcements import PANTRY_ID, KeyLost, sealed

pytestmark = pytest.mark.django_db

INBOX = "/api/v1/me/notifications"


@pytest.fixture
def client(cook, client_for):
    return client_for(cook)


@pytest.fixture
def other_client(make_user, grants, client_for):
    """Somebody who is told the same."""
    other = make_user()
    grants.give(other, PANTRY_ID, "admin")
    return client_for(other)


def titles(client, query=""):
    response = client.get(f"{INBOX}{query}")
    assert response.status_code == 200, response.content
    return [one["title"].removesuffix(" is empty") for one in response.json()["notifications"]]


def first_id(client):
    return client.get(INBOX).json()["notifications"][0]["id"]


def counts(client):
    return client.get(f"{INBOX}/counts").json()


def test_the_newest_comes_first(client, empty_shelf):
    for shelf in ("Rice", "Beans", "Corn"):
        empty_shelf(shelf)

    assert titles(client) == ["Corn", "Beans", "Rice"]
    newest = client.get(INBOX).json()["notifications"][0]
    assert {key: newest[key] for key in newest if key not in ("id", "created_at")} == {
        "announcement": "pantry.shelf_emptied",
        "category": "stock",
        "tenant_id": str(PANTRY_ID),
        "title": "Corn is empty",
        "body": "The shelf Corn has nothing left.",
        "action_url": f"/pantries/{PANTRY_ID}",
        "seen_at": None,
        "read_at": None,
    }
    assert client.get(f"{INBOX}/{newest['id']}").json() == newest


def test_what_came_by_mail_alone_is_not_in_the_inbox(client, cook, happen):
    happen(KeyLost(user_id=str(cook.pk), sealed_code=sealed("1234")))

    hidden = Notification.objects.get()
    assert titles(client) == []
    assert counts(client) == {"unread": 0, "unseen": 0, "total": 0}
    assert client.get(f"{INBOX}/{hidden.id}").status_code == 404
    assert client.patch(f"{INBOX}/{hidden.id}", {"read": True}).status_code == 404
    assert client.post(f"{INBOX}/mark-all", {"up_to": str(hidden.id)}).status_code == 404


def test_pages_follow_each_other(client, empty_shelf):
    for number in range(5):
        empty_shelf(f"Shelf {number}")

    first = client.get(f"{INBOX}?per_page=2").json()
    second = client.get(first["pagination"]["next"]).json()
    empty_shelf("Newer")
    third = client.get(second["pagination"]["next"]).json()

    seen = [one["title"][6] for page in (first, second, third) for one in page["notifications"]]
    assert seen == ["4", "3", "2", "1", "0"]
    assert third["pagination"]["next"] is None


def test_reading_and_unreading(client, empty_shelf):
    empty_shelf()
    one = f"{INBOX}/{first_id(client)}"

    read = client.patch(one, {"read": True}).json()
    again = client.patch(one, {"read": True}).json()
    unread = client.patch(one, {"read": False}).json()
    as_it_was = client.patch(one, {}).json()

    assert read["seen_at"] == read["read_at"]
    assert read["read_at"]
    assert again == read
    assert (unread["read_at"], unread["seen_at"]) == (None, read["seen_at"])
    assert as_it_was == unread == client.get(one).json()


def test_the_unread_and_the_read(client, empty_shelf):
    for shelf in ("Rice", "Beans"):
        empty_shelf(shelf)
    client.patch(f"{INBOX}/{first_id(client)}", {"read": True})

    assert titles(client, "?status=unread") == ["Rice"]
    assert titles(client, "?status=read") == ["Beans"]
    assert titles(client, "?status=read,unread") == ["Beans", "Rice"]


def test_marking_all_leaves_what_is_newer(client, other_client, empty_shelf):
    for shelf in ("Rice", "Beans"):
        empty_shelf(shelf)
    up_to = first_id(client)
    empty_shelf("Corn")

    marked = client.post(f"{INBOX}/mark-all", {"up_to": up_to})
    again = client.post(f"{INBOX}/mark-all", {"up_to": up_to})

    assert (marked.json(), again.json()) == ({"updated": 2}, {"updated": 0})
    assert titles(client, "?status=unread") == ["Corn"]
    assert counts(other_client) == {"unread": 3, "unseen": 3, "total": 3}


def test_counts_equal_brute_force_after_anything(client, other_client, empty_shelf):
    dice = random.Random(20261123)
    for number in range(60):
        ids = [one["id"] for one in client.get(f"{INBOX}?per_page=100").json()["notifications"]]
        deed = dice.choice(["tell", "read", "unread", "mark-all"])
        if deed == "tell" or not ids:
            empty_shelf(f"Shelf {number}")
        elif deed == "mark-all" and dice.random() < 0.3:
            client.post(f"{INBOX}/mark-all", {"up_to": dice.choice(ids)})
        else:
            client.patch(f"{INBOX}/{dice.choice(ids)}", {"read": deed == "read"})

        rows = client.get(f"{INBOX}?per_page=100").json()["notifications"]
        assert counts(client) == {
            "unread": sum(row["read_at"] is None for row in rows),
            "unseen": sum(row["seen_at"] is None for row in rows),
            "total": len(rows),
        }


def test_what_is_told_to_others_is_not_there(client, other_client, empty_shelf):
    empty_shelf()
    theirs = first_id(other_client)

    answers = [
        client.get(f"{INBOX}/{theirs}"),
        client.patch(f"{INBOX}/{theirs}", {"read": True}),
        client.post(f"{INBOX}/mark-all", {"up_to": theirs}),
        client.get(f"{INBOX}/{uuid4()}"),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {
        (404, "notification_not_found")
    }
    assert counts(other_client)["unread"] == counts(client)["unread"] == 1


def test_nobody_in_particular_has_no_inbox(anonymous):
    answers = [
        anonymous.get(INBOX),
        anonymous.get(f"{INBOX}/counts"),
        anonymous.get(f"{INBOX}/{uuid4()}"),
        anonymous.patch(f"{INBOX}/{uuid4()}", {"read": True}),
        anonymous.post(f"{INBOX}/mark-all", {"up_to": str(uuid4())}),
    ]

    assert {one.status_code for one in answers} <= {401, 403}


@pytest.mark.parametrize(
    "body",
    [{"read": "yes"}, {"read": 1}, {"read": None}, {"seen": True}, {"read": True, "id": "x"}, []],
)
def test_a_bad_mark_changes_nothing(client, empty_shelf, body, published):
    empty_shelf()
    before = client.get(INBOX).json()
    events = published()

    answer = client.patch(f"{INBOX}/{first_id(client)}", body)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(INBOX).json() == before
    assert published() == events


@pytest.mark.parametrize(
    "body", [{}, {"up_to": None}, {"up_to": "x"}, {"up_to": 5}, {"up_to": ["a"]}, {"all": True}]
)
def test_a_bad_mark_of_all_changes_nothing(client, empty_shelf, body):
    empty_shelf()

    answer = client.post(f"{INBOX}/mark-all", body)

    assert answer.status_code == 422
    assert counts(client)["unread"] == 1


@pytest.mark.parametrize(
    "query", ["?status=new", "?status=read&status=unread", "?cursor=x", "?per_page=0",
              "?recipient=1", "?ordering=id"],
)  # fmt: skip
def test_a_bad_question_is_refused(client, query):
    answer = client.get(f"{INBOX}{query}")

    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_page_costs_one_query_and_the_counts_two_however_many_there_are(client, empty_shelf):
    costs = []
    for _ in range(2):
        for number in range(10):
            empty_shelf(f"Shelf {number}")
        with CaptureQueriesContext(connection) as page:
            titles(client, "?per_page=100&status=unread")
        with CaptureQueriesContext(connection) as counted:
            counts(client)
        costs.append((len(page), len(counted)))

    assert costs == [(1, 2), (1, 2)]
