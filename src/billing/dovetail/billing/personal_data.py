"""What billing holds of people: the bills of tenants that one person alone answers for."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from dovetail.billing import repositories, services
from dovetail.shared_kernel.personal_data import Holding, Section, Subject, Veto, hold


def export(subject: Subject) -> Iterator[Section]:
    """The subscriptions, invoices and cards of tenants that are the person's own."""
    own = repositories.list_own_tenants(subject.user_id)
    yield Section("subscriptions", _each(own, repositories.list_subscriptions))
    yield Section("invoices", _each(own, repositories.list_invoices))
    yield Section("payment_methods", _each(own, repositories.list_payment_methods))


def _each(tenants: list[UUID], read: Callable[[UUID], Any]) -> Iterator[Any]:
    for tenant_id in tenants:
        yield from read(tenant_id)


def vetoes(subject: Subject) -> Iterator[Veto]:
    """Nobody else could end what is paid for, or pay what is owed."""
    for tenant_id in repositories.list_own_tenants(subject.user_id):
        for plan in repositories.list_running_plans(tenant_id):
            yield Veto(
                "subscription_running",
                f"Your subscription to {plan} is running, and nobody else may cancel it: cancel "
                "it, or let somebody else answer for it.",
            )
        for number in repositories.list_open_numbers(tenant_id):
            yield Veto(
                "invoice_open",
                f"Invoice {number} is open, and nobody else may pay it: pay it, or let somebody "
                "else answer for it.",
            )


hold(
    Holding(
        context="billing",
        holds="Subscriptions, invoices and cards of tenants that the person alone answers for.",
        erases="Brand, last digits and expiry of those cards; they are detached.",
        keeps=(
            "Invoices, payments and subscriptions, as the law asks; they name a tenant and no "
            "person."
        ),
        export=export,
        erase=services.erase_person,
        vetoes=vetoes,
    )
)
