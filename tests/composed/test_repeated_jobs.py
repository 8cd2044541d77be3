"""Every job, run twice, by two at once, and killed wherever it is: the same rows as once."""

import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.backends.utils import truncate_name
from psycopg import sql

from relay_processes import url

pytestmark = pytest.mark.django_db(transaction=True)

PASSED = timedelta(days=45)
WAYS = ("once", "twice", "at_once", "killed")
NAMED = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|\+00(?::00)?)?"
)
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name LIKE 'dovetail\\_%%' AND data_type = ANY(%s)
"""


@contextmanager
def copied(source):
    """Another database with the same rows; nobody may be connected to the first."""
    name = truncate_name(f"{source}_copy", 60)
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield url().replace(f"'{source}'", f"'{name}'")
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def let_time_pass():
    """Everything happened earlier: what was to be done later is due."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(COLUMNS, [["timestamp with time zone", "date"]])
        for table, column in cursor.fetchall():
            cursor.execute(f'UPDATE "{table}" SET "{column}" = "{column}" - %s', [PASSED])
        cursor.execute("SET session_replication_role = origin")


def rows_of(database):
    """Each table's rows, in words; a counter's numbers say nothing, as it may skip some."""
    with psycopg.connect(database) as raw:
        tables = raw.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
            "AND table_name LIKE 'dovetail\\_%'"
        ).fetchall()
        found = {}
        for (table,) in tables:
            counted = raw.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                "AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
                [table],
            ).fetchall()
            query = sql.SQL("SELECT to_jsonb(t) - %s::text[] FROM {} t").format(
                sql.Identifier(table)
            )
            found[table] = [row for (row,) in raw.execute(query, [[name for (name,) in counted]])]
        return found


def in_words(rows, known):
    """What identifiers and instants were made since is called `new`, the rest by its name."""

    def name(match):
        return match[0] if match[0] in known else "new"

    return {
        table: Counter(NAMED.sub(name, str(row)) for row in made) for table, made in rows.items()
    }


def after(how):
    with copied(connection.settings_dict["NAME"]) as database:
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "job_turns", how],
            env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
        print(how, ran.stdout)
        return rows_of(database)


def differences(one, other):
    """By table: the rows that only the one has, and those that only the other has."""
    return {
        table: (list((one[table] - found).elements()), list((found - one[table]).elements()))
        for table, found in other.items()
        if found != one[table]
    }


# What a process has taken up and never reported on is an attempt, and counted as one.
ATTEMPTS = {
    "dovetail_notifications_delivery": {"attempt_count", "failure_count", "next_attempt_at"},
    "dovetail_notifications_deliveryattempt": {"number"},
}


def but_attempts(rows):
    return {
        table: [
            {name: value for name, value in row.items() if name not in ATTEMPTS.get(table, ())}
            for row in made
        ]
        for table, made in rows.items()
    }


def test_every_job_leaves_the_same_rows_however_often_it_runs(business):
    let_time_pass()
    before = rows_of(url())
    known = set(NAMED.findall(str(before)))

    once, twice, at_once, killed = [after(how) for how in WAYS]

    assert differences(in_words(before, known), in_words(once, known))
    for other in (twice, at_once):
        found = differences(in_words(once, known), in_words(other, known))
        assert not found, found
    found = differences(in_words(but_attempts(once), known), in_words(but_attempts(killed), known))
    assert not found, found
