"""What clients send."""

from ._federation import BeginFederatedLogin, BeginLinking, FinishFederatedLogin
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
    "BeginFederatedLogin",
    "BeginLinking",
    "ChangePassword",
    "FinishFederatedLogin",
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
