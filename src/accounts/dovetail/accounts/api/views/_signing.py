"""What others verify our tokens with."""

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, repositories, transports
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import PUBLIC, ApiView

KEPT_SECONDS = 300


class SigningKeysView(ApiView):
    """The public keys of access tokens."""

    permissions = {"GET": PUBLIC}

    @operation(
        "get_signing_keys", responses=transports.SigningKeys, refusals=(errors.NoSigningKeys,)
    )
    def get(self, request: Request) -> Response:
        """
        Get the public keys that access tokens are verified with; to be kept for five minutes.

        A token names its key by `kid`.
        """
        response = self.ok(repositories.get_signing_keys())
        response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return response
