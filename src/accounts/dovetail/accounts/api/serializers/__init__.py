"""What clients send."""

from ._api_keys import (
    NewApiKey,
    NewServiceAccount,
    NewServiceKey,
    RenameApiKey,
    RenameServiceAccount,
    RotateApiKey,
)
from ._factors import (
    BeginEnrollment,
    CompleteEnrollment,
    CompleteMfa,
    ConfirmTotp,
)
from ._federation import (
    BeginFederatedLogin,
    BeginLinking,
    FinishFederatedLogin,
)
from ._passkeys import (
    AddPasskey,
    BeginPasskeyMfa,
    EnrollPasskey,
    NamePasskey,
    UsePasskey,
)
from ._profile import (
    Profile,
)
from ._recovery import (
    Address,
    ChangePassword,
    MailedCode,
    NewAddress,
    ResetPassword,
    SetPassword,
    UndoEmailChange,
)
from ._sessions import (
    LogIn,
    Reauthenticate,
    Refresh,
)
from ._signup import (
    ResendCode,
    SignUp,
    VerifyEmail,
)
from ._staff import (
    Impersonate,
)

__all__ = [
    "AddPasskey",
    "Address",
    "BeginEnrollment",
    "BeginFederatedLogin",
    "BeginLinking",
    "BeginPasskeyMfa",
    "ChangePassword",
    "CompleteEnrollment",
    "CompleteMfa",
    "ConfirmTotp",
    "EnrollPasskey",
    "FinishFederatedLogin",
    "Impersonate",
    "LogIn",
    "MailedCode",
    "NamePasskey",
    "NewAddress",
    "NewApiKey",
    "NewServiceAccount",
    "NewServiceKey",
    "Profile",
    "Reauthenticate",
    "Refresh",
    "RenameApiKey",
    "RenameServiceAccount",
    "ResendCode",
    "ResetPassword",
    "RotateApiKey",
    "SetPassword",
    "SignUp",
    "UndoEmailChange",
    "UsePasskey",
    "VerifyEmail",
]
