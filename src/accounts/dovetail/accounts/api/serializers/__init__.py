"""What clients send."""

from ._passkeys import AddPasskey, NamePasskey, UsePasskey
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
    "ChangePassword",
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
