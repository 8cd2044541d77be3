"""What is refused, and in which words."""

from dovetail.shared_kernel.errors import (
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
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


class NoSigningKeys(NotFound):
    """This project signs with a secret; there is no key to verify its tokens with."""


class RefreshTokenReused(Unauthenticated):
    """The refresh token was used before; its session is ended for safety."""


class TooManyApiKeys(Conflict):
    """There are as many live API keys as may be; revoke one first. `limit` is how many."""


class ExpiryNotAcceptable(Unprocessable):
    """An API key ends in the future, and not later than after `max_lifetime_seconds`."""


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
    """This is the only way to log in; add another one first."""


class AlreadyEnrolled(Conflict):
    """There is such a factor already; remove it first."""


class LastFactor(Conflict):
    """A second factor is required, and this is the last one; set up another first."""


class NoSecondFactor(Conflict):
    """There is no second factor that recovery codes could stand in for."""


class UndoFailed(Unprocessable):
    """This link is wrong, used or expired."""


class NotWhileImpersonating(Forbidden):
    """This is not done in somebody else's name; end the impersonation first."""


class CannotImpersonate(Forbidden):
    """Nobody acts as this user."""


class NoImpersonation(Conflict):
    """This credential is your own; there is no impersonation to end."""


class NotYourself(Forbidden):
    """Nobody turns themselves off; ask a colleague."""


class SuperuserOnly(Forbidden):
    """Only a superuser changes anything of a superuser."""


class CannotLogIn(Conflict):
    """This user cannot log in, so a new password would be no use."""


class UserErased(Conflict):
    """This user was erased on their own request, and nobody logs in as them again."""


class ExportNotFound(NotFound):
    """There is no such export of yours."""


class ExportNotReady(Conflict):
    """The export is not ready; it is being made, or has to be asked for again."""


class ExportExpired(Gone):
    """The document of this export is deleted by now; ask for a new one."""


class ErasureVetoed(Conflict):
    """You cannot be erased yet; `reasons` says what to do first."""


class ErasurePending(Conflict):
    """You asked to be erased already; `GET me/erasure` says when it is due."""


class NoErasurePending(NotFound):
    """You did not ask to be erased, or it cannot be stopped any more."""


class RedirectNotAllowed(Unprocessable):
    """The provider may not send anybody back to this address."""


class FederatedLoginFailed(Unprocessable):
    """The log-in through the provider was not completed; begin again."""


class ProviderUnavailable(Unavailable):
    """The provider does not answer as it should at the moment; try again later."""


class NoUsableAddress(Unprocessable):
    """The provider tells no usable mail address; sign up, and link the provider then."""


class LinkRequired(Conflict):
    """There is an account with this address; log in to it, and link the provider there."""


class IdentityTaken(Conflict):
    """This identity is linked to another account."""


class NoProviderSession(Unauthenticated):
    """Nobody has come from a provider with this session just now; log in there again."""


class CsrfTokenRequired(Forbidden):
    """The session counts only with the token against cross-site requests."""
