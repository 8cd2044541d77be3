"""
Nothing of a passkey's or a second factor's step tells whom it is about.

Beginning with a passkey names nobody, and costs everybody the same. A log-in that waits is known
by its id to who began it, and to nobody else: of one that there is not, the answer alone is alike.
"""

import re
from functools import partial
from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dovetail.accounts.models import Challenge, Passkey
from dovetail.accounts.testing import with_totp
from dovetail.shared_kernel.identifiers import uuid7

pytestmark = pytest.mark.django_db

TRIES = 40
BEGIN, MFA = "/api/v1/auth/login/passkey/begin", "/api/v1/auth/login/mfa"
UNLIMITED = {
    "login_rate": "",
    "login_failures": 10_000,
    "account_login_failures": 10_000,
    "challenge_max_attempts": 10_000,
}


@pytest.fixture
def begin(anonymous, authenticator, settings):
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, **UNLIMITED}
    return lambda: anonymous.post(BEGIN)


def shape(answer):
    """What of an answer could tell one from another."""
    own = ("challenge_id", "expires_at", "options", "instance", "request_id")
    told = {key: value for key, value in answer.json().items() if key not in own}
    ours = ("X-Request-Id", "RateLimit")  # which count the requests of whoever asks
    headers = {name: value for name, value in answer.headers.items() if name not in ours}
    return answer.status_code, list(answer.json()), told, headers, len(answer.content)


def cost(ask):
    """Which statements are made of which tables, in which order."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    named = [re.findall(r'(?:FROM|INTO|UPDATE) ("\w+")', query["sql"]) for query in queries]
    return [
        (query["sql"].split()[0], *tables) for query, tables in zip(queries, named, strict=True)
    ]


def are_as_quick(*asks):
    """Whether the medians of many tries, one of each after its preparation, are alike."""
    spent = [[] for _ in asks]
    for _ in range(TRIES):
        for (prepare, ask), times in zip(asks, spent, strict=True):
            prepare()
            start = perf_counter()
            ask()
            times.append(perf_counter() - start)
    medians = [median(times) for times in spent]
    return max(medians) / min(medians) < 2


def test_a_passkey_is_asked_for_alike_whoever_has_one(begin, add_passkey):
    begin()  # whatever is made at the first try is there
    nobodys = shape(begin()), cost(begin)
    add_passkey()
    somebodys = shape(begin()), cost(begin)
    passkey = Passkey.objects.get()

    assert nobodys == somebodys
    assert len(somebodys[1]) > 0

    def with_nobodys():
        Passkey.objects.all().delete()

    def with_somebodys():
        passkey.save(force_insert=True)

    assert are_as_quick((with_nobodys, begin), (with_somebodys, begin))


@pytest.fixture
def challenge(ada, enter_password, settings):
    settings.DOVETAIL_ACCOUNTS = UNLIMITED
    with_totp(ada)
    return enter_password()["challenge"]["id"]


@pytest.fixture
def enter(anonymous):
    def post(challenge_id, method="totp", code="no code"):
        body = {"challenge_id": str(challenge_id), "method": method, "code": code}
        return anonymous.post(MFA, body)

    return post


def test_a_wrong_code_and_an_unknown_challenge_are_answered_alike(challenge, enter):
    wrong = shape(enter(challenge))
    unknown = shape(enter(uuid7()))
    Challenge.objects.update(expires_at="2020-01-01T00:00Z")
    ended = shape(enter(challenge))

    assert wrong == unknown == ended
    assert (wrong[0], wrong[2]["code"]) == (422, "challenge_failed")


def test_wrong_codes_of_every_kind_cost_alike(challenge, enter):
    """Wrong in its digits or in its form: nothing tells how near a code was."""
    enter(challenge)
    codes = ("000000", "no code", "1" * 64)

    tries = [partial(enter, challenge, code=code) for code in codes]

    costs = [cost(one) for one in tries]

    assert costs[0] == costs[1] == costs[2]
    assert are_as_quick(*((list, one) for one in tries))
