"""Identifiers that sort by time, and the names of contexts."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """
    A UUID of version 7: milliseconds, then twelve bits of the fraction of a millisecond, then
    62 random bits (RFC 9562, section 6.2, method 3).
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)


def context_of(module: str) -> str:
    """`billing`, for `dovetail.billing.ports`; the top package for a module of a project."""
    top, *rest = module.split(".")
    return rest[0] if top == "dovetail" and rest else top
