"""An event keeps what it promised: its schema is committed, and a change needs a new version."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from dovetail.shared_kernel.events import schema_faults
from larder_source import EVENT, NAME


def test_an_event_without_a_schema_is_named(larder):
    larder(EVENT)

    assert schema_faults("larder") == [
        f"{NAME} has no schema: write it with `manage.py dovetail_events schemas`."
    ]


def test_a_written_schema_is_kept(larder):
    path = larder(EVENT)
    call_command("dovetail_events", "schemas")

    assert schema_faults("larder") == []
    assert '"description": "Which one."' in path.read_text()


BREAKING = {
    "a field that is gone": ("    grams: int\n", "", "`grams` is gone"),
    "another type": ("grams: int", "grams: str", "`grams` has another type"),
    "another type inside": ("color: str", "color: int", "`Lid.color` has another type"),
    "a field that may be absent": ("grams: int", "grams: int = 0", "`grams` is optional now"),
    "a field that old facts lack": (
        "grams: int",
        "grams: int\n    shelf: int",
        "`shelf` is new, and has no default",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), BREAKING.values(), ids=BREAKING)
def test_a_change_that_breaks_readers_needs_a_new_version(larder, old, new, said):
    path = larder(EVENT)
    call_command("dovetail_events", "schemas")
    golden = path.read_text()
    larder(EVENT.replace(old, new))

    with pytest.raises(CommandError, match=r"publish it as larder\.jar_filled\.v2") as refused:
        call_command("dovetail_events", "schemas")

    assert said in str(refused.value)
    assert path.read_text() == golden


HARMLESS = {
    "an optional field": (
        "grams: int",
        "grams: int\n    shelf: int = 0",
        "`shelf` is new, and optional",
    ),
    "other words": ("Which one.", "The one.", "it is described in other words"),
}


@pytest.mark.parametrize(("old", "new", "said"), HARMLESS.values(), ids=HARMLESS)
def test_a_change_that_breaks_nobody_keeps_the_version(larder, old, new, said):
    larder(EVENT)
    call_command("dovetail_events", "schemas")
    larder(EVENT.replace(old, new))

    with pytest.raises(CommandError, match=said):
        call_command("dovetail_events", "schemas", "--check")

    call_command("dovetail_events", "schemas")
    assert schema_faults("larder") == []


def test_a_schema_whose_event_is_gone_is_named(larder):
    larder(EVENT)
    call_command("dovetail_events", "schemas")
    larder('"""No event."""\n')

    assert [fault.split()[0] for fault in schema_faults("larder")] == ["jar_filled.v1.json"]


def test_an_app_that_declares_and_does_not_say_what_it_is_for_is_warned_of(larder):
    larder(EVENT)

    told = [each for each in run_checks() if each.id == "dovetail.W002"]

    assert [each.msg.split()[0] for each in told] == ["larder"]
