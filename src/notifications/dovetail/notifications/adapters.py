"""What serves the ports where the project wires nothing."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from dovetail.shared_kernel.transports import UserId

from .transports import Recipient


class UserDirectory:
    """Addresses and names from the project's user model, whichever it is."""

    def people(self, user_ids: Sequence[UserId]) -> Sequence[Recipient]:
        found = get_user_model()._base_manager.filter(pk__in=user_ids)
        return [_recipient(user) for user in found if user.is_active and _address(user)]


def _recipient(user: AbstractBaseUser) -> Recipient:
    naming = getattr(user, "get_full_name", None)
    return Recipient(str(user.pk), _address(user), naming() if naming else "")


def _address(user: AbstractBaseUser) -> str:
    return str(getattr(user, user.get_email_field_name(), "") or "")
