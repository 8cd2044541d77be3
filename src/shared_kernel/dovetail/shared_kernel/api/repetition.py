"""The header Idempotency-Key: a POST that is sent again is answered again, and done once."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import Error, transaction
from django.utils.crypto import salted_hmac
from rest_framework.response import Response

from dovetail.shared_kernel.idempotency import (
    Answered,
    Claim,
    IdempotencyAnswerNotKept,
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
    answered = _leased if view.promise.commits_by_itself else _in_one_transaction
    return answered(claim, effect, _SECRET if view.promise.idempotency == "shown_once" else _OPEN)


def _in_one_transaction(claim: Claim, effect: Callable[[], Response], kind: "_Kind") -> Response:
    with transaction.atomic():
        known = claim.answered()
        if known is not None:
            return kind.replayed(known)
        response = effect()
        claim.keep(kind.kept(response))
        return response


def _leased(claim: Claim, effect: Callable[[], Response], kind: "_Kind") -> Response:
    known = claim.lease()
    if known is not None:
        return kind.replayed(known)
    try:
        response = effect()
    except BaseException:
        with suppress(Error):  # then the lease ends by itself
            claim.release()
        raise
    claim.complete(kind.kept(response))
    return response


def _answer(response: Response) -> Answered:
    body = MsgspecRenderer().render(response.data)
    headers = {name: value for name, value in response.items() if name != "Content-Type"}
    return Answered(response.status_code, body, headers)


def _replayed(known: Answered) -> Response:
    body = msgspec.Raw(known.body) if known.body else None
    return Response(body, status=known.status, headers={**known.headers, REPLAYED: "true"})


def _without_secret(response: Response) -> Answered:
    location = response.get("Location")
    return Answered(response.status_code, b"", {"Location": location} if location else {})


def _not_replayed(known: Answered) -> Response:
    raise IdempotencyAnswerNotKept(location=known.headers.get("Location"))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is kept of an answer, and how a repetition of its request is answered."""

    kept: Callable[[Response], Answered]
    replayed: Callable[[Answered], Response]


_OPEN = _Kind(_answer, _replayed)
_SECRET = _Kind(_without_secret, _not_replayed)


def _caller(actor: Any) -> str:
    return f"{actor.kind}:{actor.user_id or actor.session_id or actor.bound_tenant}"


def _fingerprint(request: Any) -> str:
    # With a key of the server's: a body may hold a password, which a plain hash would give away.
    text = f"{request.method} {request.path}\n{json.dumps(request.data, sort_keys=True)}"
    return salted_hmac("dovetail.shared_kernel.idempotency", text, algorithm="sha256").hexdigest()
