"""
One list read four ways, in turns and in one process: compiled, through `.into()` as it is,
through model instances mapped by hand, and through psycopg by hand.

Run: python benchmarks/compiled_reads.py   (DATABASE_URL, or the embedded PostgreSQL)
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import django
import psycopg

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/support"), *map(str, ROOT.glob("src/*"))]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host_project.settings.testing")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from dovetail.organizations import repositories, transports  # noqa: E402
from dovetail.organizations.models import Membership, Organization  # noqa: E402

ROUNDS = 7
SQL = """
    SELECT m.id, u.id::text, u.email, u.full_name, m.role, m.created_at
    FROM dovetail_organizations_membership m JOIN dovetail_accounts_user u ON u.id = m.user_id
    WHERE m.organization_id = %s ORDER BY m.created_at, m.id LIMIT %s
"""

Read = Callable[[UUID, int], Sequence[transports.Member]]


def compiled(organization_id: UUID, count: int) -> Sequence[transports.Member]:
    return list(repositories.list_members(organization_id)[:count])


def uncompiled(organization_id: UUID, count: int) -> Sequence[transports.Member]:
    return list(repositories.list_members.__wrapped__(organization_id)[:count])


def instances(organization_id: UUID, count: int) -> Sequence[transports.Member]:
    found = Membership.objects.filter(organization_id=organization_id).select_related("user")
    return [
        transports.Member(
            one.id,
            transports.Person(str(one.user.pk), one.user.email, one.user.full_name),
            one.role,
            one.created_at,
        )
        for one in found.order_by("created_at", "id")[:count]
    ]


def by_hand(raw: psycopg.Connection) -> Read:
    def read(organization_id: UUID, count: int) -> Sequence[transports.Member]:
        return [
            transports.Member(id_, transports.Person(user_id, email, name), role, created_at)
            for id_, user_id, email, name, role, created_at in raw.execute(
                SQL, (organization_id, count)
            )
        ]

    return read


def fill(count: int) -> UUID:
    users = get_user_model()
    people = [users(email=f"{n}@example.org", full_name=f"Person {n}") for n in range(count)]
    people = users.objects.bulk_create(people)
    organization = Organization.objects.create(name="Acme", slug="acme", created_by=people[0])
    Membership.objects.bulk_create(
        Membership(organization=organization, user=person, role="member") for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return organization.id


def microseconds(read: Read, organization_id: UUID, count: int, reads: int) -> tuple[float, float]:
    """CPU of this process, and wall, for one read."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(reads):
        read(organization_id, count)
    return (
        (time.process_time() - cpu) / reads * 1e6,
        (time.perf_counter() - wall) / reads * 1e6,
    )


def compare(ways: dict[str, Read], organization_id: UUID, count: int, reads: int) -> None:
    expected = ways["psycopg by hand"](organization_id, count)
    for read in ways.values():
        assert list(read(organization_id, count)) == list(expected)
        microseconds(read, organization_id, count, 20)
    taken = [
        {name: microseconds(read, organization_id, count, reads) for name, read in ways.items()}
        for _ in range(ROUNDS)
    ]
    print(f"\n{count} rows, {ROUNDS} rounds of {reads} reads, medians")
    print(f"{'':26}{'CPU µs':>10}{'wall µs':>10}{'CPU ratio':>11}{'wall ratio':>12}")
    medians = {
        name: [statistics.median(one[name][part] for one in taken) for part in (0, 1)]
        for name in ways
    }
    floor = medians["psycopg by hand"]
    for name, (cpu, wall) in medians.items():
        print(f"{name:26}{cpu:10.0f}{wall:10.0f}{cpu / floor[0]:11.2f}{wall / floor[1]:12.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reads", type=int, default=200, help="reads of each way in a round")
    reads = parser.parse_args().reads
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        organization_id = fill(2000)
        named = connection.get_connection_params()
        keys = ("dbname", "user", "password", "host", "port")
        where = {key: named[key] for key in keys if key in named}
        with psycopg.connect(**where, autocommit=True) as raw:
            ways: dict[str, Read] = {
                "compiled": compiled,
                ".into(), uncompiled": uncompiled,
                "instances mapped by hand": instances,
                "psycopg by hand": by_hand(raw),
            }
            for count in (1, 20, 100):
                compare(ways, organization_id, count, reads)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
