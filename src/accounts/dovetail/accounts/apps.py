from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dovetail.accounts"
    label = "dovetail_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers the checks)
