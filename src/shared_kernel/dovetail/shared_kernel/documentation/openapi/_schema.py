"""The OpenAPI document: every operation with its permission, problems and side effects."""

from collections import defaultdict
from typing import Any, cast

from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from dovetail.shared_kernel.api.conditions import CHANGES, VERSIONED, readable
from dovetail.shared_kernel.api.filters import parameter_schema
from dovetail.shared_kernel.api.limits import POLICY, STANDING, RateLimited, limits_of
from dovetail.shared_kernel.api.operations import Operation, operation_of
from dovetail.shared_kernel.api.pagination import MOST_PER_PAGE, PER_PAGE
from dovetail.shared_kernel.api.problems import (
    CONTENT_TYPE,
    INVALID_PARAMETER,
    MALFORMED_JSON,
    TITLES,
    Problem,
)
from dovetail.shared_kernel.authz import Permission, StaffPermission
from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.errors import Refusal
from dovetail.shared_kernel.idempotency import (
    IdempotencyAnswerNotKept,
    IdempotencyInProgress,
    IdempotencyKeyInvalid,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
)
from dovetail.shared_kernel.identifiers import context_of
from dovetail.shared_kernel.manifest import declaring_apps, manifest_of

from . import _components  # noqa: F401  (registers the extensions)
from ._examples import HEADERS, LOCATION, SAID, example_of

TEXT_HEADER = {"schema": {"type": "string"}}
KEY_REFUSALS = (IdempotencyKeyInvalid, IdempotencyInProgress, IdempotencyKeyReused)
_OF_KEYS = {"required": (IdempotencyKeyRequired,), "shown_once": (IdempotencyAnswerNotKept,)}


class AutoSchema(SpectacularSchema):
    """What drf-spectacular cannot see of our views: it is declared on them."""

    view: Any

    @property
    def promise(self) -> Operation | None:
        return operation_of(getattr(self.view, self.method.lower(), None))

    @property
    def required(self) -> Any:
        return self.view.permissions.get(self.method)

    def get_operation_id(self) -> str:
        return self.promise.id if self.promise else str(super().get_operation_id())

    def get_summary(self) -> str:
        return str(self.get_description()).strip().split("\n")[0].rstrip(".")

    def is_deprecated(self) -> bool:
        return self.promise is not None and self.promise.deprecated is not None

    def get_request_serializer(self) -> Any:
        return self.promise.request if self.promise else None

    def get_response_serializers(self) -> Any:
        return dict(self.promise.responses) if self.promise else None

    def get_examples(self) -> list[OpenApiExample]:
        return list(self.promise.examples) if self.promise else []

    def get_tags(self) -> list[str]:
        return [context_of(type(self.view).__module__)]

    def get_extensions(self) -> dict[str, Any]:
        required = self.required
        code = getattr(required, "code", required)
        promise = self.promise
        published = (
            {"x-publishes": list(promise.publishes)} if promise and promise.publishes else {}
        )
        of_staff = {"x-staff-only": True} if isinstance(required, StaffPermission) else {}
        return {"x-required-permission": code, **of_staff, **published}

    def get_auth(self) -> list[dict[str, Any]]:
        if self.required == "public":
            return []
        return [scheme for scheme in super().get_auth() if scheme]

    def get_override_parameters(self) -> list[Any]:
        promise = self.promise
        listed = promise is not None and promise.is_list
        return [*(self._filters() + self._paging() if listed else []), *self._conditions()]

    def _conditions(self) -> list[OpenApiParameter]:
        """The request headers that this method heeds."""
        text = {"type": "string"}
        if self.method == "GET":
            said = "An ETag; where it is still the answer's, the answer is 304."
            return [OpenApiParameter("If-None-Match", text, "header", description=said)]
        if self._is_conditional:
            said = "An ETag; where the resource has another by now, nothing is done."
            return [OpenApiParameter("If-Match", text, "header", description=said)]
        if self._is_repeatable:
            said = "A text made for this request; sent again in 24 hours, nothing is done twice."
            key = {**text, "minLength": 1, "maxLength": 255, "pattern": r"^[\x20-\x7e]+$"}
            needed = self._needs_a_key
            return [OpenApiParameter("Idempotency-Key", key, "header", needed, description=said)]
        return []

    @property
    def _is_conditional(self) -> bool:
        return self.method in CHANGES and readable(self.view) is not None

    @property
    def _is_repeatable(self) -> bool:
        return self.method == "POST" and self.required != "public"

    @property
    def _is_limited(self) -> bool:
        return bool(limits_of(self.view, self.method))

    @property
    def _needs_a_key(self) -> bool:
        return self.promise is not None and self.promise.idempotency == "required"

    def _filters(self) -> list[OpenApiParameter]:
        filterset = self.view.filterset_class
        return [
            OpenApiParameter(
                name,
                parameter_schema(one),
                description=str(one.extra.get("help_text", "")),
                explode=False if parameter_schema(one)["type"] == "array" else None,
                style="form" if parameter_schema(one)["type"] == "array" else None,
            )
            for name, one in (filterset.base_filters.items() if filterset else ())
        ]

    def _paging(self) -> list[OpenApiParameter]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
        parameters = [
            OpenApiParameter("per_page", size, description="How many rows a page has."),
            OpenApiParameter("cursor", str, description="A cursor from `next` or `prev`; opaque."),
        ]
        if self.view.ordering:
            closed = {"type": "string", "enum": list(self.view.ordering)}
            parameters.append(OpenApiParameter("ordering", closed, description="The order."))
        return parameters

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        described: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if described is None:
            return None
        if self.required == "public":
            described["security"] = []
        if "requestBody" in described:
            described["requestBody"]["required"] = True
        if self.method == "GET":
            described["responses"]["304"] = {"description": "The caller has this version."}
        answered = list(described["responses"].items())
        for status, problems in sorted(self._problems(described).items()):
            described["responses"][str(status)] = self._problem_response(status, problems)
        for status, response in answered:
            response["description"] = response.get("description") or SAID[int(status)]
            response.setdefault("headers", {}).update(self._headers(int(status)))
        return described

    def _headers(self, status: int) -> dict[str, Any]:
        is_versioned = (self.method, status) in VERSIONED | {("GET", 304)}
        names = {
            "X-Request-Id": True,
            "ETag": is_versioned and (self.method not in CHANGES or self._is_conditional),
            "Idempotency-Replayed": self._is_repeatable,
            POLICY: self._is_limited,
            STANDING: self._is_limited,
        }
        references = {name: _header(name) for name, is_sent in names.items() if is_sent}
        ends = self.promise.deprecated if self.promise else None
        if status == 201:
            references["Location"] = LOCATION
        return references | dict.fromkeys(ends.headers if ends else (), TEXT_HEADER)

    def _problems(self, described: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
        """The codes and titles of each status that the operation may answer."""
        found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        statuses = [400, 406, 500, 503]
        if self.required != "public":
            statuses.append(401)
        if isinstance(self.required, Permission):
            statuses += [403] if self.required.is_personal else [403, 404]
        else:
            statuses += [403] if isinstance(self.required, StaffPermission) else []
            statuses += [404] if "{" in self.path else []
        if self.method != "GET":  # also where no body is expected: one that comes is refused
            statuses += [411, 413, 415, 422]
        if self._is_conditional:
            statuses.append(412)
        for status in statuses:
            found[status].append(TITLES[status])
        found[400].append(INVALID_PARAMETER)
        if self._is_limited:
            found[429].append((RateLimited.code_of(), RateLimited.title_of()))
        if self.method != "GET":
            found[400].append(MALFORMED_JSON)
        if self.required != "public":
            found[401] += self._of_authentication()
        for refusal in [*self._refusals(), *(KEY_REFUSALS if self._is_repeatable else ())]:
            found[refusal.status].append((refusal.code_of(), refusal.title_of()))
        return found

    def _of_authentication(self) -> list[tuple[str, str]]:
        """What the authentication classes say that they refuse with."""
        return [
            (refusal.code_of(), refusal.title_of())
            for authenticator in self.view.get_authenticators()
            for refusal in getattr(authenticator, "refusals", ())
        ]

    def _refusals(self) -> list[type[Refusal]]:
        promise = self.promise
        refusals = list(promise.refusals) if promise else []
        kind = promise.idempotency if promise else "honored"
        return [*refusals, *_OF_KEYS.get(kind, ())]

    def _problem_response(self, status: int, problems: list[tuple[str, str]]) -> dict[str, Any]:
        """What every operation may answer is a component; what one refuses stands in it."""
        response = self._described(problems, status)
        own = {refusal.code_of() for refusal in self._refusals()}
        codes = [code for code, _ in problems]
        if not own.isdisjoint(codes):
            return response
        name = "".join(code.title().replace("_", "") for code in codes[1:])
        if self._is_limited and not conf().request_rate:  # then not every operation is
            name += "Limited"
        return self._registered("responses", f"Problem{status}{name}", response)

    def _described(self, problems: list[tuple[str, str]], status: int) -> dict[str, Any]:
        reference = self.resolve_serializer(cast("Any", Problem), "response").ref
        headers: dict[str, Any] = {"X-Request-Id": _header("X-Request-Id")}
        if self._is_limited:
            headers |= {name: _header(name) for name in (POLICY, STANDING)}
        if status in (429, 503) or IdempotencyInProgress.code_of() in dict(problems):
            headers["Retry-After"] = _header("Retry-After")
        if status == 401:
            headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
        examples = {
            code: self._registered("examples", code, {"value": example_of(status, code, title)})
            for code, title in problems
        }
        return {
            "description": " ".join(f"`{code}`: {title}" for code, title in problems),
            "content": {CONTENT_TYPE: {"schema": reference, "examples": examples}},
            "headers": headers,
        }

    def _registered(self, kind: str, name: str, content: dict[str, Any]) -> dict[str, Any]:
        component = ResolvedComponent(name, kind, schema=content, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return {"$ref": f"#/components/{kind}/{name}"}


def _header(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/headers/{name.replace('-', '')}"}


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A drf-spectacular postprocessing hook: the headers that every answer carries."""
    headers = result.setdefault("components", {}).setdefault("headers", {})
    headers |= HEADERS
    result["tags"] = [
        {"name": context_of(config.name), "description": manifest.purpose}
        for config in declaring_apps()
        if (manifest := manifest_of(config)) is not None
        and context_of(config.name) in _tags_of(result)
    ]
    finished: dict[str, Any] = _without_marks(result)
    return finished


def _tags_of(result: dict[str, Any]) -> set[str]:
    methods = [method for path in result.get("paths", {}).values() for method in path.values()]
    return {tag for method in methods for tag in method.get("tags", ())}


def _without_marks(part: Any) -> Any:
    """The document without what drf-spectacular notes in it for itself."""
    if isinstance(part, dict):
        return {
            key: _without_marks(inner)
            for key, inner in part.items()
            if key not in ("x-spec-enum-id",)
        }
    return [_without_marks(inner) for inner in part] if isinstance(part, list) else part
