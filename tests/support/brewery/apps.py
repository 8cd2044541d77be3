from django.apps import AppConfig


class BreweryConfig(AppConfig):
    name = "brewery"
    declares_dovetail = True
