"""What is refused, and in which words."""

from dovetail.shared_kernel.errors import (
    Conflict,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    Unprocessable,
)


class AddressNotUsable(Unprocessable):
    """This mail address cannot be used for an account."""


class PasswordNotAcceptable(Unprocessable):
    """The password is not acceptable; `reasons` says why."""


class ChallengeFailed(Unprocessable):
    """The code is wrong, used or expired; ask for a new one."""


class TooManyCodes(TooMany):
    """The code was sent too often; sign up again later."""


class AccountExists(Conflict):
    """There is an account with this address by now; log in."""


class InvalidCredentials(Unauthenticated):
    """No account has this address and password."""


class TooManyLogins(TooMany):
    """There were too many failed log-ins from here; try again later."""


class InvalidToken(Unauthenticated):
    """The token is not valid, or its session has ended."""


class RefreshTokenReused(Unauthenticated):
    """The refresh token was used before; its session is ended for safety."""


class InsufficientScope(Forbidden):
    """This credential is not good for that; log in."""


class ReauthenticationRequired(Forbidden):
    """Authenticate again, by one of `methods`, and repeat the request."""


class CrossSite(Forbidden):
    """The cookie is accepted with the header `X-Requested-With` only."""


class NoSession(Conflict):
    """This credential has no session to end."""


class ProfileFieldNotKept(Unprocessable):
    """The user model of this project does not keep this; `field` says what."""


class PasswordAlreadySet(Conflict):
    """There is a password already; change it instead."""


class PasskeysNotOffered(NotFound):
    """Passkeys are not offered here."""


class PasskeyFailed(Unprocessable):
    """The passkey was not accepted, or its challenge is used or expired; begin again."""


class NoPasskey(Conflict):
    """There is no passkey to use; add one first."""


class TooManyPasskeys(Conflict):
    """There are `limit` passkeys already; remove one first."""


class LastLoginMethod(Conflict):
    """There is no other way to log in; add one first."""


class AlreadyEnrolled(Conflict):
    """There is such a factor already; remove it first."""


class LastFactor(Conflict):
    """A second factor is required, and this is the last one; set up another first."""


class NoSecondFactor(Conflict):
    """There is no second factor that recovery codes could stand in for."""


class UndoFailed(Unprocessable):
    """This link is wrong, used or expired."""
