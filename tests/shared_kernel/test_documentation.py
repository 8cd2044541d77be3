"""A project with an app of its own writes its reference with the same command."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dovetail.shared_kernel import rates
from dovetail.shared_kernel.documentation import differing, documents
from dovetail.shared_kernel.documentation._markdown import shown


def test_a_project_writes_its_reference_once(tmp_path):
    assert differing(tmp_path)

    call_command("dovetail", "docs", "--root", str(tmp_path))

    assert differing(tmp_path) == []
    assert "`DOVETAIL_KERNEL`" in (tmp_path / "docs/reference/settings.md").read_text()


def test_an_app_of_the_project_has_its_canvas(tmp_path, larder):
    larder(manifest='Manifest(purpose="What is kept.", owner="the cook", data=("operational",))')
    call_command("dovetail", "docs", "--root", str(tmp_path / "project"))

    canvas = (tmp_path / "project/docs/reference/contexts/larder.md").read_text()
    assert "What is kept." in canvas
    assert "`larder.jar_filled.v1`" in canvas


def test_an_app_without_a_manifest_is_named(tmp_path, larder):
    larder()

    with pytest.raises(CommandError, match="larder has no manifest"):
        call_command("dovetail", "docs", "--root", str(tmp_path))


def test_a_public_name_of_the_kernel_without_words_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(rates.quota_of, "__doc__", None)

    with pytest.raises(CommandError, match=r"shared_kernel\.rates\.quota_of has no docstring"):
        call_command("dovetail", "docs", "--root", str(tmp_path))


def test_the_kernel_shows_what_is_imported_from_it(tmp_path):
    page = documents()[Path("kernel.md")]

    for name in ("publish", "TenantView", "DjangoPermissionAuthorizer", "Matrix"):
        assert f"| `{name}` |" in page
    assert "`_" not in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (timedelta(days=14), "14 days"),
        (timedelta(seconds=90), "90 seconds"),
        ("EUR", '`"EUR"`'),
        (frozenset({"b", "a"}), "`['a', 'b']`"),
        (tuple(range(100)), "100 entries"),
        (None, "`None`"),
    ],
)
def test_a_default_is_written_as_a_reader_would(value, words):
    assert shown(value) == words
