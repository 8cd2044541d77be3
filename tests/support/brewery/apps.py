from django.apps import AppConfig

from dovetail.shared_kernel.manifest import Manifest


class BreweryConfig(AppConfig):
    name = "brewery"
    declares_dovetail = True
    manifest = Manifest(purpose="Pours cups.", owner="@brewers", data=("operational",))
