"""Adapters can do what their ports ask, and somebody says who belongs where."""

from collections.abc import Iterator, Sequence
from inspect import isclass
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string

from dovetail.shared_kernel import ports
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import Authorizer, Nobody, UserTenantAuthorizer

CHECKS = {
    "dovetail.E026": "an adapter lacks a method of its port",
    "dovetail.E027": "users are to be tenants, and their keys are neither numbers nor UUIDs",
    "dovetail.W021": "views ask for permissions in a tenant, and no `Authorizer` is wired",
}


@checks.register("dovetail")
def check_adapters(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{ports.path_of(name)} is wired to the port {name}, and lacks {', '.join(missing)}.",
            id="dovetail.E026",
        )
        for name, protocol in ports.declared.items()
        if (missing := list(_missing(protocol, adapter_of(name))))
    ]


def adapter_of(name: str) -> Any:
    """What is wired to a port; None where that is another check's matter."""
    try:
        return import_string(ports.path_of(name))
    except (ImportError, ImproperlyConfigured):
        return None


def _missing(protocol: type, adapter: Any) -> Iterator[str]:
    """What a class does not have; what a factory makes is seen when it is used."""
    if isclass(adapter):
        for name, member in vars(protocol).items():
            if callable(member) and not name.startswith("_") and not hasattr(adapter, name):
                yield name


@checks.register("dovetail")
def check_tenants(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    adapter = adapter_of(ports.name_of(Authorizer))
    if adapter is Nobody:
        return list(_closed())
    is_of_users = isclass(adapter) and issubclass(adapter, UserTenantAuthorizer)
    users = get_user_model()
    keys = (models.IntegerField, models.UUIDField)
    if not is_of_users or isinstance(users._meta.pk, keys):
        return []
    return [
        checks.Error(
            f"UserTenantAuthorizer makes every user a tenant, and the keys of {users._meta.label} "
            "are neither numbers nor UUIDs.",
            hint="Wire an Authorizer of your own to shared_kernel.Authorizer in DOVETAIL_PORTS.",
            id="dovetail.E027",
        )
    ]


def _closed() -> Iterator[checks.CheckMessage]:
    if getattr(settings, "ROOT_URLCONF", None) and any(_tenant_views(get_resolver().url_patterns)):
        yield checks.Warning(
            "No Authorizer is wired, so nobody belongs to a tenant, and views of tenants answer "
            "404 to everybody.",
            hint="Wire one to shared_kernel.Authorizer in DOVETAIL_PORTS; the kernel has "
            "authz.UserTenantAuthorizer and django_permissions.DjangoPermissionAuthorizer.",
            id="dovetail.W021",
        )


def _tenant_views(patterns: Any) -> Iterator[bool]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _tenant_views(pattern.url_patterns)
        else:
            view = getattr(pattern.callback, "view_class", None)
            yield isinstance(view, type) and issubclass(view, TenantView)
