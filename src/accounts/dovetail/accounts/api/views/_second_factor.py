"""The second step of a log-in."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, services, transports
from dovetail.accounts.api.limits import SECOND_FACTORS
from dovetail.accounts.api.serializers import BeginEnrollment, CompleteEnrollment, CompleteMfa
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated

from ._base import CredentialView
from ._transport import with_refresh


class CompleteMfaView(CredentialView):
    """The second factor of a log-in."""

    limits = {"POST": (SECOND_FACTORS,)}

    @operation(
        "complete_mfa",
        request=CompleteMfa,
        responses=transports.Login,
        refusals=(errors.ChallengeFailed, errors.TooManyLogins),
        publishes=(
            events.UserLoggedIn.name,
            events.RecoveryCodeUsed.name,
            events.SecondFactorFailed.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """
        Finish a log-in that answered `mfa_required`.

        A code of the app is good for once, and so is a recovery code.
        """
        return with_refresh(self.ok(services.complete_mfa(**validated(CompleteMfa, request))))


class BeginEnrollmentView(CredentialView):
    """A factor that has to be set up before the log-in goes on."""

    limits = {"POST": (SECOND_FACTORS,)}

    @operation(
        "begin_totp_enrollment",
        request=BeginEnrollment,
        responses=transports.TotpSecret,
        refusals=(errors.ChallengeFailed, errors.AlreadyEnrolled),
    )
    def post(self, request: Request) -> Response:
        """Get a secret for an app, after a log-in that answered `mfa_enrollment_required`."""
        return self.ok(services.begin_totp_enrollment(**validated(BeginEnrollment, request)))


class CompleteEnrollmentView(CredentialView):
    """The first code of the app."""

    limits = {"POST": (SECOND_FACTORS,)}

    @operation(
        "complete_totp_enrollment",
        request=CompleteEnrollment,
        responses=transports.Login,
        refusals=(errors.ChallengeFailed, errors.TooManyLogins),
        publishes=(
            events.MfaEnabled.name,
            events.SessionRevoked.name,
            events.UserLoggedIn.name,
            events.SecondFactorFailed.name,
        ),
    )
    def post(self, request: Request) -> Response:
        """
        Make the app a factor by the code that it shows, and finish the log-in.

        The answer holds the recovery codes, which are shown this once.
        """
        login = services.complete_totp_enrollment(**validated(CompleteEnrollment, request))
        return with_refresh(self.ok(login))
