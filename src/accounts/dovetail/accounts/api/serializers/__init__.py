"""What clients send."""

from ._factors import BeginEnrollment, CompleteEnrollment, CompleteMfa, ConfirmTotp
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
    "Address",
    "BeginEnrollment",
    "ChangePassword",
    "CompleteEnrollment",
    "CompleteMfa",
    "ConfirmTotp",
    "LogIn",
    "MailedCode",
    "NewAddress",
    "Profile",
    "Reauthenticate",
    "Refresh",
    "ResendCode",
    "ResetPassword",
    "SetPassword",
    "SignUp",
    "UndoEmailChange",
    "VerifyEmail",
]
