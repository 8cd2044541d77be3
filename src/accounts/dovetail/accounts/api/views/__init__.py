"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._email_change import ChangeEmailView, ConfirmEmailView, UndoEmailView
from ._factors import ConfirmTotpView, MfaView, RecoveryCodesView, TotpView
from ._login_codes import ConfirmLoginCodeView, LoginCodeView
from ._passwords import (
    ChangePasswordView,
    ForgotPasswordView,
    ResetPasswordView,
    SetPasswordView,
)
from ._profile import MeView
from ._second_factor import BeginEnrollmentView, CompleteEnrollmentView, CompleteMfaView
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
    "BeginEnrollmentView",
    "ChangeEmailView",
    "ChangePasswordView",
    "CompleteEnrollmentView",
    "CompleteMfaView",
    "ConfirmEmailView",
    "ConfirmLoginCodeView",
    "ConfirmTotpView",
    "CredentialView",
    "CurrentSessionView",
    "ForgotPasswordView",
    "LogInView",
    "LogOutView",
    "LoginCodeView",
    "MeView",
    "MfaView",
    "OneSessionView",
    "ReauthenticateView",
    "RecoveryCodesView",
    "RefreshView",
    "ResendCodeView",
    "ResetPasswordView",
    "RevokeOthersView",
    "SecurityEventsView",
    "SessionView",
    "SessionsView",
    "SetPasswordView",
    "SignUpView",
    "TotpView",
    "UndoEmailView",
    "VerifyEmailView",
]
