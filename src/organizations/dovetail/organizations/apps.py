from django.apps import AppConfig

from dovetail.shared_kernel.authz import Authorizer
from dovetail.shared_kernel.ports import offer


class OrganizationsConfig(AppConfig):
    name = "dovetail.organizations"
    label = "dovetail_organizations"
    verbose_name = "Organizations"

    def ready(self) -> None:
        offer(Authorizer, "dovetail.organizations.adapters.OrganizationAuthorizer")
