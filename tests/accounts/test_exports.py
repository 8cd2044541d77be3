"""A copy of what is held of a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dovetail.accounts import services
from dovetail.accounts.models import DataRequest, ExportPart
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db

EXPORTS = "/api/v1/me/exports"


@pytest.fixture
def ready(ada_client, run_job):
    """The path of an export of Ada's that is made."""
    asked = ada_client.post(EXPORTS)
    assert run_job("accounts.make_exports") == 1
    return asked["Location"]


def test_it_is_asked_for_made_and_fetched(ada, ada_client, guests, run_job, fetch, names_of):
    asked = ada_client.post(EXPORTS)
    waiting = ada_client.get(asked["Location"]).json()
    run_job("accounts.make_exports")
    made = ada_client.get(asked["Location"]).json()

    assert (asked.status_code, asked.json()) == (202, waiting)
    assert (waiting["status"], made["status"]) == ("preparing", "ready")
    document = fetch(ada_client, made["id"])
    assert document["user_id"] == str(ada.pk)
    assert document["contexts"]["guest_book"] == {"pages": ["page 1"]}
    assert document["contexts"]["accounts"]["profile"][0]["email"] == "ada@example.org"
    assert "password" not in document["contexts"]["accounts"]["profile"][0]
    (session,) = document["contexts"]["accounts"]["sessions"]
    assert session["amr"] == ["pwd"]
    kinds = [event["kind"] for event in document["contexts"]["accounts"]["security_events"]]
    assert kinds == ["logged_in", "data_export_requested"]
    assert names_of()[-2:] == [
        "accounts.data_export_requested.v1",
        "accounts.data_export_ready.v1",
    ]


def test_the_person_is_mailed_when_it_is_ready(ready, deliver, mailoutbox, settings):
    settings.DOVETAIL_ACCOUNTS = {}
    deliver()

    assert mailoutbox[-1].subject == "The copy of your data is ready"
    assert ready not in mailoutbox[-1].body


def test_the_database_alone_cannot_read_it(ready):
    (sealed,) = ExportPart.objects.values_list("sealed", flat=True)

    assert "ada@example.org" not in sealed


def test_while_one_is_made_asking_again_answers_that_one(ada_client):
    first, again = (ada_client.post(EXPORTS).json() for _ in range(2))

    assert first == again


def test_a_new_one_replaces_the_one_before(ada_client, ready):
    ada_client.post(EXPORTS)

    gone = ada_client.get(f"{ready}/document")

    assert (gone.status_code, gone.json()["code"]) == (410, "export_expired")
    assert not ExportPart.objects.exists()


def test_it_is_deleted_in_time(ada_client, ready, run_job):
    DataRequest.objects.update(expires_at=timezone.now())

    assert run_job("accounts.purge") == 1

    assert ada_client.get(ready).json()["status"] == "expired"
    assert ada_client.get(f"{ready}/document").json()["code"] == "export_expired"
    assert not ExportPart.objects.exists()


def test_nobody_else_finds_it(ready, make_user):
    ben = bearer(tokens_of(make_user()).access_token)

    for path in (ready, f"{ready}/document"):
        assert ben.get(path).json()["code"] == "export_not_found"


def test_it_is_refused_before_it_is_ready(ada_client):
    asked = ada_client.post(EXPORTS)

    early = ada_client.get(f"{asked['Location']}/document")

    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")


def test_what_was_fetched_is_not_sent_again(ada_client, ready):
    path = f"{ready}/document"
    first = ada_client.get(path)

    again = ada_client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "no-store"


def test_asking_and_fetching_ask_for_a_recent_log_in(ada_client, ready, settings):
    settings.DOVETAIL_ACCOUNTS = {"reauthentication_window": timedelta(0)}

    answers = [ada_client.post(EXPORTS), ada_client.get(f"{ready}/document")]

    assert {answer.json()["code"] for answer in answers} == {"reauthentication_required"}
    assert ada_client.get(ready).status_code == 200


def test_a_document_of_many_parts_is_put_together(ada_client, guests, run_job, fetch):
    guests.pages = [f"page {number} " + "ä" * 1000 for number in range(500)]
    asked = ada_client.post(EXPORTS).json()
    run_job("accounts.make_exports")

    assert ExportPart.objects.count() > 10
    assert fetch(ada_client, asked["id"])["contexts"]["guest_book"]["pages"] == guests.pages


def test_seals_that_cannot_be_broken_any_more_are_an_expired_export(ada_client, ready, settings):
    settings.SECRET_KEY = "another key for tests, long enough for HMAC with SHA-256"
    fresh = bearer(tokens_of(DataRequest.objects.get().user).access_token)

    assert fresh.get(f"{ready}/document").json()["code"] == "export_expired"


def test_one_that_fails_is_said_to_have_and_holds_up_no_other(
    ada, ada_client, make_user, guests, run_job
):
    asked = ada_client.post(EXPORTS)
    ben = make_user()
    other = services.request_export(actor=Actor(kind="user", user_id=str(ben.pk)))

    guests.unreadable = str(ada.pk)
    run_job("accounts.make_exports")

    assert ada_client.get(asked["Location"]).json()["status"] == "failed"
    assert DataRequest.objects.get(id=other.id).status == "ready"
    assert ada_client.post(EXPORTS).json()["status"] == "preparing"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_both_get_the_same(ada, race):
    actor = Actor(kind="user", user_id=str(ada.pk))

    asked = race(4, lambda number: services.request_export(actor=actor))

    assert len({one.id for one in asked}) == 1
    assert DataRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_writes_it(ada, race, published):
    services.request_export(actor=Actor(kind="user", user_id=str(ada.pk)))

    assert sorted(race(4, lambda number: services.make_export())).count(True) == 1

    names = [name for name, _ in published()]
    assert names.count("accounts.data_export_ready.v1") == 1
    assert ExportPart.objects.count() == 1
