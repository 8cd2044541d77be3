"""OpenAPI components of frozen dataclasses: what is encoded is what is described."""

import dataclasses
from typing import Any, get_args, get_type_hints

import msgspec
from drf_spectacular.drainage import warn
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.serializers import CharField

from dovetail.shared_kernel.transports import field_docstrings

REF = "#/components/schemas/{name}"


class DataclassComponent(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A transport as a component, and every transport inside it as one of its own."""

    target_class = "dataclasses.dataclass"  # never matched by class: see _matches

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return isinstance(target, type) and dataclasses.is_dataclass(target)

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        name: str = self.target.__name__
        return name

    def get_identity(self, auto_schema: Any, direction: Any) -> Any:
        return self.target

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        parts = components(self.target)
        classes = reachable(self.target)
        own = parts.pop(self.target.__name__)
        for name, schema in parts.items():
            _register(auto_schema.registry, name, classes.get(name, name), schema)
        return own


def _register(registry: Any, name: str, transport: Any, schema: dict[str, Any]) -> None:
    component = ResolvedComponent(  # type: ignore[no-untyped-call]
        name=name, type=ResolvedComponent.SCHEMA, object=transport, schema=schema
    )
    known = registry._components.get(component.key)
    if known is not None and known.object is not transport:
        warn(f"Two transports are named {name}: {known.object} and {transport}.")
    registry.register_on_missing(component)


class StrictBody(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A request body refuses unknown keys, and the document says so."""

    target_class = "dovetail.shared_kernel.api.requests.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if not vars(type(self.target)).get("__doc__"):
            schema.pop("description", None)  # the base class's, which is not for clients
        for name, field in self.target.fields.items():
            if isinstance(field, CharField) and not field.allow_blank:
                schema["properties"][name].setdefault("minLength", 1)
        return {**schema, "additionalProperties": self.target.is_open}


def components(transport: type) -> dict[str, dict[str, Any]]:
    """The JSON Schema of a transport and of all inside it, by component name."""
    _, parts = msgspec.json.schema_components([transport], ref_template=REF)
    classes = reachable(transport)
    return {name: _described(schema, classes.get(name)) for name, schema in parts.items()}


def _described(schema: dict[str, Any], transport: type | None) -> dict[str, Any]:
    if transport is None:
        return schema
    schema = {key: value for key, value in schema.items() if key != "title"}
    if (transport.__doc__ or "").startswith(f"{transport.__name__}("):
        schema.pop("description", None)  # the signature that dataclass writes where none is
    documented = field_docstrings(transport)
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    for key, part in properties.items():
        part.pop("default", None)
        if key in documented:
            part["description"] = documented[key]
    # Every key is always present: absent never stands for null.
    return {**schema, "properties": properties, "required": list(properties)}


def reachable(transport: type) -> dict[str, type]:
    """Every dataclass inside a transport, itself included, by name."""
    found: dict[str, type] = {}

    def walk(hint: Any) -> None:
        is_transport = isinstance(hint, type) and dataclasses.is_dataclass(hint)
        if is_transport and hint.__name__ not in found:
            found[hint.__name__] = hint
            for inner in get_type_hints(hint).values():
                walk(inner)
        for argument in get_args(hint):
            walk(argument)

    walk(transport)
    return found
