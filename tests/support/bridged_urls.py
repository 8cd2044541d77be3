"""The URLs of a project with accounts and django-allauth."""

from django.urls import include, path

from alone_urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns += [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("dovetail.accounts.api.allauth_urls")),
]
