"""What notifications hold of people."""

from collections.abc import Iterator

from dovetail.shared_kernel.personal_data import Holding, Section, Subject, hold

from . import repositories, services

ROWS_AT_ONCE = 500


def export(subject: Subject) -> Iterator[Section]:
    """The person's inbox, and what was mailed to them."""
    written = repositories.list_written(subject.user_id, subject.addresses)
    yield Section("notifications", repositories.list_told(subject.user_id).iterator(ROWS_AT_ONCE))
    yield Section("deliveries", written.iterator(ROWS_AT_ONCE))


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
