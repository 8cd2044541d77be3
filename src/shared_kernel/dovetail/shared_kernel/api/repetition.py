"""The header Idempotency-Key: a POST that is sent again is answered again, and done once."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from django.db import Error, transaction
from django.utils.crypto import salted_hmac
from rest_framework.response import Response

from dovetail.shared_kernel.idempotency import (
    Answered,
    Claim,
    IdempotencyKeyInvalid,
    IdempotencyKeyRequired,
)

from .renderers import MsgspecRenderer

PRINTABLE = re.compile(r"[\x20-\x7e]{1,255}")
REPLAYED = "Idempotency-Replayed"


def once(view: Any, effect: Callable[[], Response]) -> Response:
    """
    Answer a POST, and where it has a key, do what it asks for once.

    The answer is kept in the transaction of the effect. An operation that commits by itself
    holds the key by a lease instead, and its answer is kept after it.
    """
    key = view.request.headers.get("Idempotency-Key")
    if key is None:
        if view.promise.idempotency == "required":
            raise IdempotencyKeyRequired
        return effect()
    if not PRINTABLE.fullmatch(key):
        raise IdempotencyKeyInvalid
    claim = Claim(_caller(view.actor), key, _fingerprint(view.request))
    repeated = _leased if view.promise.commits_by_itself else _in_one_transaction
    return repeated(view, claim, effect)


def _in_one_transaction(view: Any, claim: Claim, effect: Callable[[], Response]) -> Response:
    with transaction.atomic():
        known = claim.answered()
        if known is not None:
            return _replayed(view, known)
        response = effect()
        claim.keep(_answer(view, response))
        return response


def _leased(view: Any, claim: Claim, effect: Callable[[], Response]) -> Response:
    known = claim.lease()
    if known is not None:
        return _replayed(view, known)
    try:
        response = effect()
    except BaseException:
        with suppress(Error):  # then the lease ends by itself
            claim.release()
        raise
    claim.complete(_answer(view, response))
    return response


def _answer(view: Any, response: Response) -> Answered:
    body = view.kept(MsgspecRenderer().render(response.data))
    headers = {name: value for name, value in response.items() if name != "Content-Type"}
    return Answered(response.status_code, body, headers)


def _replayed(view: Any, known: Answered) -> Response:
    body = msgspec.Raw(view.shown(known.body)) if known.body else None
    return Response(body, status=known.status, headers={**known.headers, REPLAYED: "true"})


def _caller(actor: Any) -> str:
    return f"{actor.kind}:{actor.user_id or actor.session_id or actor.bound_tenant}"


def _fingerprint(request: Any) -> str:
    """Tells one request from another, and nothing of a password in it without the server's key."""
    body = json.dumps(request.data, sort_keys=True)
    text = f"{request.method} {request.path}\n{body}"
    return salted_hmac("dovetail.idempotency", text, algorithm="sha256").hexdigest()
