"""The authorization matrix: who is answered what, a row for every endpoint, tried for real."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from django.db import transaction

from dovetail.shared_kernel.api import views
from dovetail.shared_kernel.authz import OWNER, Grant, catalogue
from dovetail.shared_kernel.conf import conf

from .endpoints import Endpoint, endpoints

ACTORS = ("anonymous", "stranger", "viewer", "member", "admin", "owner")
"""Whose answers stand in a row, in this order. A stranger is signed in, and belongs elsewhere."""

EVERYBODY = "{0} {0} {0} {0} {0} {0}"
AUTHENTICATED = "401 {0} {0} {0} {0} {0}"
STAFF_ONLY = "401 403 403 403 403 403"  # what staff is answered stands elsewhere
OWN = "401 404 404 404 404 {0}"  # what belongs to the person who asks
MEMBERS = "401 404 {0} {0} {0} {0}"
NOT_VIEWERS = "401 404 403 {0} {0} {0}"
ADMINS = "401 404 403 403 {0} {0}"

BODIES = {"POST": b"{}", "PUT": b"{}", "PATCH": b"{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Somebody in every role, and what they have to do with."""

    clients: Mapping[str, Any]
    """A client for each of ACTORS; all sign in as the project's users do."""
    ids: Mapping[str, Any] = field(default_factory=dict)
    """What stands in paths: the tenant's id under its keyword, and a thing of each kind in it."""
    foreign_ids: Mapping[str, Any] = field(default_factory=dict)
    """The same of the stranger's tenant."""


class Matrix:
    """
    Rows for the endpoints of an app, or of a whole project.

    A row is what each of ACTORS is answered to an empty body, by method and path below the
    prefix: ``"POST invoices/{invoice_id}/pay": ADMINS.format(200)``. A 422 says that the body
    came to be read. Each of the four proofs returns what is wrong, a line each.
    """

    def __init__(self, rows: Mapping[str, str], *, app: str = "", prefix: str = "api/v1/") -> None:
        self.rows = rows
        self._app = app
        self._prefix = prefix

    @cached_property
    def endpoints(self) -> Mapping[str, Endpoint]:
        return {
            one.key.replace(self._prefix, "", 1): one
            for one in endpoints(self._prefix)
            if f"{one.view.__module__}.".startswith(f"{self._app}." if self._app else "")
        }

    def gaps(self) -> list[str]:
        """Endpoints without a row, and rows without an endpoint."""
        missing = sorted(self.endpoints.keys() - self.rows.keys())
        stale = sorted(self.rows.keys() - self.endpoints.keys())
        return [f"{row} has no row" for row in missing] + [
            f"{row} is a row without an endpoint" for row in stale
        ]

    def wrong(self, cast: Cast) -> list[str]:
        """Rows that do not say what is answered; each cell is a request."""
        found = []
        for row, expected in self.rows.items():
            said = " ".join(map(str, self._answers(row, cast)))
            if said != expected:
                found.append(f"{row}: {said} instead of {expected}")
        return found

    def leaks(self, cast: Cast, *, tenant: str | None = None) -> list[str]:
        """Things of another tenant that are found below one's own, asked by who may most."""
        keyword = tenant or conf().tenant_url_kwarg
        ids = {**cast.foreign_ids, keyword: cast.ids.get(keyword)}
        found = []
        for row in self.rows:
            names = re.findall(r"{(\w+)}", row)
            if keyword in names and len(names) > 1:
                status = self.answer(row, cast.clients[ACTORS[-1]], ids)
                if status != 404:
                    found.append(f"{row}: {status} for what belongs to another tenant")
        return found

    def unnoticed(self, cast: Cast) -> list[str]:
        """
        Endpoints that could be weakened without a word from their rows.

        Each in turn is opened to everybody, to whoever is signed in, and in a tenant to whoever
        belongs elsewhere. Were the cells not tried, this would say so.
        """
        return [
            f"{row} could be {how}"
            for row, endpoint in self.endpoints.items()
            if row in self.rows
            for how, weakened in _weaknesses(endpoint, self.rows[row])
            if not self._notices(row, weakened, cast)
        ]

    def _notices(self, row: str, weakened: Callable[[], Any], cast: Cast) -> bool:
        cells = self.rows[row].split()
        with weakened():
            try:
                answers = zip(self._answers(row, cast), cells, strict=True)
                return any(str(said) != cell for said, cell in answers)
            except Exception:
                return True  # the view relies on what it declares, and breaks without it

    def _answers(self, row: str, cast: Cast) -> Iterator[int]:
        for actor in ACTORS:
            yield self.answer(row, cast.clients[actor], cast.ids)

    def answer(self, row: str, client: Any, ids: Mapping[str, Any]) -> int:
        """What a client is answered to a row's request; nothing of it stays."""
        method, template = row.split(" ", 1)
        path = f"/{self._prefix}{template.format(**ids)}"
        with transaction.atomic():
            body = BODIES.get(method, b"")
            response = client.generic(method, path, body, content_type="application/json")
            transaction.set_rollback(True)
        status: int = response.status_code
        return status


def _weaknesses(endpoint: Endpoint, row: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    declared = endpoint.view.permissions.get(endpoint.method)
    is_of_tenant = issubclass(endpoint.view, views.TenantView)
    every_member_may = is_of_tenant and "403" not in row
    everybody_may = getattr(declared, "is_personal", False)  # it narrows credentials, not people
    if declared != views.PUBLIC:
        yield "opened to everybody", lambda: _declaring(endpoint, views.PUBLIC)
    is_for_some = declared not in (views.PUBLIC, views.AUTHENTICATED) and not everybody_may
    if is_for_some and not every_member_may:
        yield "opened to whoever is signed in", lambda: _declaring(endpoint, views.AUTHENTICATED)
    if declared != views.PUBLIC and is_of_tenant:
        yield "opened to other tenants", lambda: _letting_everybody_in(endpoint.view)


@contextmanager
def _declaring(endpoint: Endpoint, access: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        declared = {**endpoint.view.permissions, endpoint.method: access}
        patched.setattr(endpoint.view, "permissions", declared)
        yield


@contextmanager
def _letting_everybody_in(view: type[views.ApiView]) -> Iterator[None]:
    """As if the tenant in the path were not compared with whoever asks."""

    def check(self: views.TenantView, request: Any) -> None:
        views.ApiView.check_permissions(self, request)
        tenant_id = self.kwargs["tenant_id"] = self._tenant()
        self.grant = Grant(self.actor, tenant_id, catalogue.for_role(OWNER), OWNER)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(view, "check_permissions", check)
        yield
