"""Sealed values are kept no longer than they are waited for."""

from datetime import timedelta

from django.db import connection

from ._event import SEALED

# Nobody waits any more: every delivery has ended, or too much time has passed for the value to be
# good for anything. The keys are found by their names, so that the events of an app that is not
# installed any more are emptied, too.
FORGET = f"""
UPDATE dovetail_kernel_outboxevent
SET holds_sealed = false,
    payload = (
        SELECT jsonb_object_agg(
            key, CASE WHEN starts_with(key, '{SEALED}') THEN '""' ELSE value END)
        FROM jsonb_each(payload))
WHERE id IN (
    SELECT e.id FROM dovetail_kernel_outboxevent e
    WHERE e.holds_sealed AND (
        e.occurred_at < now() - make_interval(secs => %(seconds)s)
        OR NOT EXISTS (
            SELECT 1 FROM dovetail_kernel_outboxdelivery d
            WHERE d.event_id = e.id AND d.status IN (0, 2)))
    ORDER BY e.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""  # noqa: S608  (nothing of it comes from outside)


def forget_sealed(*, older_than: timedelta, limit: int = 1000) -> int:
    """Empty the sealed values that nobody waits for, or that are of such an age; how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"seconds": older_than.total_seconds(), "limit": limit})
        return int(cursor.rowcount)
