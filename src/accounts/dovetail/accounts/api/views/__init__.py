"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._email_change import ChangeEmailView, ConfirmEmailView, UndoEmailView
from ._login_codes import ConfirmLoginCodeView, LoginCodeView
from ._passkeys import (
    BeginPasskeyLoginView,
    BeginPasskeyView,
    OnePasskeyView,
    PasskeyLoginView,
    PasskeysView,
)
from ._passwords import (
    ChangePasswordView,
    ForgotPasswordView,
    ResetPasswordView,
    SetPasswordView,
)
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
    "BeginPasskeyLoginView",
    "BeginPasskeyView",
    "ChangeEmailView",
    "ChangePasswordView",
    "ConfirmEmailView",
    "ConfirmLoginCodeView",
    "CredentialView",
    "CurrentSessionView",
    "ForgotPasswordView",
    "LogInView",
    "LogOutView",
    "LoginCodeView",
    "MeView",
    "OnePasskeyView",
    "OneSessionView",
    "PasskeyLoginView",
    "PasskeysView",
    "ReauthenticateView",
    "RefreshView",
    "ResendCodeView",
    "ResetPasswordView",
    "RevokeOthersView",
    "SecurityEventsView",
    "SessionView",
    "SessionsView",
    "SetPasswordView",
    "SignUpView",
    "UndoEmailView",
    "VerifyEmailView",
]
