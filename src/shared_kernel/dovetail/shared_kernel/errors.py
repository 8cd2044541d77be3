"""Refusals: what a service says when it will not do what it was asked."""

import re
from functools import cache
from typing import Any, ClassVar


class Refusal(Exception):
    """
    A refusal that the caller can understand and act upon.

    Subclass one of the kinds below: the class name is the stable code, the first line of
    the docstring is what the client reads. ``members`` are added to the problem document
    (``raise errors.SeatLimitReached(limit=5, used=5)``).
    """

    status: ClassVar[int] = 400

    def __init__(self, detail: str = "", **members: Any) -> None:
        super().__init__(detail or self.title_of())
        self.detail = detail or self.title_of()
        self.members = members

    @classmethod
    @cache
    def code_of(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    @cache
    def title_of(cls) -> str:
        text = (cls.__doc__ or cls.code_of().replace("_", " ").capitalize()).strip()
        return " ".join(text.split("\n\n")[0].split())

    @property
    def code(self) -> str:
        return self.code_of()


class BadRequest(Refusal):
    """The request is malformed."""

    status = 400


class Unauthenticated(Refusal):
    """Authentication is missing or not valid."""

    status = 401


class Forbidden(Refusal):
    """This is not allowed."""

    status = 403


class NotFound(Refusal):
    """There is no such resource, or it is not yours to see."""

    status = 404


class Conflict(Refusal):
    """The request conflicts with the state of the resource."""

    status = 409


class Gone(Refusal):
    """This was there once, and is used or expired."""

    status = 410


class Unprocessable(Refusal):
    """The request was understood, and is not valid."""

    status = 422


class TooMany(Refusal):
    """There were too many requests; try again later."""

    status = 429

    def __init__(self, detail: str = "", *, retry_after: int = 1, **members: Any) -> None:
        super().__init__(detail, **members)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The service is not available at the moment; try again later."""

    status = 503

    def __init__(self, detail: str = "", *, retry_after: int = 5, **members: Any) -> None:
        super().__init__(detail, **members)
        self.retry_after = retry_after


def said_by(error: Exception) -> str:
    """What an exception says, in a text that a row can hold."""
    text = f"{type(error).__name__}: {error}".replace("\0", "")
    return text.encode("utf-8", "replace").decode()[:2000]
