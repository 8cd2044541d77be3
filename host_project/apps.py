from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "host_project"
    label = "host"
    verbose_name = "Host"
