from django.apps import AppConfig

from dovetail.shared_kernel.manifest import Manifest


class AccountsConfig(AppConfig):
    name = "dovetail.accounts"
    label = "dovetail_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"
    manifest = Manifest(
        purpose="Who somebody is: log-ins of each kind, second factors, sessions, keys, profile.",
        owner="@dovetail/accounts",
        data=("personal", "credentials"),
    )

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers the checks)
