"""The URLs of accounts that stand at the root of a host (RFC 8615)."""

from django.urls import path

from . import views

urlpatterns = [path(".well-known/jwks.json", views.SigningKeysView.as_view())]
