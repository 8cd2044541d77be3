"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView, StaffView
from ._email_change import ChangeEmailView, ConfirmEmailView, UndoEmailView
from ._login_codes import ConfirmLoginCodeView, LoginCodeView
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
from ._users import (
    DeactivateUserView,
    ImpersonateUserView,
    ImpersonationView,
    ReactivateUserView,
    RevokeSessionsView,
    SendResetView,
    UsersView,
    UserView,
)

__all__ = [
    "AccountsView",
    "ChangeEmailView",
    "ChangePasswordView",
    "ConfirmEmailView",
    "ConfirmLoginCodeView",
    "CredentialView",
    "CurrentSessionView",
    "DeactivateUserView",
    "ForgotPasswordView",
    "ImpersonateUserView",
    "ImpersonationView",
    "LogInView",
    "LogOutView",
    "LoginCodeView",
    "MeView",
    "OneSessionView",
    "ReactivateUserView",
    "ReauthenticateView",
    "RefreshView",
    "ResendCodeView",
    "ResetPasswordView",
    "RevokeOthersView",
    "RevokeSessionsView",
    "SecurityEventsView",
    "SendResetView",
    "SessionView",
    "SessionsView",
    "SetPasswordView",
    "SignUpView",
    "StaffView",
    "UndoEmailView",
    "UserView",
    "UsersView",
    "VerifyEmailView",
]
