"""The URL of the bridge from django-allauth, for projects that have it installed."""

from django.urls import path

from .allauth_views import AllauthLoginView

urlpatterns = [path("auth/login/allauth", AllauthLoginView.as_view())]
