from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "dovetail.billing"
    label = "dovetail_billing"
    verbose_name = "Billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dovetail.billing import checks  # noqa: F401, PLC0415  (registers the checks)
