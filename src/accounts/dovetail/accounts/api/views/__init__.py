"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._profile import MeView
from ._session_list import (
    CurrentSessionView,
    OneSessionView,
    ReauthenticateView,
    RevokeOthersView,
    SecurityEventsView,
    SessionsView,
)
from ._sessions import LogInView, LogOutView, RefreshView
from ._signup import ResendCodeView, SignUpView, VerifyEmailView

__all__ = [
    "AccountsView",
    "CredentialView",
    "CurrentSessionView",
    "LogInView",
    "LogOutView",
    "MeView",
    "OneSessionView",
    "ReauthenticateView",
    "RefreshView",
    "ResendCodeView",
    "RevokeOthersView",
    "SecurityEventsView",
    "SessionView",
    "SessionsView",
    "SignUpView",
    "VerifyEmailView",
]
