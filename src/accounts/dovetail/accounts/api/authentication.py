"""Who asks: the bearer of an access token or an API key."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from dovetail.accounts import errors, keys, services
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.network import ClientAddress
from dovetail.shared_kernel.ports import wired

# rest_framework.views imports the authentication classes of a project while it is loading
# itself, so nothing that is imported here may import it.

SCHEME = "bearer"


class BearerAuthentication(BaseAuthentication):
    """
    `Authorization: Bearer <access token or API key>`: the user in request.user, an Actor in
    request.auth.

    One query per request joins the session, or the key, and its user, so what ends a session,
    revokes a key or turns a user off, holds from the next request on. With `stateless_access`
    an access token costs no query, and is believed until it ends.
    """

    refusals = (errors.InvalidToken,)
    """What the document says of a 401, beside that nothing was sent."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        try:
            found = self._found(token.strip(), request)
        except errors.InvalidToken as refused:
            raise AuthenticationFailed(refused.detail, code=refused.code) from None
        return found.user, found.actor

    def _found(self, token: str, request: Request) -> services.Authenticated:
        if not keys.looks_like_key(token):
            return services.authenticate_bearer(access_token=token)
        ip = wired(ClientAddress).address_of(request.META)
        return services.authenticate_key(api_key=token, ip=ip)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
