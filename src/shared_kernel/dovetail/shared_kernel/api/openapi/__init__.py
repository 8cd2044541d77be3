"""How a view describes itself; the document is made by the documentation, when somebody asks."""

from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from dovetail.shared_kernel.api.operations import Deprecation, Page, operation

__all__ = ["Deprecation", "DescribedLater", "Page", "finish", "operation"]

DOCUMENTATION = "dovetail.shared_kernel.documentation.openapi"


class DescribedLater:
    """The schema of a view, which only a document needs: a process that serves imports none."""

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return _schema().__get__(view, owner)

    def __set__(self, view: Any, schema: Any) -> None:
        _schema().__set__(view, schema)


@cache
def _schema() -> Any:
    return import_string(f"{DOCUMENTATION}.AutoSchema")()


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A drf-spectacular postprocessing hook: the headers that every answer carries."""
    make: Any = import_string(f"{DOCUMENTATION}.finish")
    finished: dict[str, Any] = make(result, generator, request, public)
    return finished
