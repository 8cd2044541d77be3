"""What clients send."""

from ._profile import Profile
from ._sessions import LogIn, Refresh
from ._signup import ResendCode, SignUp, VerifyEmail

__all__ = ["LogIn", "Profile", "Refresh", "ResendCode", "SignUp", "VerifyEmail"]
