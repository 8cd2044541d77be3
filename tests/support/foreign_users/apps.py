from django.apps import AppConfig


class ForeignUsersConfig(AppConfig):
    name = "foreign_users"
    default_auto_field = "django.db.models.BigAutoField"
