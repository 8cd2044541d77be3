"""
Every job of the installed apps, on the database of DATABASE_URL: `python -m job_turns HOW`.

`once`; `twice`; `at_once`, by two processes; `killed`, before ever later statements, until a turn
comes to its end.
"""

import os
import signal
import sys

import django
from django.db import connection

FOREVER = 600


class DiesBefore:
    """kill -9 in the place of the n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def turn(name, dies_before=0):
    """One turn in a process of its own; a function that waits for it and says how it ended."""
    connection.close()
    child = os.fork()
    if child:
        return lambda: os.waitpid(child, 0)[1]
    from dovetail.shared_kernel.jobs import run_job  # noqa: PLC0415  (needs Django set up)

    signal.alarm(FOREVER)
    code = 1
    try:
        with connection.execute_wrapper(DiesBefore(dies_before)):
            run_job(name)
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


def end_leases():
    """The time in which nobody takes up what a dead process has in hand, gone by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'lease_until'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = now() - interval \'1 second\' '
                f'WHERE "{column}" IS NOT NULL'
            )


def once(name):
    assert turn(name)() == 0, name


def twice(name):
    once(name)
    once(name)


def at_once(name):
    turns = [turn(name), turn(name)]
    assert [wait() for wait in turns] == [0, 0], name


def killed(name):
    number = deaths = 1
    while turn(name, number)() == signal.SIGKILL:
        end_leases()
        deaths += 1
        number += 1 + number // 4
    print(name, deaths, "deaths")


if __name__ == "__main__":
    django.setup()
    from dovetail.shared_kernel.jobs import registry

    for each in sorted(registry):
        {"once": once, "twice": twice, "at_once": at_once, "killed": killed}[sys.argv[1]](each)
