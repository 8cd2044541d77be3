"""The endpoints of accounts, a topic each."""

from dovetail.accounts.api import openapi  # noqa: F401  (how the document says authentication)

from ._api_keys import (
    ApiKeysView,
    ApiKeyView,
    RotateApiKeyView,
)
from ._base import (
    AccountsView,
    CredentialView,
    SessionView,
    StaffView,
)
from ._email_change import (
    ChangeEmailView,
    ConfirmEmailView,
    UndoEmailView,
)
from ._factors import (
    ConfirmTotpView,
    MfaView,
    RecoveryCodesView,
    TotpView,
)
from ._federation import (
    BeginFederatedLoginView,
    FinishFederatedLoginView,
    ProvidersView,
)
from ._identities import (
    BeginLinkingView,
    IdentitiesView,
    LinkIdentityView,
    OneIdentityView,
)
from ._login_codes import (
    ConfirmLoginCodeView,
    LoginCodeView,
)
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
from ._passkeys import (
    BeginPasskeyView,
    OnePasskeyView,
    PasskeysView,
)
from ._passwords import (
    ChangePasswordView,
    ForgotPasswordView,
    ResetPasswordView,
    SetPasswordView,
)
from ._privacy import (
    ErasureView,
    ExportDocumentView,
    ExportsView,
    ExportView,
)
from ._profile import (
    MeView,
)
from ._second_factor import (
    BeginEnrollmentView,
    CompleteEnrollmentView,
    CompleteMfaView,
)
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
from ._sessions import (
    LogInView,
    LogOutView,
    RefreshView,
)
from ._signing import (
    SigningKeysView,
)
from ._signup import (
    ResendCodeView,
    SignUpView,
    VerifyEmailView,
)
from ._transport import (
    with_refresh,
)
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
    "BeginEnrollmentView",
    "BeginFederatedLoginView",
    "BeginLinkingView",
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
    "DeactivateUserView",
    "ErasureView",
    "ExportDocumentView",
    "ExportView",
    "ExportsView",
    "FinishFederatedLoginView",
    "ForgotPasswordView",
    "IdentitiesView",
    "ImpersonateUserView",
    "ImpersonationView",
    "LinkIdentityView",
    "LogInView",
    "LogOutView",
    "LoginCodeView",
    "MeView",
    "MfaView",
    "OneIdentityView",
    "OnePasskeyView",
    "OneSessionView",
    "PasskeyLoginView",
    "PasskeyReauthenticationView",
    "PasskeysView",
    "ProvidersView",
    "ReactivateUserView",
    "ReauthenticateView",
    "RecoveryCodesView",
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
    "TotpView",
    "UndoEmailView",
    "UserView",
    "UsersView",
    "VerifyEmailView",
    "with_refresh",
]
