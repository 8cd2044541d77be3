"""The caller's passkeys: added, named, removed."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.accounts.api.serializers import AddPasskey, NamePasskey
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.operations import Page
from dovetail.shared_kernel.api.requests import validated
from dovetail.shared_kernel.api.views import AUTHENTICATED
from dovetail.shared_kernel.errors import NotFound

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView


class BeginPasskeyView(SessionView):
    """Beginning to make a passkey."""

    recent = frozenset({"POST"})

    @operation(
        "begin_passkey_registration",
        responses=transports.PasskeyChallenge,
        refusals=(*NEEDS_RECENT, errors.PasskeysNotOffered, errors.TooManyPasskeys),
    )
    def post(self, request: Request) -> Response:
        """
        Begin to add a passkey: what the browser is to be asked.

        What was begun before and not finished is void.
        """
        return self.ok(services.begin_passkey_registration(actor=self.actor))


class PasskeysView(SessionView):
    """The caller's passkeys."""

    permissions = {"GET": AUTHENTICATED, "POST": AUTHENTICATED}
    recent = frozenset({"POST"})

    @operation("list_passkeys", responses=Page[transports.Passkey], refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """List the caller's passkeys, the newest first."""
        return self.page(repositories.list_passkeys(self.user_id))

    @operation(
        "add_passkey",
        request=AddPasskey,
        responses={201: transports.AddedPasskey},
        refusals=(
            *NEEDS_RECENT,
            errors.InvalidCredentials,
            errors.PasskeysNotOffered,
            errors.PasskeyFailed,
            errors.TooManyPasskeys,
        ),
        publishes=(
            events.PasskeyAdded.name,
            events.MfaEnabled.name,
            events.SessionRevoked.name,
        ),
        idempotency="shown_once",
        commits_by_itself=True,
    )
    def post(self, request: Request) -> Response:
        """
        Add the passkey that the browser made; the caller's other sessions end.

        It logs in by itself, and it is a second factor beside a password. With the first factor
        come recovery codes, which are shown this once.
        """
        added = services.add_passkey(actor=self.actor, **validated(AddPasskey, request))
        return self.created(added, location=f"{request.path}/{added.passkey.id}")


class OnePasskeyView(SessionView):
    """One of them."""

    permissions = {"GET": AUTHENTICATED, "PATCH": AUTHENTICATED, "DELETE": AUTHENTICATED}
    recent = frozenset({"PATCH", "DELETE"})

    @operation("get_passkey", responses=transports.Passkey, refusals=(*NEEDS_SESSION, NotFound))
    def get(self, request: Request, passkey_id: UUID) -> Response:
        """Get one of the caller's passkeys."""
        return self.ok(repositories.get_passkey(self.user_id, passkey_id))

    @operation(
        "update_passkey",
        request=NamePasskey,
        responses=transports.Passkey,
        refusals=(*NEEDS_RECENT, NotFound),
    )
    def patch(self, request: Request, passkey_id: UUID) -> Response:
        """Name a passkey otherwise; what is absent stays."""
        changes = validated(NamePasskey, request)
        return self.ok(
            services.update_passkey(user_id=self.user_id, passkey_id=passkey_id, changes=changes)
        )

    @operation(
        "remove_passkey",
        responses={204: None},
        refusals=(
            *NEEDS_RECENT,
            NotFound,
            errors.InvalidCredentials,
            errors.LastLoginMethod,
            errors.LastFactor,
        ),
        publishes=(
            events.PasskeyRemoved.name,
            events.MfaDisabled.name,
            events.SessionRevoked.name,
        ),
        commits_by_itself=True,
    )
    def delete(self, request: Request, passkey_id: UUID) -> Response:
        """Accept a passkey no more; the caller's other sessions end."""
        services.remove_passkey(actor=self.actor, passkey_id=passkey_id)
        return self.no_content()
