"""How refresh tokens travel: in the body, or in a cookie that scripts cannot read."""

from dataclasses import replace

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, transports
from dovetail.accounts.conf import conf

# __Host- binds a cookie to the host that set it over TLS: no domain, path / (RFC 6265bis).
COOKIE = "__Host-dovetail-refresh"
HEADER = "X-Requested-With"


def by_cookie() -> bool:
    return conf().refresh_transport == "cookie"


def sent_refresh(request: Request, in_body: str | None) -> str:
    """
    The refresh token of a request, from where the project has it travel.

    What a browser sends by itself counts only with a header that no form and no other site
    can add without being asked (CORS preflight).

    :raises CrossSite:
    :raises InvalidToken: when there is none.
    """
    token = in_body
    if by_cookie():
        if HEADER not in request.headers:
            raise errors.CrossSite
        token = request.COOKIES.get(COOKIE)
    if not token:
        raise errors.InvalidToken
    return token


def with_refresh(response: Response) -> Response:
    """Put the refresh token of an answer where it travels."""
    body = response.data
    pair = body.tokens if isinstance(body, transports.Login) else body
    if not by_cookie() or pair is None or pair.refresh_token is None:
        return response
    hidden = replace(pair, refresh_token=None)
    is_login = isinstance(body, transports.Login)
    response.data = replace(body, tokens=hidden) if is_login else hidden
    response.set_cookie(
        COOKIE,
        pair.refresh_token,
        max_age=conf().session_idle_timeout,
        path="/",
        secure=True,
        httponly=True,
        samesite="Strict",
    )
    return response


def without_refresh(response: Response) -> Response:
    """Take the cookie away again."""
    if by_cookie():
        response.delete_cookie(COOKIE, path="/", samesite="Strict")
        response.cookies[COOKIE]["secure"] = True
    return response
