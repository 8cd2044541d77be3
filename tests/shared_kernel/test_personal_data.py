"""What the contexts hold of a person: registered, exported, erased."""

import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from brewery.personal_data import regulars
from dovetail.shared_kernel import personal_data
from dovetail.shared_kernel.events import Event, publish
from dovetail.shared_kernel.events import registry as event_types
from dovetail.shared_kernel.models import IdempotencyKey, OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.personal_data import (
    Holding,
    Objection,
    Section,
    Subject,
    Veto,
    hold,
    holdings,
)
from dovetail.shared_kernel.personal_data._registry import ErasedOutsideTransaction, _registry

pytestmark = pytest.mark.django_db

ADA = Subject("7", frozenset({"ada@example.org"}), "Ada Lovelace")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestWritten(Event):
    """Somebody was written to."""

    name: ClassVar = "larder.guest_written.v1"

    user_id: str
    email: str
    note: str
    sealed_code: str


@pytest.fixture(autouse=True)
def _guest_written():
    event_types[GuestWritten.name] = GuestWritten
    yield
    event_types.pop(GuestWritten.name, None)


@pytest.fixture
def larder_book():
    """An app of a project that keeps a guest book."""
    guests = {"7": ["came", "left"], "8": ["came"]}
    seen = []

    def erase(subject):
        seen.append("larder")
        guests.pop(subject.user_id, None)

    def vetoes(subject):
        if subject.user_id in guests:
            yield Veto("still_here", "Leave the larder first.")

    def export(subject):
        row = {"at": datetime(2026, 1, 1, tzinfo=UTC), "owes": Decimal("1.10")}
        yield Section("visits", iter(guests.get(subject.user_id, [])))
        yield Section("tab", [row])

    made = Holding(
        context="larder",
        holds="Visits.",
        erases="Visits.",
        keeps="",
        export=export,
        erase=erase,
        vetoes=vetoes,
        rank=1,
    )
    hold(made)
    yield guests
    del _registry["larder"]


def document(subject=ADA):
    return json.loads(b"".join(personal_data.exported(subject)))


def test_an_export_is_one_document_with_each_contexts_sections(larder_book):
    exported = document()

    assert exported["user_id"] == "7"
    assert exported["contexts"]["larder"] == {
        "visits": ["came", "left"],
        "tab": [{"at": "2026-01-01T00:00:00Z", "owes": "1.10"}],
    }
    assert exported["contexts"]["shared_kernel"] == {"events": []}


def test_an_export_reads_its_rows_as_it_is_written(larder_book):
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield number

    made = Holding(
        context="pages",
        holds="Pages.",
        erases="",
        keeps="",
        export=lambda subject: [Section("pages", rows())],
        erase=lambda subject: None,
    )
    hold(made)
    try:
        pieces = personal_data.exported(ADA)
        while len(read) < 10:
            next(pieces)
    finally:
        del _registry["pages"]

    assert len(read) == 10


def test_an_app_of_the_project_takes_part_by_its_file_alone():
    regulars["7"] = {"cups": 3}

    assert document()["contexts"]["brewery"] == {"regulars": [{"cups": 3}]}
    personal_data.erase(ADA)
    assert document()["contexts"]["brewery"] == {"regulars": []}


def test_every_veto_is_named_with_its_context(larder_book):
    assert personal_data.objections(ADA) == [
        Objection("larder", Veto("still_here", "Leave the larder first."))
    ]


def test_all_erase_in_their_order_and_in_one_transaction(larder_book):
    erased = personal_data.erase(ADA)

    assert erased == [one.context for one in holdings()]
    assert erased[0] == "shared_kernel"
    assert "7" not in larder_book
    assert personal_data.erase(ADA) == erased  # a second time finds nothing to do


@pytest.mark.django_db(transaction=True)
def test_nobody_is_erased_outside_a_transaction(larder_book):
    with pytest.raises(ErasedOutsideTransaction):
        personal_data.erase(ADA)

    assert "7" in larder_book


def test_who_says_it_twice_differently_does_not_start(larder_book):
    with pytest.raises(ImproperlyConfigured, match="larder says twice"):
        hold(
            Holding(
                context="larder",
                holds="",
                erases="",
                keeps="",
                export=lambda subject: (),
                erase=lambda subject: None,
            )
        )


def test_an_app_that_holds_personal_data_and_says_nothing_is_warned_of(larder):
    manifest = 'Manifest(purpose="What is kept.", owner="the cook", data=("{}",))'
    found = []
    for kind in ("operational", "personal"):
        larder(manifest=manifest.format(kind))
        found.append([one.msg[:6] for one in run_checks() if one.id == "dovetail.W003"])

    assert found == [[], ["larder"]]


def test_facts_lose_what_they_say_of_the_person_and_stay():
    with transaction.atomic():
        for user_id, email in (("7", "Ada@Example.org"), ("8", "ben@example.org")):
            publish(
                GuestWritten(
                    user_id=user_id,
                    email=email,
                    note="Ada Lovelace" if user_id == "7" else "to ADA@example.org, twice",
                    sealed_code=f"sealed for {user_id}",
                )
            )

    personal_data.erase(ADA)

    hers, his = OutboxEvent.objects.filter(name=GuestWritten.name).order_by("id")
    assert hers.payload == {"user_id": "7", "email": "", "note": "", "sealed_code": ""}
    assert hers.holds_sealed is False
    assert his.payload == {
        "user_id": "8",
        "email": "ben@example.org",
        "note": "to [erased], twice",
        "sealed_code": "sealed for 8",
    }
    assert his.holds_sealed is True


@pytest.mark.django_db(transaction=True)
def test_whoever_has_a_fact_in_hand_is_waited_for(race):
    with transaction.atomic():
        publish(GuestWritten(user_id="7", email="ada@example.org", note="", sealed_code=""))
    event = OutboxEvent.objects.get()
    OutboxDelivery.objects.create(event=event, subscription="larder.tell_guest")
    in_hand, done = threading.Event(), []

    def relay_or_erase(number):
        with transaction.atomic():
            if number:
                in_hand.wait(10)
                personal_data.erase(ADA)
            else:
                OutboxDelivery.objects.select_for_update().get()
                in_hand.set()
                time.sleep(0.5)
            done.append(("relay", "erased")[number])

    race(2, relay_or_erase)

    assert done == ["relay", "erased"]


def test_answers_that_were_kept_for_the_person_go():
    for caller in ("user:7", "user:77", "service_account:7"):
        IdempotencyKey.objects.create(caller=caller, key="k", fingerprint="f", status=200)

    personal_data.erase(ADA)

    assert set(IdempotencyKey.objects.values_list("caller", flat=True)) == {
        "user:77",
        "service_account:7",
    }


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ada Lovelace (ada@example.org) joined.", "[erased] ([erased]) joined."),
        ("Ada Lovelacey and ADA@EXAMPLE.ORG", "Ada Lovelacey and [erased]"),
        ("Not nada@example.org, but ada@example.org.", "Not nada@example.org, but [erased]."),
        ("Nothing of hers.", "Nothing of hers."),
    ],
)
def test_prose_loses_a_full_name_and_addresses(text, left):
    assert ADA.without_in_prose(text) == left


def test_a_name_of_one_word_stays_in_prose():
    will = Subject("9", frozenset(), "Will")

    assert will.without_in_prose("Will it rain?") == "Will it rain?"
    assert will.without({"name": "Will", "note": "Will it rain?"}) == {
        "name": "",
        "note": "Will it rain?",
    }
