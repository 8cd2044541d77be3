"""What a context promises by its manifest is checked, and each breach has its own words."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from typing import ClassVar, Protocol

import pytest
from django.apps import apps
from django.core import checks
from django.core.checks.registry import registry as registered
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import models
from django.urls import path

from dovetail.shared_kernel import announcements, events, jobs, ports
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import TenantView
from dovetail.shared_kernel.authz import catalogue, permission
from dovetail.shared_kernel.events import (
    Event,
    Subscription,
    add_subscription,
    remove_subscription,
)
from larder_source import EVENT

MANIFEST = 'Manifest(purpose="What is kept.", owner="the cook", data=("operational",))'
NOTHING = '"""No event."""\n'
MODELS = """
from django.conf import settings
from django.db import models


class Jar(models.Model):
    {field}

    class Meta:
        app_label = "larder"
        db_table = "{table}"
"""
MIGRATION = """
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [{dependency}]
"""


def told(of, **options):
    """The ids and words of what the checks of these tests say about the larder and its like."""
    found = [each for each in checks.run_checks(**options) if each.id == of]
    return " ".join(each.msg for each in found)


@pytest.fixture
def keep(larder):
    """Install a larder whose jar has one field, in a table of some name."""

    def declare(field="number = models.IntegerField()", table="larder_jar"):
        larder(NOTHING, MANIFEST, models=MODELS.format(field=field, table=table))

    return declare


def user_key(**more):
    options = {"on_delete": "models.PROTECT", "related_name": '"+"', **more}
    words = ", ".join(f"{name}={value}" for name, value in options.items() if value)
    return f"owner = models.ForeignKey(settings.AUTH_USER_MODEL, {words})"


ABROAD = 'cup = models.ForeignKey("brewery.Cup", on_delete=models.PROTECT, related_name="+")'
TABLES = {
    "a key to another context": ({"field": ABROAD}, "dovetail.E020", "larder.Jar.cup leads to"),
    "a key that is seen from the users": (
        {"field": user_key(related_name="")},
        "dovetail.E021",
        "larder.Jar.owner",
    ),
    "a key that deletes along": (
        {"field": user_key(on_delete="models.CASCADE")},
        "dovetail.E021",
        "larder.Jar.owner",
    ),
    "relations to users": (
        {"field": "owners = models.ManyToManyField(settings.AUTH_USER_MODEL)"},
        "dovetail.E021",
        "larder.Jar_owners",
    ),
    "a table of another name": ({"table": "pots"}, "dovetail.W020", "The table pots of larder"),
}


@pytest.mark.parametrize(("jar", "check", "said"), TABLES.values(), ids=TABLES)
def test_a_table_that_is_not_its_contexts_own_is_named(keep, jar, check, said):
    keep(**jar)

    assert said in told(check)


def test_a_table_that_is_its_contexts_own_is_passed_over_in_silence(keep):
    keep(user_key())

    assert [told(each) for each in ("dovetail.E020", "dovetail.E021", "dovetail.W020")] == [""] * 3


def test_an_app_without_a_manifest_promises_nothing(larder):
    larder(NOTHING, models=MODELS.format(field=ABROAD, table="pots"))

    assert (told("dovetail.E020"), told("dovetail.W020")) == ("", "")


DEPENDENCIES = {
    '("brewery", "0001_initial")': "larder.migrations.0001_initial depends on brewery.0001_initial",
    '("admin", "0001_initial")': "larder.migrations.0001_initial depends on admin.0001_initial",
    '("dovetail_kernel", "0001_initial")': "",
    "migrations.swappable_dependency(settings.AUTH_USER_MODEL)": "",
}


@pytest.mark.parametrize(("dependency", "said"), DEPENDENCIES.items(), ids=DEPENDENCIES)
@pytest.mark.django_db
def test_a_migration_that_waits_for_another_context_is_named(larder, dependency, said):
    migration = MIGRATION.format(dependency=dependency)
    files = {"migrations/__init__": "", "migrations/0001_initial": migration}
    larder(NOTHING, MANIFEST, **files)

    found = told("dovetail.E022", databases=["default"])

    assert (found.startswith(said), bool(found)) == (True, bool(said))
    assert told("dovetail.E022") == ""


def test_two_apps_of_one_context_are_named(larder, monkeypatch):
    larder(NOTHING, MANIFEST)
    monkeypatch.setattr(apps.get_app_config("larder"), "name", "dovetail.brewery")

    assert told("dovetail.E023").startswith("brewery and dovetail.brewery are both the context")


def test_an_event_that_is_named_after_another_context_is_named(larder):
    larder(EVENT.replace("larder.jar_filled", "brewery.jar_filled"), MANIFEST)
    try:
        said = "The event brewery.jar_filled.v1 is declared by larder, and named after brewery."
        assert said in told("dovetail.E024")
    finally:
        events.registry.pop("brewery.jar_filled.v1")


def test_a_permission_that_is_named_after_another_context_is_named(larder):
    source = """
from dovetail.shared_kernel.authz import permission

TAP_OPEN = permission("brewery:tap.open", "Open.")
"""
    larder(NOTHING, MANIFEST, permissions=source)
    import_module("larder.permissions")
    try:
        said = "The permission brewery:tap.open is declared by larder, and named after brewery."
        assert said in told("dovetail.E024")
    finally:
        catalogue._permissions.pop("brewery:tap.open")


def test_a_job_of_another_context_is_named(larder):
    larder(NOTHING, MANIFEST)

    def pour(budget):
        """Pour."""

    pour.__module__ = "larder.tasks"
    jobs.job("brewery.pour", every=9)(pour)
    try:
        assert "The job brewery.pour is declared by larder" in told("dovetail.E024")
    finally:
        jobs.registry.pop("brewery.pour")


def test_who_waits_for_a_context_that_is_not_installed_is_told_why():
    add_subscription(Subscription("kitchen.listen", "garden.gate_opened.v1", print))
    try:
        assert told("dovetail.I020", include_deployment_checks=True).startswith(
            "kitchen.listen hear what garden tells"
        )
        assert told("dovetail.I020") == ""
    finally:
        remove_subscription("kitchen.listen")


def test_an_event_that_broke_its_promise_is_named_before_it_is_deployed(larder):
    larder(EVENT, MANIFEST)
    call_command("dovetail_events", "schemas", stdout=StringIO())
    assert "larder" not in told("dovetail.E025", include_deployment_checks=True)

    larder(EVENT.replace("    grams: int\n", ""), MANIFEST)

    said = told("dovetail.E025", include_deployment_checks=True)
    assert "`grams` is gone: publish it as larder.jar_filled.v2" in said


class Kettle(Protocol):
    """Boils water."""

    def boil(self) -> None: ...
    def pour(self) -> None: ...


class Pan:
    def boil(self) -> None: ...


class Pot(Pan):
    def pour(self) -> None: ...


@pytest.mark.parametrize(("adapter", "said"), [(Pan, "lacks pour."), (Pot, "")])
def test_an_adapter_that_cannot_do_what_its_port_asks_is_named(wire, adapter, said):
    ports.port()(Kettle)
    name = ports.name_of(Kettle)
    wire({name: adapter})
    try:
        assert told("dovetail.E026").endswith(said)
        assert bool(told("dovetail.E026")) == bool(said)
    finally:
        del ports.declared[name]


SHELF_SEE = permission("shared_kernel:shelf.see", "See it.")


class ShelfView(TenantView):
    """A shelf."""

    permissions = {"GET": SHELF_SEE}

    @operation("see_shelf", responses={204: None})
    def get(self, request, tenant_id):
        """See it."""


urlpatterns = [path("tenants/<uuid:organization_id>/shelf", ShelfView.as_view())]
USER_TENANTS = "dovetail.shared_kernel.authz.UserTenantAuthorizer"


@pytest.mark.urls(__name__)
def test_nobody_at_the_door_is_warned_of_where_there_is_a_door(wire, settings):
    assert told("dovetail.W021").startswith("No Authorizer is wired, so nobody belongs")

    wire({"shared_kernel.Authorizer": USER_TENANTS})
    assert told("dovetail.W021") == ""

    settings.DOVETAIL_PORTS = {}
    settings.ROOT_URLCONF = "ticket_api"
    assert told("dovetail.W021") == ""


def test_users_whose_keys_make_no_tenants_are_named(wire, monkeypatch):
    wire({"shared_kernel.Authorizer": USER_TENANTS})
    assert told("dovetail.E027") == ""

    users = apps.get_model("foreign_users.Member")
    monkeypatch.setattr(users._meta, "pk", models.CharField(max_length=9))

    assert "the keys of foreign_users.Member are neither" in told("dovetail.E027")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOpened(Event):
    """A gate was opened."""

    name: ClassVar = "garden.gate_opened.v1"


def _second_event():
    type("GateShut", (Event,), {"name": GateOpened.name, "__module__": "shed"})


def _second_job():
    jobs.job("shared_kernel.purge_events", every=1)(lambda budget: 0)


def _second_permission():
    permission(SHELF_SEE.code, "Something else.")


def _second_port():
    ports.port()(type("Authorizer", (), {"__module__": "shared_kernel.other"}))


def _second_subscription():
    add_subscription(Subscription("kitchen.twice", GateOpened.name, print, source="one"))
    try:
        add_subscription(Subscription("kitchen.twice", GateOpened.name, print, source="two"))
    finally:
        remove_subscription("kitchen.twice")


def _second_announcement():
    told_once = {
        "name": "kitchen.gate",
        "event": GateOpened.name,
        "category": "gates",
        "audience": announcements.person("who"),
        "template": "gate",
    }
    announcements.announce(announcements.Announcement(subject="One", **told_once))
    try:
        announcements.announce(announcements.Announcement(subject="Two", **told_once))
    finally:
        announcements.registry.pop("kitchen.gate")
        remove_subscription("announce.kitchen.gate")


TWICE = {
    "an event": (_second_event, "garden.gate_opened.v1"),
    "a job": (_second_job, "shared_kernel.purge_events"),
    "a permission": (_second_permission, "shared_kernel:shelf.see"),
    "a port": (_second_port, "shared_kernel.Authorizer"),
    "a subscription": (_second_subscription, "kitchen.twice"),
    "an announcement": (_second_announcement, "kitchen.gate"),
}


@pytest.mark.parametrize(("claim", "name"), TWICE.values(), ids=TWICE)
def test_a_name_that_is_claimed_twice_does_not_load(claim, name):
    with pytest.raises((ImproperlyConfigured, TypeError), match=f"{name}|named {name}"):
        claim()


def test_a_clean_project_is_told_nothing_at_all():
    """In a process of its own, where no test has declared anything."""
    source = (
        "import django; django.setup()\n"
        "from django.core.checks import run_checks\n"
        "found = run_checks(include_deployment_checks=True, databases=['default'])\n"
        "print([each.id for each in found if 'dovetail' in str(each.id)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False, env=os.environ
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_what_every_start_pays_for_is_little():
    ours = [one for one in registered.get_checks() if ".verification." in one.__module__]
    assert len(ours) >= 4
    checks.run_checks()

    began = time.process_time()
    for check in ours:
        check(app_configs=None)

    assert time.process_time() - began < 0.05
