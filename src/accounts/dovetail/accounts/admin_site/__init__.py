"""The door of Django's admin, which is no other way in than that of the API."""

from ._site import DovetailAdminSite

__all__ = ["DovetailAdminSite"]
