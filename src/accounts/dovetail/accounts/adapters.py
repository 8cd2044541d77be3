"""What serves the context's ports when a project wires nothing else."""

import hashlib
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from .conf import conf
from .ports import CannotTell


class PwnedPasswords:
    """
    Asks Have I Been Pwned, which learns five digits of a SHA-1 and nothing else (k-anonymity).

    The answer is padded, so that its length tells nothing either
    (https://haveibeenpwned.com/API/v3#PwnedPasswords).
    """

    TIMEOUT_SECONDS = 2.0

    def contains(self, password: str) -> bool:
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        prefix, rest = digest[:5], digest[5:]
        for line in self._range(prefix).splitlines():
            suffix, _, count = line.partition(":")
            if suffix.strip() == rest:
                return count.strip() != "0"  # padding counts nought
        return False

    def _range(self, prefix: str) -> str:
        request = Request(  # noqa: S310  (a setting of the project)
            conf().breached_passwords_url + prefix,
            headers={"Add-Padding": "true", "User-Agent": "dovetail-accounts"},
        )
        try:
            with urlopen(request, timeout=self.TIMEOUT_SECONDS) as answer:  # noqa: S310
                text: str = answer.read(1_000_000).decode("ascii")
                return text
        except (URLError, OSError, ValueError) as error:
            raise CannotTell(str(error)) from error


class NoneBreached:
    """Asks nobody: for tests, and for networks that lead nowhere."""

    def contains(self, password: str) -> bool:
        return False


class MfaBySetting:
    """Asks the setting `mfa_required`: nobody, who may see the admin, or everybody."""

    def is_required(self, person: Any) -> bool:
        required = conf().mfa_required
        if required == "staff":
            return any(getattr(person, name, False) for name in ("is_staff", "is_superuser"))
        return required != "off"
