"""What clients send."""

from ._factors import BeginEnrollment, CompleteEnrollment, CompleteMfa, ConfirmTotp
from ._passkeys import AddPasskey, BeginPasskeyMfa, EnrollPasskey, NamePasskey, UsePasskey
from ._profile import Profile
from ._recovery import (
    Address,
    ChangePassword,
    MailedCode,
    NewAddress,
    ResetPassword,
    SetPassword,
    UndoEmailChange,
)
from ._sessions import LogIn, Reauthenticate, Refresh
from ._signup import ResendCode, SignUp, VerifyEmail

__all__ = [
    "AddPasskey",
    "Address",
    "BeginEnrollment",
    "BeginPasskeyMfa",
    "ChangePassword",
    "CompleteEnrollment",
    "CompleteMfa",
    "ConfirmTotp",
    "EnrollPasskey",
    "LogIn",
    "MailedCode",
    "NamePasskey",
    "NewAddress",
    "Profile",
    "Reauthenticate",
    "Refresh",
    "ResendCode",
    "ResetPassword",
    "SetPassword",
    "SignUp",
    "UndoEmailChange",
    "UsePasskey",
    "VerifyEmail",
]
