"""How secrets of a client travel: in the body, or in a cookie that scripts cannot read."""

from dataclasses import replace
from datetime import timedelta

from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, transports
from dovetail.accounts.conf import conf

# __Host- binds a cookie to the host that set it over TLS: no domain, path / (RFC 6265bis).
COOKIE = "__Host-dovetail-refresh"
BINDING = "__Host-dovetail-binding"
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
    token = _cookie(request, COOKIE) if by_cookie() else in_body
    if not token:
        raise errors.InvalidToken
    return token


def sent_binding(request: Request, in_body: str | None) -> str | None:
    """
    What binds a log-in at a provider to the browser, from where the project has it travel.

    :raises CrossSite:
    """
    return _cookie(request, BINDING) if by_cookie() else in_body


def _cookie(request: Request, name: str) -> str | None:
    if HEADER not in request.headers:
        raise errors.CrossSite
    return request.COOKIES.get(name)


def with_binding(response: Response) -> Response:
    """Put what binds a log-in to the browser where it travels; the one begun last counts."""
    start = response.data
    if not by_cookie() or start.binding is None:
        return response
    response.data = replace(start, binding=None)
    _set(response, BINDING, start.binding, conf().challenge_lifetime)
    return response


def with_refresh(response: Response) -> Response:
    """Put the refresh token of an answer where it travels."""
    body = response.data
    pair = body.tokens if isinstance(body, transports.Login) else body
    if not by_cookie() or pair is None or pair.refresh_token is None:
        return response
    hidden = replace(pair, refresh_token=None)
    is_login = isinstance(body, transports.Login)
    response.data = replace(body, tokens=hidden) if is_login else hidden
    _set(response, COOKIE, pair.refresh_token, conf().session_idle_timeout)
    return response


def _set(response: Response, name: str, value: str, max_age: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Strict"
    )


def without_refresh(response: Response) -> Response:
    """Take the cookie away again."""
    if by_cookie():
        response.delete_cookie(COOKIE, path="/", samesite="Strict")
        response.cookies[COOKIE]["secure"] = True
    return response
