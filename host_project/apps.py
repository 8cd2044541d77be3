from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "host_project"
    label = "host"
    verbose_name = "Host"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers them)
