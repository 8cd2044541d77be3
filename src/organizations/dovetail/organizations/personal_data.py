"""What organizations hold of people."""

from collections.abc import Iterator

from dovetail.shared_kernel.personal_data import Holding, Section, Subject, Veto, hold

from . import repositories, services


def export(subject: Subject) -> Iterator[Section]:
    """Where the person belongs, what they founded, and the invitations from and to them."""
    for name, rows in repositories.list_personal_rows(subject.user_id, subject.addresses):
        yield Section(name, rows)


def vetoes(subject: Subject) -> Iterator[Veto]:
    """An organization with other members would have no owner."""
    for owned in repositories.list_sole_owned(subject.user_id):
        yield Veto(
            "sole_owner",
            f"You are the only owner of {owned.name} ({owned.slug}): make another member an "
            "owner, or remove the others.",
        )


hold(
    Holding(
        context="organizations",
        holds="Memberships, organizations they founded, and invitations from and to them.",
        erases=(
            "Memberships, and the address in invitations; those that wait are revoked. An "
            "organization of theirs alone is suspended, and loses name and slug."
        ),
        keeps="That an account without a person founded an organization or invited somebody.",
        export=export,
        erase=services.erase_person,
        vetoes=vetoes,
        rank=5,  # others ask us who may do what
    )
)
