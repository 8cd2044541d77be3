"""What billing needs and does not own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dovetail.shared_kernel.ports import port


@port(default="dovetail.billing.adapters.SystemClock")
class Clock(Protocol):
    """What time it is, for accounts whose clock nobody moved."""

    def now(self) -> datetime: ...


@port(default="dovetail.billing.adapters.OneSeat")
class SeatCounter(Protocol):
    """How many seats a tenant uses."""

    def seats_of(self, tenant_id: UUID) -> int: ...


class GatewayRejected(Exception):
    """The gateway refuses the request itself; asking again gives the same answer."""


class GatewayTimeout(Exception):
    """The gateway did not answer: whether money moved is unknown until the key is sent again."""


class IdempotencyConflict(Exception):
    """The key was used before, for another charge."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a gateway tells of a payment method. Never a card number."""

    gateway_method_id: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    key: str
    """The same key moves money once, however often it is sent."""
    gateway_method_id: str
    amount: int
    """Minor units."""
    currency: str
    reference: str
    """The number of the invoice."""


@dataclass(frozen=True, slots=True)
class ChargeResult:
    gateway_payment_id: str
    failure_code: str | None
    """Why the charge was declined; None when the money moved."""


@port(default="dovetail.billing.gateways.sandbox.SandboxGateway")
class PaymentGateway(Protocol):
    """Who moves money. Never called inside a transaction."""

    code: str

    def attach(self, token: str, account_id: UUID) -> Card:
        """
        Keep a payment method for later charges.

        :raises GatewayRejected:
        :raises GatewayTimeout:
        """
        ...

    def detach(self, gateway_method_id: str) -> None:
        """Forget a payment method."""
        ...

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """
        Take an amount from a payment method.

        :raises GatewayRejected:
        :raises GatewayTimeout: keep the payment, and send the same key again.
        :raises IdempotencyConflict:
        """
        ...
