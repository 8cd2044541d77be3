"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._email_change import ChangeEmailView, ConfirmEmailView, UndoEmailView
from ._federation import BeginFederatedLoginView, FinishFederatedLoginView, ProvidersView
from ._identities import BeginLinkingView, IdentitiesView, LinkIdentityView, OneIdentityView
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
from ._transport import with_refresh

__all__ = [
    "AccountsView",
    "BeginFederatedLoginView",
    "BeginLinkingView",
    "ChangeEmailView",
    "ChangePasswordView",
    "ConfirmEmailView",
    "ConfirmLoginCodeView",
    "CredentialView",
    "CurrentSessionView",
    "FinishFederatedLoginView",
    "ForgotPasswordView",
    "IdentitiesView",
    "LinkIdentityView",
    "LogInView",
    "LogOutView",
    "LoginCodeView",
    "MeView",
    "OneIdentityView",
    "OneSessionView",
    "ProvidersView",
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
    "with_refresh",
]
