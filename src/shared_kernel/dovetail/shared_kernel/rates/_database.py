"""A meter that needs nothing more than the database."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models.functions import Now

from dovetail.shared_kernel.models import RateCount

from ._meter import Quota, Standing

BATCH = 5000

TABLE = RateCount._meta.db_table
LEFT = "ceil(extract(epoch FROM resets_at - statement_timestamp()))::int"

# Whoever takes several keys takes them in one order, so that two requests never wait in a ring.
TAKE = f"""
    INSERT INTO {TABLE} AS known (key, count, resets_at)
    SELECT key, 1, statement_timestamp() + seconds * interval '1 second'
    FROM unnest(%s::text[], %s::int[]) AS asked (key, seconds)
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN known.resets_at <= statement_timestamp() THEN 1
                     ELSE known.count + 1 END,
        resets_at = CASE WHEN known.resets_at <= statement_timestamp() THEN excluded.resets_at
                         ELSE known.resets_at END
    RETURNING key, count, {LEFT}
"""  # noqa: S608  (the name of a table of ours)

# One key alone needs no transaction: nothing else is taken back. One too many is counted once.
TAKE_ONE = f"""
    INSERT INTO {TABLE} AS known (key, count, resets_at)
    VALUES (%s, 1, statement_timestamp() + %s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN known.resets_at <= statement_timestamp() THEN 1
                     ELSE least(known.count, %s) + 1 END,
        resets_at = CASE WHEN known.resets_at <= statement_timestamp() THEN excluded.resets_at
                         ELSE known.resets_at END
    RETURNING count, {LEFT}
"""  # noqa: S608  (the name of a table of ours)


class DatabaseMeter:
    """
    Counts in PostgreSQL, by its clock, in one statement.

    It commits by itself, unless the project's ATOMIC_REQUESTS has opened a transaction before:
    there a refusal takes back what was counted, so a view that counts guesses stays outside.
    """

    def take(self, asked: Mapping[str, Quota]) -> Mapping[str, Standing]:
        if len(asked) == 1:
            [(key, quota)] = asked.items()
            return {key: self._take_one(key, quota)}
        return self._take_all(asked)

    def _take_one(self, key: str, quota: Quota) -> Standing:
        with connection.cursor() as cursor:
            cursor.execute(TAKE_ONE, [key, quota.seconds, quota.count])
            count, left = cursor.fetchone()
        return Standing(
            remaining=max(0, quota.count - count),
            seconds=max(1, left),
            is_exhausted=count > quota.count,
        )

    def _take_all(self, asked: Mapping[str, Quota]) -> Mapping[str, Standing]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                seconds = [quota.seconds for quota in asked.values()]
                cursor.execute(TAKE, [list(asked), seconds])
                counts = {key: (count, left) for key, count, left in cursor.fetchall()}
            refused = {key for key, (count, _) in counts.items() if count > asked[key].count}
            if refused:
                transaction.set_rollback(True)
        return {
            key: Standing(
                remaining=max(0, quota.count - counts[key][0] + (1 if refused else 0)),
                seconds=max(1, counts[key][1]),
                is_exhausted=key in refused,
            )
            for key, quota in asked.items()
        }


def purge_counts() -> int:
    """Forget windows that have ended, some thousands at once; how many it did."""
    ended = RateCount.objects.filter(resets_at__lte=Now()).values("pk")[:BATCH]
    return RateCount.objects.filter(pk__in=ended).delete()[0]
