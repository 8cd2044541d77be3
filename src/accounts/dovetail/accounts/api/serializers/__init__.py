"""What clients send."""

from ._profile import Profile
from ._sessions import LogIn, Reauthenticate, Refresh
from ._signup import ResendCode, SignUp, VerifyEmail

__all__ = ["LogIn", "Profile", "Reauthenticate", "Refresh", "ResendCode", "SignUp", "VerifyEmail"]
