"""What a claim reads, however long the queue is and whatever PostgreSQL believes of it."""

import re

import pytest
from django.db import connection, transaction

from dovetail.shared_kernel.events import backlog, deliver_batch
from dovetail.shared_kernel.models import OutboxDelivery

pytestmark = pytest.mark.django_db

FINISHED, PENDING = 40_000, 10_000
STORE = """
WITH event AS (
    INSERT INTO dovetail_kernel_outboxevent (id, name, actor_id, payload, headers)
    SELECT gen_random_uuid(), 'kitchen.kettle_boiled.v1', '',
           jsonb_build_object('kettle', 'kettle ' || n %% 50, 'degrees', n), '{}'
    FROM generate_series(1, %s) n RETURNING id, payload)
INSERT INTO dovetail_kernel_outboxdelivery
    (event_id, subscription, ordering_key, status, attempts, last_error)
SELECT id, 'kitchen.pour', payload ->> 'kettle', %s, 0, '' FROM event
"""


class Plans:
    """Explains each statement that reads deliveries, as it is asked, and then lets it pass."""

    def __init__(self):
        self.found = []

    def __call__(self, execute, sql, params, many, context):
        if "outboxdelivery" in sql and sql.lstrip().startswith(("SELECT", "WITH candidate")):
            execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", params, many, context)
            self.found.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)


@pytest.fixture
def explained():
    plans = Plans()
    with connection.execute_wrapper(plans):
        yield plans.found


def sql(text, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)


@pytest.fixture
def store():
    def rows(count, status):
        sql(STORE, count, status)

    return rows


@pytest.fixture(params=["never analyzed", "analyzed when none waited", "analyzed when all waited"])
def stale(request, store):
    """Finished rows and a queue, and statistics of another time."""
    store(FINISHED, 1)
    if request.param == "analyzed when none waited":
        sql("ANALYZE dovetail_kernel_outboxdelivery")
    store(PENDING, 0)
    if request.param == "analyzed when all waited":
        sql("UPDATE dovetail_kernel_outboxdelivery SET status = 0")
        sql("ANALYZE dovetail_kernel_outboxdelivery")
        sql("UPDATE dovetail_kernel_outboxdelivery SET status = 1 WHERE id <= %s", FINISHED)


def most_rows_read(plan):
    read = r"actual rows=([0-9.]+) loops=(\d+)|Rows Removed by Filter: (\d+)"
    return max(
        int(removed) if removed else int(float(rows)) * int(loops)
        for rows, loops, removed in re.findall(read, plan)
    )


def test_a_claim_reads_a_batch_by_the_index_of_the_pending(stale, hear, explained):
    hear(lambda envelope: None)

    assert deliver_batch(limit=100) == 100

    claimed = explained[0]
    assert "Index Scan using kernel_pending on" in claimed
    assert "Seq Scan on dovetail" not in claimed
    assert most_rows_read(claimed) <= 200, claimed


def test_a_claim_of_ten_among_many_finished_reads_ten(store, hear, explained):
    hear(lambda envelope: None)
    store(FINISHED, 1)
    store(10, 0)

    assert deliver_batch() == 10

    assert most_rows_read(explained[0]) <= 20, explained[0]


def test_the_backlog_reads_no_finished_delivery(store, hear, explained):
    hear(lambda envelope: None)
    store(FINISHED, 1)
    store(10, 0)
    sql("ANALYZE dovetail_kernel_outboxdelivery")

    assert backlog().pending_count == 10

    [plan] = explained
    assert most_rows_read(plan) < 100, plan


def test_a_thousand_followers_of_a_parked_key_delay_nobody(boil, hear):
    heard = []

    def hear_blue(envelope):
        if envelope.payload["kettle"] == "red":
            raise ValueError("red")
        heard.append(envelope.payload["kettle"])

    hear(hear_blue)
    with transaction.atomic():
        for _ in range(1001):
            boil("red")
    deliver_batch()
    boil("blue")

    deliver_batch()

    assert heard == ["blue"]
    assert OutboxDelivery.objects.filter(attempts__gt=0).count() == 1
