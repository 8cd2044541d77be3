"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._profile import MeView
from ._sessions import LogInView, LogOutView, RefreshView
from ._signup import ResendCodeView, SignUpView, VerifyEmailView

__all__ = [
    "AccountsView",
    "CredentialView",
    "LogInView",
    "LogOutView",
    "MeView",
    "RefreshView",
    "ResendCodeView",
    "SessionView",
    "SignUpView",
    "VerifyEmailView",
]
