"""Events and subscriptions that only these tests have."""

import sys
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import transaction

from dovetail.shared_kernel.events import (
    Event,
    Subscription,
    add_subscription,
    publish,
    registry,
    remove_subscription,
)
from larder_source import APP, EVENT, NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    """The kettle boiled."""

    name: ClassVar = "kitchen.kettle_boiled.v1"
    ordered_by: ClassVar = "kettle"

    kettle: str
    degrees: int


@pytest.fixture
def boil():
    """Publish that a kettle boiled, in a transaction of its own."""

    def publish_one(kettle="red", degrees=100):
        with transaction.atomic():
            publish(KettleBoiled(kettle=kettle, degrees=degrees))

    return publish_one


@pytest.fixture
def hear():
    """Subscribe a function to the kettle for the time of a test."""
    names = []

    def subscribe(handle, name="kitchen.pour", event="kitchen.kettle_boiled.v1"):
        names.append(name)
        add_subscription(Subscription(name, event, handle))

    yield subscribe
    for name in names:
        remove_subscription(name)


@pytest.fixture
def larder(tmp_path, monkeypatch, settings):
    """Install an app whose events are declared anew each time; answers with its schema's path."""
    folder = tmp_path / "larder"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    installed = [*settings.INSTALLED_APPS]

    def declare(source=EVENT, manifest="None", **files):
        forget()
        (folder / "apps.py").write_text(APP.format(manifest=manifest))
        (folder / "events.py").write_text(source)
        for name, text in files.items():
            path = folder / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        settings.INSTALLED_APPS = [*installed, "larder"]
        return folder / "schemas" / "jar_filled.v1.json"

    def forget():
        settings.INSTALLED_APPS = installed
        registry.pop(NAME, None)
        apps.all_models.pop("larder", None)
        apps.clear_cache()
        for module in [name for name in sys.modules if name.split(".")[0] == "larder"]:
            del sys.modules[module]

    yield declare
    forget()
