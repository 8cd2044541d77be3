"""Reads of programs that are users."""

from dovetail.accounts import transports
from dovetail.accounts.models import ServiceAccount
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import Rows, UserId, one

from ._api_keys import list_api_keys
from ._users import key_of


def list_service_accounts() -> Rows[transports.ServiceUser]:
    """The service accounts that are not deactivated, the newest first."""
    working = ServiceAccount.objects.filter(deactivated_at=None)
    return working.order_by("-id").into(transports.ServiceUser)


def get_service_account(user_id: UserId) -> transports.ServiceUser:
    """
    One of them.

    :raises NotFound:
    """
    return one(list_service_accounts().filter(user_id=key_of(user_id)), NotFound)


def list_service_keys(user_id: UserId) -> Rows[transports.ApiKey]:
    """
    The keys of a service account that are accepted, the newest first.

    :raises NotFound: when there is no such service account.
    """
    return list_api_keys(get_service_account(user_id).user_id)


def get_service_keys(user_id: UserId) -> list[transports.ApiKey]:
    """
    All of them at once, for who has no pages.

    :raises NotFound: when there is no such service account.
    """
    return list(list_service_keys(user_id))
