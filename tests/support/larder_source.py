"""The source of an app that tests install, with one event."""

NAME = "larder.jar_filled.v1"
EVENT = '''
from dataclasses import dataclass
from typing import ClassVar
from dovetail.shared_kernel.events import Event


@dataclass(frozen=True)
class Lid:
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JarFilled(Event):
    """A jar was filled."""

    name: ClassVar = "larder.jar_filled.v1"

    jar: str
    """Which one."""
    lid: Lid
    grams: int
'''
APP = """
from django.apps import AppConfig
from dovetail.shared_kernel.manifest import Manifest


class LarderConfig(AppConfig):
    name = "larder"
    declares_dovetail = True
    manifest = {manifest}
"""
