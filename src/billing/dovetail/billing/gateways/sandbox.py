"""A gateway without a bank behind it, for development, demonstrations and tests."""

from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from dovetail.billing.models import SandboxCharge, SandboxMethod
from dovetail.billing.ports import (
    Card,
    ChargeRequest,
    ChargeResult,
    GatewayRejected,
    GatewayTimeout,
    IdempotencyConflict,
)

DECLINES: Final[dict[str, str | None]] = {
    "pm_ok": None,
    "pm_declined": "card_declined",
    "pm_insufficient": "insufficient_funds",
    "pm_timeout_charged": None,
}
"""The tokens, and with which code each charge of theirs is declined."""

SILENT_AT_FIRST: Final = frozenset({"pm_timeout_charged"})


class SandboxGateway:
    """
    Knows four cards and keeps its own books.

    `pm_ok` pays, `pm_declined` and `pm_insufficient` can be attached and then decline each
    charge, `pm_timeout_charged` takes the money, and answers only when the key comes again.
    """

    code = "sandbox"

    def attach(self, token: str, account_id: UUID) -> Card:
        if token not in DECLINES:
            raise GatewayRejected("unknown_token")
        with transaction.atomic(durable=True):
            method = SandboxMethod.objects.create(token=token)
        return Card(str(method.id), "card", "visa", "4242", 12, 2099)

    def detach(self, gateway_method_id: str) -> None:
        # The books keep what was charged; a card in them harms nobody.
        self._method(gateway_method_id)

    def charge(self, request: ChargeRequest) -> ChargeResult:
        method = self._method(request.gateway_method_id)
        with transaction.atomic(durable=True):
            SandboxCharge.objects.bulk_create(
                [
                    SandboxCharge(
                        idempotency_key=request.key,
                        method=method,
                        amount_minor=request.amount,
                        currency=request.currency,
                        failure_code=DECLINES[method.token],
                        call_count=0,
                    )
                ],
                ignore_conflicts=True,
            )
            mine = SandboxCharge.objects.filter(idempotency_key=request.key)
            mine.update(call_count=F("call_count") + 1)
            charge = mine.get()
        asked = (method.id, request.amount, request.currency)
        if asked != (charge.method_id, charge.amount_minor, charge.currency):
            raise IdempotencyConflict(request.key)
        if method.token in SILENT_AT_FIRST and charge.call_count == 1:
            raise GatewayTimeout(request.key)
        return ChargeResult(str(charge.id), charge.failure_code)

    def _method(self, gateway_method_id: str) -> SandboxMethod:
        try:
            return SandboxMethod.objects.get(id=gateway_method_id)
        except (SandboxMethod.DoesNotExist, ValidationError):
            raise GatewayRejected("unknown_method") from None
