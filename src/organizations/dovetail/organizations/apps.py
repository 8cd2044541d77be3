from django.apps import AppConfig

from dovetail.shared_kernel.authz import Authorizer
from dovetail.shared_kernel.ports import offer


class OrganizationsConfig(AppConfig):
    name = "dovetail.organizations"
    label = "dovetail_organizations"
    verbose_name = "Organizations"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers the checks)

        offer(Authorizer, "dovetail.organizations.adapters.OrganizationAuthorizer")
