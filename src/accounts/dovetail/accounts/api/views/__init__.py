"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._base import AccountsView, CredentialView, SessionView
from ._email_change import ChangeEmailView, ConfirmEmailView, UndoEmailView
from ._factors import ConfirmTotpView, MfaView, RecoveryCodesView, TotpView
from ._login_codes import ConfirmLoginCodeView, LoginCodeView
from ._passkey_login import (
    BeginPasskeyEnrollmentView,
    BeginPasskeyLoginView,
    BeginPasskeyMfaView,
    BeginPasskeyReauthenticationView,
    CompletePasskeyEnrollmentView,
    CompletePasskeyMfaView,
    PasskeyLoginView,
    PasskeyReauthenticationView,
)
from ._passkeys import BeginPasskeyView, OnePasskeyView, PasskeysView
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
    "BeginPasskeyEnrollmentView",
    "BeginPasskeyLoginView",
    "BeginPasskeyMfaView",
    "BeginPasskeyReauthenticationView",
    "BeginPasskeyView",
    "ChangeEmailView",
    "ChangePasswordView",
    "CompleteEnrollmentView",
    "CompleteMfaView",
    "CompletePasskeyEnrollmentView",
    "CompletePasskeyMfaView",
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
    "OnePasskeyView",
    "OneSessionView",
    "PasskeyLoginView",
    "PasskeyReauthenticationView",
    "PasskeysView",
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
