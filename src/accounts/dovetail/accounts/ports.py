"""What accounts needs and does not own."""

from collections.abc import Mapping
from typing import Any, Protocol

from dovetail.shared_kernel.ports import port


class CannotTell(Exception):
    """Whether a password is a known one could not be found out."""


@port(default="dovetail.accounts.adapters.PwnedPasswords")
class BreachedPasswords(Protocol):
    """Whether a password is among those that were stolen somewhere."""

    def contains(self, password: str) -> bool:
        """
        Whether a password is known to others.

        :raises CannotTell: when it cannot be found out; the password is then accepted.
        """
        ...


@port(default="dovetail.accounts.adapters.ConnectionAddress")
class ClientAddress(Protocol):
    """From which network address a request comes, as far as that can be believed."""

    def address_of(self, meta: Mapping[str, Any]) -> str | None:
        """The address in a request's META; None where there is none."""
        ...
