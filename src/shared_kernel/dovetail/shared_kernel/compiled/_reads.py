"""The decorator, and which functions it takes."""

import inspect
from collections.abc import Callable
from functools import wraps
from types import NoneType, UnionType
from typing import Any, ParamSpec, TypeVar, Union, cast, get_args, get_origin

from django.core.signals import setting_changed

from dovetail.shared_kernel.transports import ReadQuerySet, Rows

from ._parameters import NotCompilable, Param
from ._records import recorded
from ._rows import SCALARS, CompiledRows
from ._statements import Kept, Plan

P = ParamSpec("P")
T = TypeVar("T")


def compiled(function: Callable[P, Rows[T]]) -> Callable[P, Rows[T]]:
    """
    Compile a repository's read once for each set of its arguments that are given.

    The body builds an ordinary queryset that ends in `.into(transport)`, and only compares its
    arguments with columns. It runs once with a parameter in the place of each argument; an
    argument that is None is None there too. What it takes from elsewhere, such as a setting,
    stays as it was then, until a test changes a setting. `.filter(column=value)`,
    `.order_by(…)`, `[:n]` and a page of the result are compiled as well; any other operation is
    one on the ordinary queryset.

    :raises NotCompilable: at import for the signature, at the first call for the body.
    """
    return _compiled(function, lambda name, rows: rows)


def compiled_records(function: Callable[P, Rows[T]]) -> Callable[P, Rows[T]]:
    """
    The same for a read of records: model instances, and those that `select_related` joins.

    It is for the few reads whose callers must have a record, such as `request.user`.

    :raises NotCompilable: as `compiled`.
    """
    return _compiled(function, recorded)


def _compiled(
    function: Callable[P, Rows[T]], accepted: Callable[[str, Any], Any]
) -> Callable[P, Rows[T]]:
    name = f"{function.__module__}.{function.__qualname__}"
    signature = _accepted(name, function)
    arguments = tuple(signature.parameters)
    plans = Kept()
    setting_changed.connect(plans.forget, weak=False)

    def build(shape: tuple[bool, ...]) -> Plan:
        places = iter(range(len(arguments)))
        given = [
            Param(next(places), f"{name}: {argument}") if is_given else None
            for argument, is_given in zip(arguments, shape, strict=True)
        ]
        rows = cast("Any", function)(*given)
        return Plan(name, accepted(name, rows), sum(shape))

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> Rows[T]:
        values: tuple[Any, ...] = args
        if kwargs or len(args) != len(arguments):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            values = tuple(bound.arguments.values())
        shape = tuple(value is not None for value in values)
        return CompiledRows(
            plans.get(shape, lambda: build(shape)),
            tuple(value for value in values if value is not None),
            lambda: function(*args, **kwargs),
        )

    return read


def _accepted(name: str, function: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(function)
    for argument, parameter in signature.parameters.items():
        if parameter.kind != parameter.POSITIONAL_OR_KEYWORD:
            raise NotCompilable(f"{name}: {argument} is not one argument that may be positional.")
        if parameter.default not in (None, parameter.empty):
            raise NotCompilable(f"{name}: {argument} has a default; only None may be left out.")
        if not _is_scalar(parameter.annotation):
            raise NotCompilable(
                f"{name}: {argument} is not annotated as one value of a column (a UUID, text, a "
                f"number, a moment, an Enum, or None), so its value would decide what is compiled."
            )
    returned = signature.return_annotation
    if (get_origin(returned) or returned) is not ReadQuerySet:
        raise NotCompilable(f"{name} does not return Rows.")
    return signature


def _is_scalar(hint: Any) -> bool:
    """Also of what is annotated, named anew, or may be None."""
    if hasattr(hint, "__metadata__"):
        return _is_scalar(hint.__origin__)
    if hasattr(hint, "__supertype__"):
        return _is_scalar(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        return all(_is_scalar(kind) for kind in get_args(hint) if kind is not NoneType)
    return isinstance(hint, type) and issubclass(hint, SCALARS)
