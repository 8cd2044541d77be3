"""What it costs to know whose a token or a key is, among few keys and among many."""

import json
import statistics
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from dovetail.accounts import services  # noqa: E402
from dovetail.accounts.models import ApiKey  # noqa: E402
from dovetail.shared_kernel.authz import Actor  # noqa: E402

ROUNDS = 5
FILL = """
    INSERT INTO dovetail_accounts_apikey (id, created_at, user_id, name, prefix, secret_hash,
        scopes, created_by_id, expires_at, revoke_reason)
    SELECT gen_random_uuid(), now(), %s, 'many', lpad(to_hex(n), 12, '0'), repeat('0', 64), '[]',
        %s, now() + interval '1 day', ''
    FROM generate_series(%s::int, %s::int) AS n
"""


def microseconds(check, times):
    """CPU of this process, and wall, for one check."""
    taken = []
    for _ in range(ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(times):
            check()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        taken.append([each / times * 1e6 for each in (cpu, wall)])
    return [statistics.median(each) for each in zip(*taken, strict=True)]


def main(times):
    ada = get_user_model().objects.get()
    token = services.start_session(user_id=str(ada.pk), amr=["pwd"]).access_token
    actor = Actor(kind="user", user_id=str(ada.pk))
    key = services.create_api_key(actor=actor, name="one", scopes=["accounts:profile.read"]).secret
    checks = {
        "an access token": lambda: services.authenticate(access_token=token),
        "an API key": lambda: services.authenticate_key(api_key=key),
    }
    costs = {}
    for count in (10, 100_000):
        with connection.cursor() as cursor:
            cursor.execute(FILL, [ada.pk, ada.pk, ApiKey.objects.count(), count - 1])
            cursor.execute("ANALYZE")
        for name, check in checks.items():
            microseconds(check, times // 10 + 1)
            costs[f"{name}, {ApiKey.objects.count():,} keys"] = microseconds(check, times)
    print(json.dumps(costs))


main(int(sys.argv[1]))
