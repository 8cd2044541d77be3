"""What notifications hold of people."""

from collections.abc import Iterator
from typing import Any

from dovetail.shared_kernel.personal_data import Holding, Section, Subject, hold

from . import repositories, services

ROWS_AT_ONCE = 500


def export(subject: Subject) -> Iterator[Section]:
    """The person's inbox, and what was mailed to them."""
    yield Section("notifications", _each(repositories.list_told(subject.user_id)))
    written = repositories.list_written(subject.user_id, subject.addresses)
    yield Section("deliveries", _each(written))


def _each(rows: Any) -> Iterator[Any]:
    """Read while the export is written, by code of this context."""
    yield from rows.iterator(ROWS_AT_ONCE)


hold(
    Holding(
        context="notifications",
        holds="The inbox, and to which address what was mailed.",
        erases=(
            "The inbox; deliveries to the person or an address of theirs, also those on their "
            "way; address and full name in what others were told."
        ),
        keeps="",
        export=export,
        erase=services.erase_person,
    )
)
