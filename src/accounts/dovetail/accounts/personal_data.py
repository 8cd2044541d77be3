"""What accounts holds of people."""

from collections.abc import Iterator

from dovetail.shared_kernel.personal_data import Holding, Section, Subject, hold

from . import repositories, services


def export(subject: Subject) -> Iterator[Section]:
    """The person's row, and the rows of every table of this context that belong to it."""
    yield Section("profile", [repositories.get_profile(subject.user_id)])
    for name, rows in repositories.list_personal_rows(subject.user_id):
        yield Section(name, rows)


hold(
    Holding(
        context="accounts",
        holds=(
            "The profile, sessions, mailed codes, second factors, passkeys, identities at other "
            "providers, API keys, the history of the account, and what was asked for the data."
        ),
        erases=(
            "Address, name and password; sessions, codes, factors, passkeys, identities, keys and "
            "documents of exports; from where and with what program anything was done. The "
            "address is free again."
        ),
        keeps=(
            "A row without a person, so that what refers to it holds; what happened and when, "
            "until `security_event_retention`; which service accounts and keys of theirs the "
            "person made; that an erasure was asked for and done."
        ),
        export=export,
        erase=services.erase_account,
        rank=9,
    )
)
