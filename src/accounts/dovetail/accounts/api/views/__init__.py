"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._api_keys import ApiKeysView, ApiKeyView, RotateApiKeyView
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
from ._service_accounts import (
    RotateServiceKeyView,
    ServiceAccountsView,
    ServiceAccountView,
    ServiceKeysView,
    ServiceKeyView,
)
from ._session_list import (
    CurrentSessionView,
    OneSessionView,
    ReauthenticateView,
    RevokeOthersView,
    SecurityEventsView,
    SessionsView,
)
from ._sessions import LogInView, LogOutView, RefreshView
from ._signing import SigningKeysView
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
    "ApiKeyView",
    "ApiKeysView",
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
    "RotateApiKeyView",
    "RotateServiceKeyView",
    "SecurityEventsView",
    "SendResetView",
    "ServiceAccountView",
    "ServiceAccountsView",
    "ServiceKeyView",
    "ServiceKeysView",
    "SessionView",
    "SessionsView",
    "SetPasswordView",
    "SignUpView",
    "SigningKeysView",
    "StaffView",
    "UndoEmailView",
    "UserView",
    "UsersView",
    "VerifyEmailView",
]
