"""The reference and the tables of the READMEs are what the code says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dovetail.billing import checks

ROOT = Path(__file__).parents[2]
CONTEXTS = ("accounts", "organizations", "billing", "notifications")
SECTIONS = (
    *("endpoints", "events-told", "events-heard", "ports"),
    *("settings", "permissions", "jobs", "checks"),
)


@pytest.fixture(autouse=True)
def wired_as_the_host(wire):
    """The reference says what the host has wired, and tests count in memory."""
    wire({"shared_kernel.RateMeter": "dovetail.shared_kernel.rates.redis.RedisMeter"})


@pytest.fixture
def copy(tmp_path):
    """The committed documentation, to be changed."""
    shutil.copytree(ROOT / "docs" / "reference", tmp_path / "docs" / "reference")
    for readme in ROOT.glob("src/*/README.md"):
        place = tmp_path / readme.relative_to(ROOT)
        place.parent.mkdir(parents=True)
        shutil.copy(readme, place)
    return tmp_path


@pytest.fixture(scope="module")
def channels():
    return json.loads((ROOT / "docs/reference/asyncapi.json").read_text())


def check(root):
    call_command("dovetail", "docs", "--check", "--root", str(root))


def test_what_is_committed_is_what_the_code_says():
    check(ROOT)


def test_it_is_written_the_same_whatever_the_order_of_sets():
    def written(seed):
        source = (
            "import django; django.setup(); from hashlib import sha256\n"
            "from dovetail.shared_kernel.documentation import documents\n"
            "print({str(path): sha256(text.encode()).hexdigest()"
            " for path, text in documents().items()})"
        )
        ran = subprocess.run(
            [sys.executable, "-c", source],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        return ran.stdout

    assert written("1") == written("2")


PLACES = {
    "a page": "docs/reference/events.md",
    "the document for machines": "docs/reference/asyncapi.json",
    "a canvas": "docs/reference/contexts/billing.md",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_page_that_was_edited_is_named_and_mended(copy, place):
    path = copy / place
    path.write_text(path.read_text().replace("invoice_paid", "invoice_payed"))

    with pytest.raises(CommandError, match=re.escape(f"{place} is not what the code says")):
        check(copy)

    call_command("dovetail", "docs", "--root", str(copy))
    check(copy)


def test_a_table_that_was_edited_is_mended_and_the_words_around_it_stay(copy):
    path = copy / "src/billing/README.md"
    text = path.read_text()
    path.write_text(text.replace("`dunning_days` | `(1", "`dunning_days` | `(2") + "\nMore.\n")

    with pytest.raises(CommandError, match=r"src/billing/README\.md"):
        check(copy)

    call_command("dovetail", "docs", "--root", str(copy))
    assert path.read_text() == text + "\nMore.\n"


def test_a_page_of_a_context_that_is_gone_is_taken_away(copy):
    pages = copy / "docs/reference/contexts"
    shutil.copy(pages / "billing.md", pages / "shipping.md")
    (pages / "by_hand.md").write_text("# Written by hand\n")

    with pytest.raises(CommandError, match=r"contexts/shipping\.md"):
        check(copy)

    call_command("dovetail", "docs", "--root", str(copy))
    assert not (pages / "shipping.md").exists()
    assert (pages / "by_hand.md").exists()


def test_a_marker_for_a_table_that_does_not_exist_is_an_error(copy):
    path = copy / "src/billing/README.md"
    path.write_text(path.read_text().replace("billing endpoints -->", "billing ends -->"))

    with pytest.raises(CommandError, match="no table 'ends'"):
        check(copy)


def test_a_table_without_an_end_swallows_nothing(copy):
    path = copy / "src/billing/README.md"
    path.write_text(path.read_text().replace("<!-- end -->", "", 1))

    with pytest.raises(CommandError, match=r"src/billing/README\.md has a table without an end"):
        call_command("dovetail", "docs", "--root", str(copy))


def test_a_check_that_is_not_described_is_an_error(monkeypatch):
    monkeypatch.delitem(checks.CHECKS, "dovetail.E305")

    with pytest.raises(CommandError, match=r"differ by dovetail\.E305"):
        check(ROOT)


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_readme_shows_what_its_context_declares(context):
    text = (ROOT / "src" / context / "README.md").read_text()

    missing = [name for name in SECTIONS if f"<!-- dovetail: {context} {name} -->" not in text]

    assert missing == []


def test_every_reference_of_the_asyncapi_document_leads_somewhere(channels):
    def at(pointer):
        found = channels
        for part in pointer.removeprefix("#/").split("/"):
            found = found[part]
        return found

    pointers = re.findall(r'"\$ref": "([^"]+)"', json.dumps(channels))

    assert len(pointers) > 100
    assert [pointer for pointer in pointers if not at(pointer)] == []


def test_the_asyncapi_document_says_who_hears_what(channels):
    heard = channels["operations"]["subscribe.billing.bill_new_seat"]

    assert (heard["action"], heard["channel"]["$ref"], heard["tags"]) == (
        "receive",
        "#/channels/organizations.member_added.v1",
        [{"name": "billing"}],
    )


BREAKS = {
    "an event that is gone": (
        lambda new: new["event"].pop("billing.invoice_paid.v1"),
        "event billing.invoice_paid.v1 is gone",
    ),
    "a field that is gone": (
        lambda new: new["event"]["billing.invoice_paid.v1"]["properties"].pop("amount"),
        "event billing.invoice_paid.v1: `amount` is gone",
    ),
    "a role that may no more": (
        lambda new: new["permission"]["billing:invoice.pay"].update(roles=["owner"]),
        "permission billing:invoice.pay: roles was admin, owner, and is owner",
    ),
    "another default": (
        lambda new: new["setting"]["DOVETAIL_BILLING.currency"].update(default='`"USD"`'),
        'setting DOVETAIL_BILLING.currency: default was `"EUR"`, and is `"USD"`',
    ),
    "a port to be wired": (
        lambda new: new["port"].update({"billing.TaxRates": {"default": ""}}),
        "port billing.TaxRates is new, and has no default: wire one",
    ),
    "another status": (
        lambda new: new["problem"]["billing.plan_not_found"].update(status=410),
        "problem billing.plan_not_found: status was 404, and is 410",
    ),
}


@pytest.mark.parametrize(("change", "said"), BREAKS.values(), ids=BREAKS)
def test_what_a_release_breaks_is_listed(tmp_path, capsys, change, said):
    new = json.loads((ROOT / "docs/reference/promises.json").read_text())
    change(new)
    (tmp_path / "new.json").write_text(json.dumps(new))

    with pytest.raises(CommandError, match="1 promises are broken"):
        call_command("dovetail", "diff", str(ROOT), str(tmp_path / "new.json"))

    assert capsys.readouterr().out.splitlines() == [said]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("announcement", "billing.invoice_paid"),
        ("endpoint", "POST /api/v1/organizations"),
        ("event", "billing.invoice_paid.v1"),
        ("job", "billing.run"),
        ("permission", "billing:invoice.pay"),
        ("port", "billing.Clock"),
        ("problem", "billing.plan_not_found"),
        ("public event", "invoice.paid"),
        ("setting", "DOVETAIL_BILLING.currency"),
        ("subscription", "billing.bill_new_seat"),
    ],
)
def test_whatever_is_gone_is_listed(tmp_path, capsys, kind, name):
    new = json.loads((ROOT / "docs/reference/promises.json").read_text())
    del new[kind][name]
    (tmp_path / "new.json").write_text(json.dumps(new))

    with pytest.raises(CommandError, match="1 promises are broken"):
        call_command("dovetail", "diff", str(ROOT), str(tmp_path / "new.json"))

    assert capsys.readouterr().out == f"{kind} {name} is gone\n"


def test_a_release_that_only_adds_breaks_nothing(tmp_path, capsys):
    old = json.loads((ROOT / "docs/reference/promises.json").read_text())
    del old["event"]["billing.invoice_paid.v1"], old["port"]["billing.Clock"]
    (tmp_path / "old.json").write_text(json.dumps(old))

    call_command("dovetail", "diff", str(tmp_path / "old.json"), str(ROOT))

    assert capsys.readouterr().out == ""


def test_a_release_without_promises_cannot_be_compared(tmp_path):
    with pytest.raises(CommandError, match="holds no promises"):
        call_command("dovetail", "diff", str(tmp_path), str(ROOT))
