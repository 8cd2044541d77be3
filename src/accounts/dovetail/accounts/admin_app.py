"""Django's admin behind our log-in: named in INSTALLED_APPS instead of `django.contrib.admin`."""

from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    """The admin, with `DovetailAdminSite` for its site; what is registered, and how, stays."""

    default_site = "dovetail.accounts.admin_site.DovetailAdminSite"
