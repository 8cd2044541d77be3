from django.apps import AppConfig

from dovetail.shared_kernel.authz import Authorizer
from dovetail.shared_kernel.manifest import Manifest
from dovetail.shared_kernel.ports import offer


class OrganizationsConfig(AppConfig):
    name = "dovetail.organizations"
    label = "dovetail_organizations"
    verbose_name = "Organizations"
    manifest = Manifest(
        purpose="Who belongs together, in which role: organizations, members and invitations.",
        owner="@dovetail/organizations",
        data=("personal",),
    )

    def ready(self) -> None:
        offer(Authorizer, "dovetail.organizations.adapters.OrganizationAuthorizer")
