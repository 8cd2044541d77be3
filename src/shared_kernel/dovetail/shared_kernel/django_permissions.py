"""For projects with one tenant and Django's own groups: permissions are Django's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.contrib.auth import get_backends, get_user_model
from django.contrib.auth.models import Permission as DjangoPermission
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from .authz import Actor, Grant, Permission, TenantId, TenantNotFound, catalogue
from .conf import conf
from .identifiers import context_of
from .manifest import declaring_apps
from .transports import UserId


class DjangoPermissionAuthorizer:
    """
    Every active user belongs to the one tenant, and may there what Django says.

    `billing:invoice.read` is the permission `invoice_read` of billing's app, given to users and
    groups in Django's admin or by any authentication backend; superusers may everything. `migrate`
    makes the permissions. A grant costs the three queries of Django: user, own, of groups.
    """

    def grant(self, actor: Actor, tenant_id: TenantId) -> Grant:
        """
        What an actor may do in the one tenant.

        :raises TenantNotFound: in any other, and for who is no active user.
        """
        user = self._user(actor) if tenant_id in self.tenants(actor) else None
        if user is None or not user.is_active:
            raise TenantNotFound
        held = (code for code, name in _names().items() if user.has_perm(name))
        return Grant(actor, tenant_id, frozenset(held))

    def tenants(self, actor: Actor) -> Sequence[TenantId]:
        """The one tenant, for whoever is somebody and is not bound to another."""
        only = the_tenant()
        return (only,) if actor.user_id and actor.bound_tenant in (None, only) else ()

    def people_with(self, tenant_id: TenantId, permission: str) -> Sequence[UserId]:
        """The active users who have a permission, by the backends that can list them."""
        name = _names().get(permission)
        if name is None or tenant_id != the_tenant():
            return ()
        found: dict[UserId, None] = {}
        for backend in get_backends():
            listed: Any = getattr(backend, "with_perm", None)
            if listed is not None:
                keys = listed(name).order_by("pk").values_list("pk", flat=True)
                found |= dict.fromkeys(map(str, keys))
        return list(found)

    def after_migrate(self, using: str) -> None:
        """Make the permissions that are declared and not there yet."""
        create_permissions(using)

    def _user(self, actor: Actor) -> Any:
        return get_user_model()._default_manager.filter(pk=actor.user_id).first()


def the_tenant() -> TenantId:
    """The one tenant, as DOVETAIL_KERNEL names it."""
    return TenantId(UUID(conf().only_tenant_id))


def create_permissions(using: str = "default") -> list[str]:
    """Make a permission of Django for each that is declared and has none; the names of those."""
    if DjangoPermission._meta.db_table not in connections[using].introspection.table_names():
        return []
    there = DjangoPermission.objects.using(using).values_list("content_type__app_label", "codename")
    known = {f"{label}.{codename}" for label, codename in there}
    made = [
        DjangoPermission(
            codename=_codename(permission),
            name=permission.summary[:255],
            content_type=_content_type(config, permission, using),
        )
        for permission, config in _declared()
        if f"{config.label}.{_codename(permission)}" not in known
    ]
    DjangoPermission.objects.using(using).bulk_create(made)
    return [f"{one.content_type.app_label}.{one.codename}" for one in made]


def _names() -> Mapping[str, str]:
    """What each declared permission is called in Django, by its code."""
    return {
        permission.code: f"{config.label}.{_codename(permission)}"
        for permission, config in _declared()
    }


def _declared() -> Iterator[tuple[Permission, AppConfig]]:
    found = _apps()
    for permission in catalogue.all():
        config = found.get(permission.code.split(":")[0])
        if config is not None:
            yield permission, config


def _apps() -> Mapping[str, AppConfig]:
    return {context_of(config.name): config for config in declaring_apps()}


def _codename(permission: Permission) -> str:
    return permission.code.partition(":")[2].replace(".", "_")


def _content_type(config: AppConfig, permission: Permission, using: str) -> ContentType:
    """That of the model which the permission is named after, else of the app's first."""
    types = ContentType.objects.db_manager(using)
    models = list(config.get_models())
    if not models:
        return types.get_or_create(app_label=config.label, model="permission")[0]
    resource = permission.code.partition(":")[2].split(".")[0].replace("_", "")
    named = [model for model in models if model._meta.model_name == resource]
    return types.get_for_model((named or models)[0])
