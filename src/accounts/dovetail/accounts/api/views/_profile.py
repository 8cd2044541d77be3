"""The caller's own profile."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import Profile
from dovetail.accounts.permissions import PROFILE_READ, PROFILE_UPDATE
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import AccountsView


class MeView(AccountsView):
    """The caller."""

    permissions = {"GET": PROFILE_READ, "PATCH": PROFILE_UPDATE}

    @operation("get_me", responses=transports.Me)
    def get(self, request: Request) -> Response:
        """Get the caller's profile."""
        return self.ok(repositories.get_me(self.user_id))

    @operation(
        "update_profile",
        request=Profile,
        responses=transports.Me,
        refusals=(errors.ProfileFieldNotKept,),
        publishes=(events.ProfileUpdated.name,),
    )
    def patch(self, request: Request) -> Response:
        """Change the caller's profile; what is absent stays."""
        changes = validated(Profile, request)
        return self.ok(services.update_profile(user_id=self.user_id, changes=changes))
