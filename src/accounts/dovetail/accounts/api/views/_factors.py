"""The caller's second factors."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import ConfirmTotp
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView


class FactorView(SessionView):
    """The base of what changes the caller's factors; all of them are told of in one place."""

    recent = frozenset({"POST", "DELETE"})

    def shown_once(self, body: object) -> Response:
        path, mfa, _ = self.request.path.partition("/mfa")
        return self.created(body, location=path + mfa)


class MfaView(SessionView):
    """The caller's second factors."""

    permissions = {"GET": AUTHENTICATED}

    @operation("get_mfa", responses=transports.Mfa, refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """Get the caller's second factors."""
        return self.ok(repositories.get_mfa(self.user_id))


class TotpView(FactorView):
    """An app that computes codes."""

    permissions = {"POST": AUTHENTICATED, "DELETE": AUTHENTICATED}

    @operation(
        "begin_totp",
        responses={201: transports.TotpSecret},
        refusals=(*NEEDS_RECENT, errors.InvalidCredentials, errors.AlreadyEnrolled),
        idempotency="ignored",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Get a secret for an app; it is a factor once a code of it is entered."""
        return self.shown_once(services.begin_totp(actor=self.actor))

    @operation(
        "remove_totp",
        responses={204: None},
        refusals=(*NEEDS_RECENT, NotFound, errors.InvalidCredentials, errors.LastFactor),
        publishes=(events.MfaDisabled.name, events.SessionRevoked.name),
        commits_by_itself=True,
    )
    def delete(self, request: Request) -> Response:
        """Do without the app; the caller's other sessions end."""
        services.remove_totp(actor=self.actor)
        return self.no_content()


class ConfirmTotpView(FactorView):
    """The first code of the app."""

    @operation(
        "confirm_totp",
        request=ConfirmTotp,
        responses={201: transports.RecoveryCodes},
        refusals=(
            *NEEDS_RECENT,
            errors.InvalidCredentials,
            errors.ChallengeFailed,
            errors.TooManyLogins,
        ),
        publishes=(events.MfaEnabled.name, events.SessionRevoked.name),
        idempotency="ignored",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """
        Make the app a factor by the code that it shows; the caller's other sessions end.

        With the first factor come recovery codes, which are shown this once.
        """
        return self.shown_once(
            services.confirm_totp(actor=self.actor, **validated(ConfirmTotp, request))
        )


class RecoveryCodesView(FactorView):
    """Codes for whoever loses the other factors."""

    @operation(
        "regenerate_recovery_codes",
        responses={201: transports.RecoveryCodes},
        refusals=(*NEEDS_RECENT, errors.InvalidCredentials, errors.NoSecondFactor),
        publishes=(events.RecoveryCodesRegenerated.name, events.SessionRevoked.name),
        idempotency="ignored",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """Get new recovery codes, shown this once; the earlier ones are worthless."""
        return self.shown_once(services.regenerate_recovery_codes(actor=self.actor))
