"""Limits of requests: declared on views, counted before anything is done, told in headers."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field

from dovetail.shared_kernel.conf import conf
from dovetail.shared_kernel.errors import Refusal, TooMany, Unavailable
from dovetail.shared_kernel.network import ClientAddress, place_of
from dovetail.shared_kernel.ports import wired
from dovetail.shared_kernel.rates import MeterAway, Quota, RateMeter, quota_of

POLICY, STANDING = "RateLimit-Policy", "RateLimit"


class RateLimited(TooMany):
    """There were too many requests; `violated_policies` says by which limits."""


def client_address(view: Any) -> str:
    """Whoever has the address that the request comes from: of IPv6, the /64."""
    return f"at {place_of(wired(ClientAddress).address_of(view.request.META))}"


def caller(view: Any) -> str:
    """Whoever is authenticated; everybody else by their address."""
    actor = view.actor
    if actor.kind == "anonymous":
        return client_address(view)
    return f"{actor.kind} {actor.user_id or actor.session_id or actor.bound_tenant}"


def sent(
    name: str, field: Field[Any, Any, Any, Any], spelled: Callable[[Any], str | None] = str
) -> Callable[[Any], str | None]:
    """
    Whatever the body names under a key, in its one spelling.

    What the field does not accept, or the spelling refuses, will be refused, and is not counted.
    """

    def whose(view: Any) -> str | None:
        body = view.request.data
        if not isinstance(body, Mapping) or name not in body:
            return None
        try:
            return spelled(field.run_validation(body[name]))
        except (ValidationError, Refusal):
            return None

    return whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How often a request may be made, and by whom that is counted."""

    name: str
    """What headers call it: lower case, with dashes. Views that share a name share the count."""
    rate: Callable[[], str]
    """So many in so long, such as `30/5m`; empty is no limit. Asked at every request."""
    per: Callable[[Any], str | None] = caller
    """Whose requests are counted together, in one spelling; None is not counted."""
    is_strict: bool = False
    """Whether a request is refused while nothing can be counted, as where something is guessed."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", self.name):
            raise ImproperlyConfigured(f"{self.name!r} is not a name of a limit.")


REQUESTS = Limit(name="requests", rate=lambda: conf().request_rate)
"""Of all requests together, where the project says so."""
UNKNOWN_REQUESTS = replace(REQUESTS, per=client_address)
"""The same where nobody has been authenticated yet."""


def limits_of(view: Any, method: str) -> tuple[tuple[Limit, Quota], ...]:
    """What a view, or its class, limits of a method, and what the project limits of all."""
    declared = (*view.limits.get(method, ()), REQUESTS)
    quotas = [(limit, quota_of(limit.rate())) for limit in declared]
    return tuple((limit, quota) for limit, quota in quotas if quota is not None)


def count_request(view: Any, limits: Sequence[tuple[Limit, Quota]]) -> None:
    """
    Count a request against its limits, and note on the view what its answer says of them.

    :raises RateLimited:
    :raises Unavailable: where nothing can be counted, and a limit is strict.
    """
    counted = [
        (limit, quota, _key(limit, quota, who))
        for limit, quota in limits
        if (who := limit.per(view)) is not None
    ]
    view.rate_headers = headers = {}
    if not counted:
        return
    headers[POLICY] = ", ".join(f'"{one.name}";q={q.count};w={q.seconds}' for one, q, _ in counted)
    try:
        standings = wired(RateMeter).take({key: quota for _, quota, key in counted})
    except MeterAway as error:
        if any(limit.is_strict for limit, _, _ in counted):
            raise Unavailable from error
        return
    told = [(limit.name, standings[key]) for limit, _, key in counted]
    headers[STANDING] = ", ".join(
        f'"{name}";r={one.remaining};t={one.seconds}' for name, one in told
    )
    over = {name: one.seconds for name, one in told if one.is_exhausted}
    if over:
        raise RateLimited(retry_after=max(over.values()), violated_policies=list(over))


def count_unknown(view: Any) -> None:
    """
    Count a request that is refused before anybody was asked who makes it.

    :raises RateLimited:
    """
    quota = quota_of(UNKNOWN_REQUESTS.rate())
    with suppress(DatabaseError):  # then the answer is about that already
        count_request(view, [(UNKNOWN_REQUESTS, quota)] if quota else [])


def _key(limit: Limit, quota: Quota, who: str) -> str:
    """Of each limit its own, and nothing that tells whose it is."""
    digest = salted_hmac(f"dovetail.rates.{limit.name}", who, algorithm="sha256").hexdigest()[:40]
    return f"{limit.name}:{quota.count}:{quota.seconds}:{digest}"
