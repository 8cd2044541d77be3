"""Logging in with a passkey: by itself, after a password, on the way, and again."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import PASSKEY_STEPS, PASSKEYS
from dovetail.accounts.api.serializers import (
    BeginEnrollment,
    BeginPasskeyMfa,
    EnrollPasskey,
    UsePasskey,
)
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import NEEDS_SESSION, CredentialView, SessionView
from ._transport import with_refresh


class BeginPasskeyLoginView(CredentialView):
    """Beginning to log in with a passkey."""

    limits = {"POST": (PASSKEYS,)}

    @operation(
        "begin_passkey_login",
        responses=transports.PasskeyChallenge,
        refusals=(errors.PasskeysNotOffered,),
    )
    def post(self, request: Request) -> Response:
        """
        Begin to log in with a passkey: what the browser is to be asked.

        Nobody is named, and everybody is answered alike: the device shows whose passkeys it has.
        """
        return self.ok(services.begin_passkey_login())


class PasskeyLoginView(CredentialView):
    """Logging in with a passkey."""

    limits = {"POST": (PASSKEYS,)}

    @operation(
        "log_in_with_passkey",
        request=UsePasskey,
        responses=transports.Login,
        refusals=(errors.PasskeysNotOffered, errors.PasskeyFailed),
        publishes=(events.UserLoggedIn.name, events.PasskeyCopySuspected.name),
    )
    def post(self, request: Request) -> Response:
        """Open a session with what a passkey signed; it is two factors in one."""
        return with_refresh(self.ok(services.log_in_with_passkey(**validated(UsePasskey, request))))


class BeginPasskeyMfaView(CredentialView):
    """Beginning the second step of a log-in with a passkey."""

    limits = {"POST": (PASSKEY_STEPS,)}

    @operation(
        "begin_passkey_mfa",
        request=BeginPasskeyMfa,
        responses=transports.PasskeyChallenge,
        refusals=(errors.PasskeysNotOffered, errors.ChallengeFailed, errors.NoPasskey),
    )
    def post(self, request: Request) -> Response:
        """Begin to go on with a passkey, after a log-in that answered `mfa_required`."""
        return self.ok(services.begin_passkey_mfa(**validated(BeginPasskeyMfa, request)))


class CompletePasskeyMfaView(CredentialView):
    """The second factor of a log-in, a passkey."""

    limits = {"POST": (PASSKEY_STEPS,)}

    @operation(
        "complete_passkey_mfa",
        request=UsePasskey,
        responses=transports.Login,
        refusals=(errors.PasskeysNotOffered, errors.ChallengeFailed, errors.TooManyLogins),
        publishes=(
            events.UserLoggedIn.name,
            events.PasskeyCopySuspected.name,
            events.SecondFactorFailed.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """Finish a log-in that answered `mfa_required` with what a passkey signed."""
        login = services.complete_passkey_mfa(**validated(UsePasskey, request))
        return with_refresh(self.ok(login))


class BeginPasskeyEnrollmentView(CredentialView):
    """Beginning to make the passkey that is demanded."""

    limits = {"POST": (PASSKEY_STEPS,)}

    @operation(
        "begin_passkey_enrollment",
        request=BeginEnrollment,
        responses=transports.PasskeyChallenge,
        refusals=(errors.PasskeysNotOffered, errors.ChallengeFailed),
    )
    def post(self, request: Request) -> Response:
        """Begin to add a passkey, after a log-in that answered `mfa_enrollment_required`."""
        return self.ok(services.begin_passkey_enrollment(**validated(BeginEnrollment, request)))


class CompletePasskeyEnrollmentView(CredentialView):
    """The passkey that is demanded."""

    limits = {"POST": (PASSKEY_STEPS,)}

    @operation(
        "complete_passkey_enrollment",
        request=EnrollPasskey,
        responses=transports.Login,
        refusals=(errors.PasskeysNotOffered, errors.ChallengeFailed, errors.TooManyLogins),
        publishes=(
            events.PasskeyAdded.name,
            events.MfaEnabled.name,
            events.SessionRevoked.name,
            events.UserLoggedIn.name,
            events.SecondFactorFailed.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """
        Add the passkey that the browser made, and finish the log-in.

        The answer holds the recovery codes, which are shown this once.
        """
        login = services.complete_passkey_enrollment(**validated(EnrollPasskey, request))
        return with_refresh(self.ok(login))


class BeginPasskeyReauthenticationView(SessionView):
    """Beginning to show again who one is with a passkey."""

    @operation(
        "begin_passkey_reauthentication",
        responses=transports.PasskeyChallenge,
        refusals=(*NEEDS_SESSION, errors.PasskeysNotOffered, errors.NoPasskey),
    )
    def post(self, request: Request) -> Response:
        """Begin to show again who one is with a passkey: what the browser is to be asked."""
        return self.ok(services.begin_passkey_reauthentication(actor=self.actor))


class PasskeyReauthenticationView(SessionView):
    """Showing again who one is with a passkey."""

    @operation(
        "reauthenticate_with_passkey",
        request=UsePasskey,
        responses=transports.TokenPair,
        refusals=(
            *NEEDS_SESSION,
            errors.PasskeysNotOffered,
            errors.InvalidCredentials,
            errors.TooManyLogins,
        ),
        publishes=(events.PasskeyCopySuspected.name,),
        idempotency="shown_once",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """
        Show again who one is with a passkey, before changing what proves it.

        Answers the session's next pair of tokens; earlier access tokens are refused.
        """
        pair = services.reauthenticate_with_passkey(
            actor=self.actor, **validated(UsePasskey, request)
        )
        return with_refresh(self.ok(pair))
