from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.billing import errors, repositories, services, transports
from dovetail.billing.api.serializers import AdvanceTestClock
from dovetail.billing.permissions import TEST_CLOCK_ADVANCE
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import TenantId


class TestClockView(TenantView):
    """The clock of an account, where clocks can be moved."""

    permissions = {"GET": TEST_CLOCK_ADVANCE}

    @operation(
        "get_test_clock", responses=transports.TestClock, refusals=(errors.TestClocksAreOff,)
    )
    def get(self, request: Request, tenant_id: TenantId) -> Response:
        """Show what time it is for the account."""
        return self.ok(repositories.get_test_clock(tenant_id))


class AdvanceView(TenantView):
    """The movement of a clock."""

    permissions = {"POST": TEST_CLOCK_ADVANCE}

    @operation(
        "advance_test_clock",
        request=AdvanceTestClock,
        responses=transports.TestClock,
        refusals=(
            errors.TestClocksAreOff,
            errors.ClockMovedBackwards,
            errors.ClockMovedTooFar,
        ),
        commits_by_itself=True,
    )
    def post(self, request: Request, tenant_id: TenantId) -> Response:
        """Move the clock of the account, and bill what is due by then."""
        body = validated(AdvanceTestClock, request)
        return self.ok(services.advance_test_clock(tenant_id=tenant_id, **body))
