from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.billing import errors, repositories, transports
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.views import PUBLIC, ApiView


class PlansView(ApiView):
    """The plans."""

    permissions = {"GET": PUBLIC}

    @operation("list_plans", responses=Page[transports.Plan])
    def get(self, request: Request) -> Response:
        """List the plans that one may subscribe to."""
        return self.page(repositories.list_plans())


class PlanView(ApiView):
    """One plan."""

    permissions = {"GET": PUBLIC}

    @operation("get_plan", responses=transports.Plan, refusals=(errors.PlanNotFound,))
    def get(self, request: Request, code: str) -> Response:
        """Show a plan."""
        return self.ok(repositories.get_plan(code))
