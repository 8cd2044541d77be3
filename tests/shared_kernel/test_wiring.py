"""Ports, settings and checks: what is wrong is said before a project starts."""

from typing import Protocol
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from dovetail.shared_kernel import ports
from dovetail.shared_kernel.api.views import ApiView
from dovetail.shared_kernel.authz import (
    Actor,
    TenantNotFound,
    UserTenantAuthorizer,
    catalogue,
    permission,
    tenant_of,
    user_of,
)
from dovetail.shared_kernel.checks import _undeclared
from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.events import Subscription, add_subscription, remove_subscription
from dovetail.shared_kernel.identifiers import uuid7


class Whistle(Protocol):
    """Makes a sound."""


@pytest.fixture
def whistle():
    ports.port()(Whistle)
    name = ports.name_of(Whistle)
    yield name
    del ports.declared[name]


def errors():
    return [message.id for message in run_checks()]


def test_a_port_without_an_adapter_is_an_error(whistle):
    assert "dovetail.E004" in errors()
    with pytest.raises(ImproperlyConfigured, match="DOVETAIL_PORTS"):
        ports.wired(Whistle)


def test_a_project_wires_a_port_in_one_line(whistle, settings):
    settings.DOVETAIL_PORTS = {whistle: "dovetail.shared_kernel.authz.Nobody"}

    assert type(ports.wired(Whistle)).__name__ == "Nobody"
    assert "dovetail.E004" not in errors()


def test_settings_are_made_once_and_anew_when_they_change(settings):
    settings.DOVETAIL_KERNEL = {**settings.DOVETAIL_KERNEL, "batch_size": 5}
    assert (conf().batch_size, conf() is conf()) == (5, True)

    settings.DOVETAIL_KERNEL["batch_size"] = 6
    assert conf().batch_size == 6

    settings.DOVETAIL_KERNEL["kettle"] = 1
    with pytest.raises(ImproperlyConfigured, match="has no setting 'kettle'"):
        conf()


def test_an_adapter_for_a_port_that_nobody_has_is_an_error(settings):
    settings.DOVETAIL_PORTS = {"kitchen.Bell": "dovetail.shared_kernel.authz.Nobody"}

    assert "dovetail.E003" in errors()


def test_a_misspelt_setting_is_an_error_that_names_it(settings):
    settings.DOVETAIL_KERNEL = {"max_atempts": 3}

    with pytest.raises(ImproperlyConfigured, match="max_atempts"):
        conf()


def test_a_method_without_a_permission_does_not_boot():
    class Open(ApiView):
        def get(self, request): ...

    assert [message.id for message in _undeclared(Open)] == [
        "dovetail.E001",
        "dovetail.E007",
    ]


def test_another_database_is_refused_in_words(settings, monkeypatch):
    monkeypatch.setattr(type(connections["default"]), "vendor", "sqlite")

    assert "dovetail.E002" in [message.id for message in run_checks(databases=["default"])]


def test_a_permission_has_one_meaning():
    permission("kitchen:bell.ring", "Ring.", roles=("member",))

    assert "kitchen:bell.ring" in catalogue.for_role("member")
    assert "kitchen:bell.ring" in catalogue.for_role("owner")
    assert "kitchen:bell.ring" not in catalogue.for_role("viewer")
    with pytest.raises(ImproperlyConfigured):
        permission("kitchen:bell.ring", "Break.", roles=("viewer",))


@pytest.mark.parametrize("user_id", ["42", str(uuid7())])
def test_a_user_can_be_a_tenant(user_id):
    tenant = tenant_of(user_id)
    actor = Actor(kind="user", user_id=user_id)

    assert user_of(tenant) == user_id
    assert UserTenantAuthorizer().grant(actor, tenant).role == "owner"
    with pytest.raises(TenantNotFound):
        UserTenantAuthorizer().grant(actor, uuid4())


def test_identifiers_sort_by_time():
    made = [uuid7() for _ in range(100)]

    assert made == sorted(made)
    assert {one.version for one in made} == {7}


def test_a_subscription_to_what_an_installed_app_never_says_is_an_error():
    add_subscription(Subscription("kitchen.listen", "shared_kernel.nothing_said.v1", print))
    try:
        assert "dovetail.E009" in errors()
    finally:
        remove_subscription("kitchen.listen")


def test_a_subscription_to_an_app_that_is_not_installed_waits_for_it():
    add_subscription(Subscription("kitchen.listen", "garden.gate_opened.v1", print))
    try:
        assert "dovetail.E009" not in errors()
    finally:
        remove_subscription("kitchen.listen")


@pytest.mark.django_db
def test_deliveries_of_a_subscription_that_is_gone_are_warned_of(boil, hear, deliver):
    hear(print)
    boil()
    remove_subscription("kitchen.pour")

    told = [each for each in run_checks(databases=["default"]) if each.id == "dovetail.W001"]

    assert [each.msg.split(", ")[0] for each in told] == [
        "1 stored deliveries are for kitchen.pour"
    ]
