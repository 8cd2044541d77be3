"""From where something is asked, for what is kept of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The network address, as far as it can be believed, and the program, as it says of itself."""

    ip: str | None = None
    user_agent: str = ""


_circumstances: ContextVar[Circumstances] = ContextVar("dovetail_accounts_circumstances")
_unknown = Circumstances()


def circumstances() -> Circumstances:
    """From where the call comes that is answered now."""
    return _circumstances.get(_unknown)


@contextmanager
def asked_from(*, ip: str | None, user_agent: str) -> Iterator[None]:
    """Keep with whatever happens inside from where it was asked."""
    token = _circumstances.set(Circumstances(ip, user_agent.replace("\0", "")[:400]))
    try:
        yield
    finally:
        _circumstances.reset(token)
