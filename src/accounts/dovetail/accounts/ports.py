"""What accounts needs and does not own."""

from collections.abc import Mapping
from typing import Any, Protocol

from dovetail.shared_kernel.ports import port


@port(default="dovetail.accounts.adapters.ConnectionAddress")
class ClientAddress(Protocol):
    """From which network address a request comes, as far as that can be believed."""

    def address_of(self, meta: Mapping[str, Any]) -> str | None:
        """The address in a request's META; None where there is none."""
        ...
