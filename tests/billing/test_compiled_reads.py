"""What is read by compiled statements is what the querysets read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dovetail.billing import repositories, transports
from dovetail.shared_kernel.compiled import CompiledRows

pytestmark = pytest.mark.django_db


def same(rows):
    assert isinstance(rows, CompiledRows)
    found = list(rows)
    assert found == list(rows.ordinary)
    return found


def test_invoices_with_their_amounts_and_lines(subscription, clock, tenant_id, run_job):
    clock.at = datetime(2026, 2, 28, 9, tzinfo=UTC)
    run_job("billing.run")

    newest, first = same(repositories.list_invoices(tenant_id))

    assert isinstance(newest.total, transports.Money)
    assert newest.total.amount > 0
    assert isinstance(first.lines[0], transports.InvoiceLine)
    assert same(repositories.list_invoices(tenant_id)[:1]) == [newest]
    assert same(repositories.list_invoices(uuid4())) == []


def test_invoices_in_some_states(subscription, tenant_id):
    invoices = repositories.list_invoices(tenant_id)

    assert len(same(invoices.filter(status__in=["paid", "open"]))) == 1
    assert same(invoices.filter(status__in=["void"])) == []
