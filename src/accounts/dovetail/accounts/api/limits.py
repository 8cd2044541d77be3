"""How often somebody may try; nothing is tried while nothing can be counted."""

from typing import Any

from dovetail.accounts import addresses, repositories
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.api.limits import Limit, client_address, sent
from dovetail.shared_kernel.api.requests import Email, Uuid


def _mails(whose: Any) -> Limit:
    return Limit(name="mails", rate=lambda: conf().mail_rate, per=whose, is_strict=True)


SIGN_UPS = Limit(
    name="sign-ups", rate=lambda: conf().signup_rate, per=client_address, is_strict=True
)
LOG_INS = Limit(name="log-ins", rate=lambda: conf().login_rate, per=client_address, is_strict=True)
PASSKEYS = Limit(
    name="passkeys", rate=lambda: conf().login_rate, per=client_address, is_strict=True
)
"""Counted for themselves: guessing passwords from somewhere stops nobody's passkey there."""
PASSKEY_STEPS = Limit(
    name="passkey-steps", rate=lambda: conf().login_rate, per=client_address, is_strict=True
)
"""Each step with a passkey is two requests."""
SECOND_FACTORS = Limit(
    name="second-factors", rate=lambda: conf().login_rate, per=client_address, is_strict=True
)
PROVIDER_LOG_INS = Limit(
    name="provider-log-ins", rate=lambda: conf().login_rate, per=client_address, is_strict=True
)
"""Log-ins that are sent to a provider: as often, and counted for themselves."""
MAILS = _mails(sent("email", Email(), addresses.normalized))
"""Mails to the address that the body names."""
MAILS_AGAIN = _mails(sent("challenge_id", Uuid(), repositories.find_mailed_address))
"""Mails to the address of the challenge that the body names."""
