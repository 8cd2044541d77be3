"""Reads of providers, and of who people are there."""

from uuid import UUID

from dovetail.accounts import transports
from dovetail.accounts.conf import oidc_providers
from dovetail.accounts.models import ExternalIdentity
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import Rows, UserId, one


def list_providers() -> transports.Providers:
    """Through whom people may log in, in the order of the setting."""
    return transports.Providers(
        [
            transports.Provider(provider.key, provider.name or provider.key)
            for provider in oidc_providers().values()
        ]
    )


def list_identities(user_id: UserId) -> Rows[transports.Identity]:
    """Who a person is elsewhere, the newest first."""
    return (
        ExternalIdentity.objects.filter(user_id=user_id).order_by("-id").into(transports.Identity)
    )


def get_identity(user_id: UserId, identity_id: UUID) -> transports.Identity:
    """
    One identity of a person.

    :raises NotFound:
    """
    return one(list_identities(user_id).filter(id=identity_id), NotFound)


def has_identity(user_id: UserId, *, besides: UUID | None = None) -> bool:
    """Whether a person can log in by another identity, at a provider that the project still has."""
    theirs = ExternalIdentity.objects.filter(user_id=user_id, provider__in=list(oidc_providers()))
    return (theirs if besides is None else theirs.exclude(id=besides)).exists()
