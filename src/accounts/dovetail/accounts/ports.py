"""What accounts needs and does not own."""

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


@port(default="dovetail.accounts.adapters.MfaBySetting")
class MfaPolicy(Protocol):
    """Who must show a second factor to log in."""

    def is_required(self, person: Any) -> bool:
        """Whether a user, of whatever model the project has, must have one."""
        ...
