"""Views: one per URL, one call into services or repositories, nobody in by default."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dovetail.shared_kernel.authz import (
    ANONYMOUS,
    Actor,
    Authorizer,
    Grant,
    Permission,
    PermissionDenied,
    StaffPermission,
    TenantId,
    TenantNotFound,
    require_staff,
)
from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.events import come_from, published_by
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.transports import UserId

from .conditions import CHANGES, unless_changed, versioned
from .filters import StrictFilterSet, filtered
from .limits import Limit, RateLimited, count_request, count_unknown, limits_of
from .middleware import current_request_id
from .openapi import DescribedLater
from .operations import NO_PARAMETERS, Operation, operation_of
from .pagination import paginate
from .parsers import StrictJSONParser, refuse_unmeasured
from .problems import FieldProblem, InvalidParameters, problem_handler
from .renderers import MsgspecRenderer, Negotiation, untied
from .repetition import once
from .requests import NoBody, validated

Access = Literal["public", "authenticated"]
PUBLIC: Access = "public"
AUTHENTICATED: Access = "authenticated"
Required: TypeAlias = Permission | StaffPermission | Access

_headers: dict[tuple[type, tuple[str, ...]], dict[str, str]] = {}


class ApiView(APIView):
    """
    The base of every view.

    ``permissions`` says for each method who may call it: PUBLIC, AUTHENTICATED, a personal
    Permission, a StaffPermission or, in a TenantView, a Permission of roles. A method that is not
    in it does not let the project start.
    """

    permissions: ClassVar[Mapping[str, Required]] = {}
    limits: ClassVar[Mapping[str, Sequence[Limit]]] = {}
    """How often each method may be called, besides what the project allows of all requests."""
    filterset_class: ClassVar[type[StrictFilterSet] | None] = None
    ordering: ClassVar[tuple[str, ...]] = ()
    """What `ordering` may be, the default first; empty keeps the read's own order."""

    parser_classes = (StrictJSONParser,)
    renderer_classes = (MsgspecRenderer,)
    content_negotiation_class = Negotiation
    throttle_classes = ()
    permission_classes = ()
    http_method_names = ("get", "head", "post", "put", "patch", "delete")
    schema = DescribedLater()
    rate_headers: dict[str, str] | None = None
    """What the answer says of its limits; None before the request is counted."""

    def get_exception_handler(self) -> Any:
        return problem_handler

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with published_by(actor_id=None, request_id=current_request_id() or None):
            return untied(self, super().dispatch(request, *args, **kwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.method not in self.permissions or self.method.lower() not in self.http_method_names:
            raise exceptions.MethodNotAllowed(request.method or "")
        refuse_unmeasured(request)
        super().initial(request, *args, **kwargs)
        come_from(self.actor.user_id, impersonator_id=self.actor.impersonator_id)
        self._refuse_unknown_parameters()
        promise = self.promise
        if promise is not None and promise.request is None and request.method != "GET":
            validated(NoBody, request)

    @cached_property
    def method(self) -> str:
        """The method whose permission and promise hold; a HEAD is a GET."""
        method = self.request.method or ""
        return "GET" if method == "HEAD" else method

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer of a view says, whoever asks."""
        key = (type(self), tuple(self.http_method_names))
        headers = _headers.get(key)
        if headers is None:
            headers = _headers[key] = super().default_response_headers
        return headers.copy()

    @property
    def promise(self) -> Operation | None:
        return operation_of(getattr(self, self.method.lower(), None))

    @property
    def required(self) -> Required:
        return self.permissions[self.method]

    def perform_authentication(self, request: Request) -> None:
        if self.required != PUBLIC:
            super().perform_authentication(request)
        count_request(self, limits_of(self, self.method))

    def handle_exception(self, exc: Exception) -> Response:
        if self.rate_headers is None:  # refused before it was known whose request it is
            try:
                count_unknown(self)
            except RateLimited as refusal:
                exc = refusal
        return super().handle_exception(exc)

    def check_permissions(self, request: Request) -> None:
        if self.required == PUBLIC:
            return
        if self.actor.kind == "anonymous":
            raise exceptions.NotAuthenticated
        if isinstance(self.required, StaffPermission):
            require_staff(self.actor, request.user, self.required)
        else:
            self._refuse_narrowed()

    def _refuse_narrowed(self) -> None:
        """Outside of a tenant a narrowed credential is good for personal permissions alone."""
        required, actor = self.required, self.actor
        if not isinstance(required, Permission):
            if actor.is_narrowed:
                raise PermissionDenied
            return
        is_in_scope = actor.scopes is None or required.code in actor.scopes
        if not required.is_personal or actor.bound_tenant is not None or not is_in_scope:
            raise PermissionDenied(required_permission=required.code)

    @property
    def actor(self) -> Actor:
        """Whoever asks; what a foreign authenticator says of a user is taken as it is."""
        if self.permissions.get(self.method, PUBLIC) == PUBLIC:
            return ANONYMOUS
        if isinstance(self.request.auth, Actor):
            return self.request.auth
        user = self.request.user
        if not getattr(user, "is_authenticated", False):
            return ANONYMOUS
        return Actor(kind="user", user_id=str(user.pk))

    @property
    def user_id(self) -> UserId:
        """The caller's id, where the view asks for authentication."""
        if self.actor.user_id is None:
            raise exceptions.NotAuthenticated
        return self.actor.user_id

    def answer(self, effect: Callable[[], Response]) -> Response:
        """What a method that changes something answers, once and to the version it means."""
        expected = self.request.headers.get("If-Match")
        if self.method in CHANGES and expected is not None:
            return unless_changed(self, expected, effect)
        if self.method == "POST" and self.required != PUBLIC:
            return once(self, effect)
        return effect()

    def page(self, rows: Any) -> Response:
        """A page of an ordered read: filtered, ordered and cut as the request asks."""
        promise = self.promise
        if promise is None or not promise.is_list:
            raise TypeError(f"{type(self).__name__} answers a page, and its operation says none.")
        if self.filterset_class is not None:
            rows = filtered(self.filterset_class, rows, self.request)
        if self.ordering:
            rows = self._ordered(rows)
        items, pagination = paginate(rows, self.request, self.actor.user_id)
        return Response({promise.responses[200].collection_key: items, "pagination": pagination})

    def ok(self, body: Any) -> Response:
        return Response(body)

    def accepted(self, body: Any, *, location: str | None = None) -> Response:
        """202, and where it is told what becomes of it, if anywhere."""
        headers = {"Location": location} if location else {}
        return Response(body, status=status.HTTP_202_ACCEPTED, headers=headers)

    def created(self, body: Any, *, location: str | None = None) -> Response:
        """201, and where the new resource is: below this path by its id, unless told."""
        where = location or f"{self.request.path}/{body.id}"
        return Response(body, status=status.HTTP_201_CREATED, headers={"Location": where})

    def no_content(self) -> Response:
        return Response(status=status.HTTP_204_NO_CONTENT)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-cache"
        promise = self.promise
        if promise is not None and promise.deprecated is not None:
            for name, value in promise.deprecated.headers.items():
                answer[name] = value
        told = versioned(self, answer)
        for name, value in (self.rate_headers or {}).items():
            told[name] = value
        return told

    def _ordered(self, rows: Any) -> Any:
        chosen = self.request.query_params.get("ordering", self.ordering[0])
        if chosen not in self.ordering:
            detail = f"One of {', '.join(self.ordering)} is expected."
            raise InvalidParameters([FieldProblem("invalid_choice", detail, None, "ordering")])
        return rows.order_by(chosen, "-id" if chosen.startswith("-") else "id")

    def _refuse_unknown_parameters(self) -> None:
        if not self.request.query_params:
            return
        known = self.known_parameters(self.promise)
        problems = [
            FieldProblem("unknown_parameter", "This parameter is not known here.", None, name)
            for name in self.request.query_params
            if name not in known
        ]
        problems += [
            FieldProblem("repeated_parameter", "This parameter is given twice.", None, name)
            for name, values in self.request.query_params.lists()
            if len(values) > 1
        ]
        if problems:
            raise InvalidParameters(problems)

    @classmethod
    def known_parameters(cls, promise: Operation | None) -> frozenset[str]:
        if promise is None or not promise.is_list:
            return NO_PARAMETERS
        filters = cls.filterset_class.base_filters if cls.filterset_class else ()
        ordering = ("ordering",) if cls.ordering else ()
        return frozenset({"cursor", "per_page", *filters, *ordering})


class TenantView(ApiView):
    """
    The base of views on what belongs to a tenant.

    The tenant stands in the URL, under the keyword that DOVETAIL_KERNEL names; where it does
    not, it is the caller's only one. Handlers receive it as ``tenant_id``. Who is not in the
    tenant is told 404, a member without the permission 403.
    """

    tenant_url_kwarg: ClassVar[str | None] = None
    grant: Grant

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        keyword = self.tenant_url_kwarg or conf().tenant_url_kwarg
        kwargs["tenant_id"] = kwargs.pop(keyword, None)
        return super().dispatch(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        tenant_id = self._tenant()
        self.kwargs["tenant_id"] = tenant_id
        bound = self.actor.bound_tenant
        if bound is not None and bound != tenant_id:
            raise TenantNotFound
        self.grant = wired(Authorizer).grant(self.actor, tenant_id)
        if isinstance(self.required, Permission):
            self.grant.require(self.required)
        elif self.actor.scopes is not None:
            raise PermissionDenied

    def _refuse_narrowed(self) -> None:
        """In a tenant the grant says what a credential is good for."""

    def _tenant(self) -> TenantId:
        named: UUID | None = self.kwargs["tenant_id"]
        if named is not None:
            return TenantId(named)
        theirs = wired(Authorizer).tenants(self.actor)
        if len(theirs) != 1:
            raise TenantNotFound
        return theirs[0]
