"""What billing refuses."""

from dovetail.shared_kernel.errors import Conflict, NotFound, Unavailable, Unprocessable


class PlanNotFound(NotFound):
    """There is no such plan."""


class SubscriptionNotFound(NotFound):
    """There is no such subscription."""


class InvoiceNotFound(NotFound):
    """There is no such invoice."""


class PaymentMethodNotFound(NotFound):
    """There is no such payment method."""


class NothingUpcoming(NotFound):
    """The subscription has ended; there is no next invoice."""


class TestClocksAreOff(NotFound):
    """The clocks of accounts cannot be moved here."""


class AlreadySubscribed(Conflict):
    """The organization has a live subscription already."""


class NoPriceForCurrency(Conflict):
    """The plan has no price in the currency of the account."""


class PaymentMethodRequired(Conflict):
    """Add a payment method first; there is something to pay."""


class TooManySeats(Conflict):
    """More seats are in use than the plan allows."""


class PaymentMethodInUse(Conflict):
    """The subscription is paid with this payment method; add another one first."""


class SubscriptionEnded(Conflict):
    """The subscription has ended; subscribe again."""


class ClockMovedBackwards(Conflict):
    """A clock moves forwards only."""


class ClockMovedTooFar(Unprocessable):
    """A clock moves by at most two years at once."""


class PaymentMethodRefused(Unprocessable):
    """The payment gateway does not accept this payment method."""


class PaymentOutcomeUnknown(Unavailable):
    """The payment gateway did not answer; the payment is tried again by itself."""


class CatalogInvalid(Unprocessable):
    """The catalog file is not valid."""
