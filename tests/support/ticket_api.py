"""A small API with limits, as a context would declare them."""

from dataclasses import dataclass

from django.urls import path

from dovetail.shared_kernel.api.limits import Limit, caller, client_address, sent
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.requests import Email, StrictSerializer, validated
from dovetail.shared_kernel.api.views import AUTHENTICATED, PUBLIC, ApiView
from dovetail.shared_kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket."""

    holder: str
    """Whose it is."""


class SoldOut(Conflict):
    """Everything is sold."""


class Order(StrictSerializer):
    email = Email()


class TicketsView(ApiView):
    """The tickets."""

    permissions = {"GET": AUTHENTICATED, "POST": PUBLIC}
    limits = {
        "POST": (
            Limit(name="orders", rate=lambda: "3/1m", per=client_address, is_strict=True),
            Limit(name="orders-a-day", rate=lambda: "100/1d", per=client_address),
            Limit(name="mails", rate=lambda: "2/1h", per=sent("email", Email(), str.lower)),
        ),
    }

    @operation("get_ticket", responses=Ticket)
    def get(self, request):
        """Show the caller's ticket."""
        return self.ok(Ticket(self.user_id))

    @operation("order_ticket", request=Order, responses=Ticket, refusals=(SoldOut,))
    def post(self, request):
        """Order a ticket."""
        holder = validated(Order, request)["email"]
        if holder.startswith("late"):
            raise SoldOut
        return self.ok(Ticket(holder))


class QueueView(ApiView):
    """The queue, where the rest is told to wait."""

    permissions = {"GET": PUBLIC, "POST": AUTHENTICATED}
    limits = {"POST": (Limit(name="joins", rate=lambda: "2/1m", per=caller),)}

    @operation("get_queue", responses=Ticket)
    def get(self, request):
        """Show the queue."""
        return self.ok(Ticket("everybody"))

    @operation("join_queue", responses={204: None})
    def post(self, request):
        """Join the queue."""
        return self.no_content()


urlpatterns = [
    path("api/v1/tickets", TicketsView.as_view()),
    path("api/v1/queue", QueueView.as_view()),
]
