"""Request bodies: strict, and all that is wrong said at once."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal as PythonDecimal
from decimal import InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import EmailValidator
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

# Cc controls, Cs surrogates, Co private use, Cn unassigned; Cf holds bidi marks and what is
# invisible, Zl and Zp separate lines and paragraphs. Line breaks and tabs pass where a text may
# have several lines.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


class StrictSerializer(serializers.Serializer[Any]):
    """The base of request bodies: a JSON object without keys that nobody declared."""

    is_open: ClassVar[bool] = False
    """Whether such keys are passed over: for what others define, and add to."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if not isinstance(data, Mapping) or hasattr(data, "getlist"):
            whole = ErrorDetail("A JSON object is expected.", code="not_an_object")
            raise ValidationError({_WHOLE: [whole]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        errors: dict[str, Any] = {
            str(key): [ErrorDetail("This key is not known here.", code="unknown_field")]
            for key in data
            if not self.is_open and (key not in self.fields or self.fields[key].read_only)
        }
        try:
            values: dict[str, Any] = super().to_internal_value(data)
        except ValidationError as error:
            detail = error.detail
            found = detail if isinstance(detail, dict) else {_WHOLE: detail}
            errors = {**errors, **found}
        if errors:
            raise ValidationError(errors)
        return values


_WHOLE = api_settings.NON_FIELD_ERRORS_KEY


class NoBody(StrictSerializer):
    """For operations that take no body: none, or an empty object."""


def validated(
    serializer: type[serializers.BaseSerializer[Any]], request: Request
) -> dict[str, Any]:
    """The request's body as keyword arguments for a service, or a 422 that names every error."""
    partial = request.method == "PATCH"
    body = serializer(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class Text(serializers.CharField):
    """
    A string in NFC without control, bidi or invisible characters; never made from a number.

    Surrounding white space is removed. A text of ``several_lines`` keeps its line breaks and
    tabs; a ``verbatim`` one, such as a password, is taken as it is.
    """

    default_error_messages = {
        "not_text": "A string is expected.",
        "unsafe_text": "Control, bidirectional and invisible characters are not accepted.",
    }

    def __init__(self, *, several_lines: bool = False, verbatim: bool = False, **kwargs: Any):
        self.passing = frozenset("\n\t\r") if several_lines else frozenset()
        self.verbatim = verbatim
        super().__init__(trim_whitespace=not verbatim, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail("not_text")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if self.verbatim:
            return super().to_internal_value(data)
        text = unicodedata.normalize("NFC", data)
        for character in text:
            if unicodedata.category(character) in _REFUSED and character not in self.passing:
                self.fail("unsafe_text")
        return super().to_internal_value(text)


class Email(Text):
    """A mail address of at most 254 characters (RFC 5321)."""

    default_error_messages = {"invalid": "Enter a valid mail address."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254, **kwargs})
        self.validators.append(EmailValidator(message=self.error_messages["invalid"]))


class Integer(serializers.IntegerField):
    """A JSON number without a fraction; never a string or a boolean."""

    default_error_messages = {"not_an_integer": "An integer is expected."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1 - 2**53, "max_value": 2**53 - 1, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("not_an_integer")
        return data


class Boolean(serializers.BooleanField):
    """true or false."""

    default_error_messages = {"not_a_boolean": "true or false is expected."}

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("not_a_boolean")
        return data


class Uuid(serializers.UUIDField):
    """A UUID in its canonical form."""

    def to_internal_value(self, data: Any) -> UUID:
        try:
            value = UUID(data) if isinstance(data, str) else None
        except ValueError:
            value = None
        if value is None or str(value) != str(data).lower():
            self.fail("invalid", value=str(data)[:40])
        return value


class Choice(serializers.ChoiceField):
    """One of a closed list of strings."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=str(data)[:40])
        value: str = super().to_internal_value(data)
        return value


class Moment(serializers.DateTimeField):
    """An instant, RFC 3339 with its offset from UTC."""

    default_error_messages = {"naive": "An offset from UTC, or Z, is expected."}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="RFC 3339")
        shape = RFC_3339.fullmatch(value)
        if shape is None:
            self.fail("invalid", format="RFC 3339")
        if shape["offset"] is None:
            self.fail("naive")
        try:
            return super().to_internal_value(value)
        except (OverflowError, ValueError):
            self.fail("invalid", format="RFC 3339")


class Decimal(serializers.DecimalField):
    """A decimal as a string of digits: no exponent, no float, nothing rounded."""

    default_error_messages = {"not_a_decimal": "A decimal as a string is expected."}

    def to_internal_value(self, data: Any) -> PythonDecimal:
        if not isinstance(data, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", data):
            self.fail("not_a_decimal")
        try:
            return super().to_internal_value(data)
        except InvalidOperation:
            self.fail("not_a_decimal")
