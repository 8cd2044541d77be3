"""What tests of a project with accounts are made with."""

import re
from itertools import count
from typing import Any

from dovetail.accounts import services, transports
from dovetail.accounts.models import ExternalIdentity
from dovetail.shared_kernel.testing.clients import JsonClient

_CODE = re.compile(r"^\s*([2-9B-Z]{4}-[2-9B-Z]{4})\s*$", re.MULTILINE)
_subjects = count(1)


def code_in(mail_text: str) -> str:
    """The code that a mail of ours holds."""
    found = _CODE.search(mail_text)
    assert found, f"There is no code in this mail:\n{mail_text}"
    return found[1]


def tokens_of(user: Any) -> transports.TokenPair:
    """A session for a user, by the front door of services."""
    return services.start_session(user_id=str(user.pk), amr=["pwd"])


def identity_of(user: Any, *, provider: str = "example") -> ExternalIdentity:
    """Who a user is at a provider."""
    return ExternalIdentity.objects.create(
        user=user, provider=provider, subject=f"subject {next(_subjects)}"
    )


def bearer(access_token: str) -> JsonClient:
    """A client that sends an access token."""
    return JsonClient(HTTP_AUTHORIZATION=f"Bearer {access_token}")
