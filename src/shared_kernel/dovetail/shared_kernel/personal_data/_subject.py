"""Whose data it is."""

import re
from dataclasses import dataclass
from typing import Any

from dovetail.shared_kernel.transports import UserId

ERASED = "[erased]"
"""What stands in a text for whoever was erased."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, and what they are known by in texts that hold no id."""

    user_id: UserId
    addresses: frozenset[str] = frozenset()
    """Mail addresses that are theirs and nobody else's, in lower case."""
    full_name: str = ""

    def is_known_by(self, value: Any) -> bool:
        """Whether a value is one of their addresses, however it is spelt."""
        return isinstance(value, str) and value.casefold() in self.addresses

    def without(self, value: Any) -> Any:
        """A value of JSON without their addresses, and without their name where it is alone."""
        if isinstance(value, str):
            is_theirs = self.is_known_by(value) or (value != "" and value == self.full_name)
            return "" if is_theirs else self._without_addresses(value)
        if isinstance(value, dict):
            return {key: self.without(each) for key, each in value.items()}
        return [self.without(each) for each in value] if isinstance(value, list) else value

    def without_in_prose(self, text: str) -> str:
        """A text without their addresses and their name; a name of one word is left in it."""
        prose = self._without_addresses(text)
        if " " not in self.full_name:
            return prose
        return re.sub(rf"(?<!\w){re.escape(self.full_name)}(?!\w)", ERASED, prose)

    def _without_addresses(self, text: str) -> str:
        for address in self.addresses:
            whole = rf"(?<![\w.+%-]){re.escape(address)}(?![\w-])"
            text = re.sub(whole, ERASED, text, flags=re.IGNORECASE)
        return text
