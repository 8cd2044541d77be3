"""Second factors: who needs one, and whether a code of one is right."""

from collections.abc import Callable, Sequence
from typing import Any

from dovetail.accounts import repositories, webauthn
from dovetail.accounts.ports import MfaPolicy
from dovetail.shared_kernel.ports import wired

from . import _recovery_codes, _totp

BY_CODE: dict[str, Callable[[Any, str], bool]] = {
    "totp": _totp.accepts,
    "recovery_code": _recovery_codes.accepts,
}
"""What is proven by a code; a factor of another kind has endpoints of its own."""


SEVERAL = "mfa"
"""In `amr`, that more than one factor was proven (RFC 8176)."""


def is_enough(amr: Sequence[str]) -> bool:
    """Whether what was proven is more than one factor by itself."""
    return SEVERAL in amr


def enrollable() -> list[str]:
    """What somebody may set up who must have a factor and has none."""
    return ["totp", *([repositories.PASSKEY] if webauthn.is_offered() else [])]


def is_required(person: Any) -> bool:
    """Whether the project demands a second factor of a person."""
    return wired(MfaPolicy).is_required(person)


def accepts(person: Any, method: str, code: str) -> bool:
    """Whether a code of one of a person's factors is right; it is used up by that."""
    check = BY_CODE.get(method)
    return check is not None and check(person, code)


def joined(proven: Sequence[str], *more: str) -> list[str]:
    """The `amr` of somebody who has proven another factor."""
    return list(dict.fromkeys([*proven, *more, SEVERAL]))
