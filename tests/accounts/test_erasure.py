"""Asking to be erased, changing one's mind, and what stands in the way."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dovetail.accounts import errors, services
from dovetail.accounts.models import DataRequest
from dovetail.shared_kernel.authz import Actor

pytestmark = pytest.mark.django_db

ERASURE = "/api/v1/me/erasure"


@pytest.fixture
def actor(ada):
    return Actor(kind="user", user_id=str(ada.pk))


@pytest.fixture
def asked(ada_client):
    """Ada asked to be erased."""
    answer = ada_client.post(ERASURE)
    assert answer.status_code == 202, answer.content
    return answer.json()


@pytest.fixture
def let_grace_pass():
    return lambda: DataRequest.objects.update(execute_after=timezone.now())


def test_nobody_has_asked_at_first(ada_client):
    assert ada_client.get(ERASURE).json() == {
        "status": "none",
        "requested_at": None,
        "execute_after": None,
        "vetoes": [],
    }


def test_it_is_due_after_the_grace_and_changes_nothing_before(
    ada, ada_client, asked, run_job, names_of
):
    due = datetime.fromisoformat(asked["execute_after"])

    assert run_job("accounts.erase_people") == 0

    assert timedelta(days=29) < due - timezone.now() <= timedelta(days=30)
    assert ada_client.get(ERASURE).json() == asked
    assert ada_client.get("/api/v1/me").status_code == 200
    assert names_of()[-1] == "accounts.erasure_requested.v1"


def test_a_second_time_is_refused(ada_client, asked):
    again = ada_client.post(ERASURE)

    assert (again.status_code, again.json()["code"]) == (409, "erasure_pending")


def test_minds_may_be_changed(ada_client, asked, run_job, let_grace_pass, names_of):
    canceled = ada_client.delete(ERASURE)
    again = ada_client.delete(ERASURE)
    let_grace_pass()

    assert run_job("accounts.erase_people") == 0

    assert (canceled.status_code, again.status_code) == (204, 404)
    assert again.json()["code"] == "no_erasure_pending"
    assert ada_client.get(ERASURE).json()["status"] == "canceled"
    assert names_of()[-1] == "accounts.erasure_canceled.v1"
    assert ada_client.post(ERASURE).status_code == 202


def test_every_veto_is_said_at_once_and_nothing_is_asked_for(ada_client, guests, names_of):
    guests.object_with("still_here", "Leave first.")
    before = names_of()

    vetoed = ada_client.post(ERASURE)

    assert (vetoed.status_code, vetoed.json()["code"]) == (409, "erasure_vetoed")
    assert vetoed.json()["reasons"] == [
        {"context": "guest_book", "code": "still_here", "detail": "Leave first."}
    ]
    assert names_of() == before
    assert not DataRequest.objects.exists()


def test_a_veto_when_it_is_due_postpones_it_and_the_person_is_told_once(
    ada, ada_client, asked, guests, run_job, let_grace_pass, names_of, deliver, mailoutbox
):
    guests.object_with("still_here", "Leave first.")
    for _ in range(2):
        let_grace_pass()
        assert run_job("accounts.erase_people") == 1
        deliver()

    stands = ada_client.get(ERASURE).json()
    due = datetime.fromisoformat(stands["execute_after"])
    assert stands["status"] == "scheduled"
    assert stands["vetoes"][0]["detail"] == "Leave first."
    assert timedelta(hours=23) < due - timezone.now() <= timedelta(hours=24)
    assert names_of().count("accounts.erasure_vetoed.v1") == 1
    assert guests.erased == []
    (mail,) = [one for one in mailoutbox if "cannot be erased yet" in one.subject]
    assert "- Leave first." in mail.body
    guests.veto = None
    let_grace_pass()
    run_job("accounts.erase_people")
    assert [one.user_id for one in guests.erased] == [str(ada.pk)]


def test_an_error_postpones_it_and_rolls_everything_back(
    ada, ada_client, asked, guests, run_job, let_grace_pass, names_of, make_user
):
    guests.failure = RuntimeError("the ink does not come off")
    let_grace_pass()
    before = names_of()

    assert run_job("accounts.erase_people") == 1

    assert names_of() == before
    assert ada_client.get("/api/v1/me").json()["email"] == "ada@example.org"
    assert DataRequest.objects.get().report == {"failure": "RuntimeError"}
    assert run_job("accounts.erase_people") == 0


def test_it_asks_for_a_recent_log_in_and_stopping_it_does_not(ada_client, asked, settings):
    settings.DOVETAIL_ACCOUNTS = {"reauthentication_window": timedelta(0)}

    refused = ada_client.post(ERASURE)

    assert refused.json()["code"] == "reauthentication_required"
    assert ada_client.delete(ERASURE).status_code == 204


def test_the_person_is_mailed(asked, ada_client, deliver, mailoutbox, settings):
    settings.DOVETAIL_ACCOUNTS = {}
    ada_client.delete(ERASURE)
    deliver()

    requested, canceled = mailoutbox[-2:]
    assert requested.subject == "Your account will be erased"
    assert asked["execute_after"][:10] in requested.body
    assert canceled.subject == "Your account stays"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_is_refused(actor, race):
    outcomes = race(4, lambda number: services.request_erasure(actor=actor))

    assert sum(isinstance(one, errors.ErasurePending) for one in outcomes) == 3
    assert DataRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_stopped_or_done_and_never_both(actor, ada, race, published):
    for _ in range(5):
        services.request_erasure(actor=actor)
        DataRequest.objects.filter(status="scheduled").update(execute_after=timezone.now())

        def stop_or_do(number):
            return services.erase_next() if number else services.cancel_erasure(actor=actor)

        race(2, stop_or_do)
        names = [name for name, _ in published()]
        ada.refresh_from_db()
        if not ada.is_active:
            break

    assert names.count("accounts.user_erased.v1") == (0 if ada.is_active else 1)
    assert names.count("accounts.erasure_requested.v1") == names.count(
        "accounts.erasure_canceled.v1"
    ) + names.count("accounts.user_erased.v1")
