"""What tests of a project with accounts are made with."""

import re
import time
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from dovetail.accounts import services, totp, transports
from dovetail.accounts.models import TotpDevice
from dovetail.shared_kernel.testing.clients import JsonClient

_CODE = re.compile(r"^\s*([2-9B-Z]{4}-[2-9B-Z]{4})\s*$", re.MULTILINE)


def code_in(mail_text: str) -> str:
    """The code that a mail of ours holds."""
    found = _CODE.search(mail_text)
    assert found, f"There is no code in this mail:\n{mail_text}"
    return found[1]


def tokens_of(user: Any) -> transports.TokenPair:
    """A session for a user, by the front door of services."""
    return services.start_session(user_id=str(user.pk), amr=["pwd"])


def bearer(access_token: str) -> JsonClient:
    """A client that sends an access token."""
    return JsonClient(HTTP_AUTHORIZATION=f"Bearer {access_token}")


@dataclass(frozen=True)
class Authenticator:
    """An app that computes codes from a secret."""

    secret: str

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many half minutes later; not one that is about to end."""
        left = totp.PERIOD_SECONDS - time.time() % totp.PERIOD_SECONDS
        if left < 2:
            time.sleep(left)
        return self.code_at(int(time.time()) + steps * totp.PERIOD_SECONDS)

    def code_at(self, seconds: int) -> str:
        return totp.code_of(self.secret, seconds // totp.PERIOD_SECONDS)

    def wait(self) -> None:
        """As if a half minute went by since the last code was accepted."""
        TotpDevice.objects.update(last_step=F("last_step") - 1)


def with_totp(user: Any) -> Authenticator:
    """An app that is a user's second factor from now on; its first code was not used yet."""
    app = Authenticator(totp.new_secret())
    services.import_totp(user_id=str(user.pk), secret=app.secret)
    return app
