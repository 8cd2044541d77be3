"""The one kind of body that is understood: I-JSON (RFC 7493), of bounded size and depth."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from .problems import LengthRequired, PayloadTooLarge

MAX_BYTES = 1_048_576
MAX_DEPTH = 32


def refuse_unmeasured(request: Any) -> None:
    """
    Refuse a body of unknown length: WSGI has no way to say where it ends, and Django takes it
    for none.

    :raises LengthRequired:
    """
    if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired


class StrictJSONParser(BaseParser):
    """UTF-8, no duplicate keys, no NaN, no lone surrogates, at most 32 levels and 1 MiB."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise PayloadTooLarge
        try:
            value = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=_without_duplicates,
                parse_constant=_refused,
                parse_float=_finite,
            )
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.", code="malformed_json") from None
        except ValueError as error:
            raise ParseError(f"The JSON is malformed: {error}", code="malformed_json") from None
        _inspect(value)
        return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has a key twice")
    return members


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is larger than a number can be")
    return number


def _inspect(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return
        level = [inner for outer in level for inner in _inside(outer)]
    raise ParseError("The JSON is nested too deeply.", code="malformed_json")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ParseError("The JSON has a lone surrogate.", code="malformed_json")
        return []
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
