"""Every meter counts the same: in one step, each quota for itself, and never one too many."""

import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from dovetail.shared_kernel.jobs import run_job
from dovetail.shared_kernel.models import RateCount
from dovetail.shared_kernel.rates import DatabaseMeter, Quota, quota_of
from dovetail.shared_kernel.testing import meters
from redis_server import Valkey

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 12
THREE = Quota(3, 60)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    made = Valkey(tmp_path_factory.mktemp("valkey")).start()
    yield made
    made.kill()


@pytest.fixture(params=["database", "redis", "memory"])
def meter(request):
    if request.param == "database":
        return DatabaseMeter()
    if request.param == "memory":
        meters.forget()
        return meters.MemoryMeter()
    server = request.getfixturevalue("valkey")
    with server.client() as client:
        client.flushall()
    return server.meter()


@pytest.fixture
def end_of_window(meter, valkey):
    """Let every window end now."""

    def end():
        RateCount.objects.update(resets_at="2020-01-01T00:00Z")
        meters.forget()
        with valkey.client() as client:
            for key in client.scan_iter():
                client.pexpire(key, 1)
        threading.Event().wait(0.01)

    return end


def test_a_quota_is_used_up_and_then_refused(meter):
    standings = [meter.take({"a": THREE})["a"] for _ in range(5)]

    assert [one.remaining for one in standings] == [2, 1, 0, 0, 0]
    assert [one.is_exhausted for one in standings] == [False, False, False, True, True]
    assert {one.seconds for one in standings} <= {59, 60}


def test_of_requests_at_once_exactly_so_many_pass_as_the_quota_says(meter, race):
    outcomes = race(RACERS, lambda _: meter.take({"a": Quota(5, 60)})["a"].is_exhausted)

    assert sorted(outcomes) == [False] * 5 + [True] * (RACERS - 5)


def test_who_looks_first_and_counts_then_lets_too_many_pass(race):
    """The naive way, which the race above would find out."""
    everybody_looked = threading.Barrier(RACERS, timeout=30)
    RateCount.objects.create(key="a", count=0, resets_at="2100-01-01T00:00Z")

    def naive(_):
        used = RateCount.objects.get(key="a").count
        everybody_looked.wait()
        RateCount.objects.filter(key="a").update(count=used + 1)
        return used >= 5

    assert race(RACERS, naive) == [False] * RACERS


def test_several_windows_have_a_count_each(meter):
    asked = {"a:minute": Quota(2, 60), "a:hour": Quota(5, 3600)}

    first, second = meter.take(asked), meter.take(asked)

    assert (first["a:minute"].remaining, first["a:hour"].remaining) == (1, 4)
    assert (second["a:minute"].remaining, second["a:hour"].remaining) == (0, 3)
    assert second["a:hour"].seconds > 3000


def test_where_one_quota_is_exhausted_none_is_used(meter):
    meter.take({"narrow": Quota(1, 60)})

    refused = meter.take({"narrow": Quota(1, 60), "wide": THREE})

    assert [refused[key].is_exhausted for key in ("narrow", "wide")] == [True, False]
    assert refused["wide"].remaining == 3
    assert meter.take({"wide": THREE})["wide"].remaining == 2


def test_requests_that_take_the_same_keys_in_another_order_do_not_wait_in_a_ring(meter, race):
    quota = Quota(1000, 60)

    def take(number):
        keys = ["a", "b"] if number % 2 else ["b", "a"]
        return [meter.take(dict.fromkeys(keys, quota)) for _ in range(10)][-1]

    outcomes = race(8, take)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert meter.take({"a": quota})["a"].remaining == 1000 - 81


def test_the_next_window_begins_with_its_first_request(meter, end_of_window):
    for _ in range(4):
        meter.take({"a": THREE})
    end_of_window()

    standing = meter.take({"a": THREE})["a"]

    assert (standing.remaining, standing.is_exhausted) == (2, False)
    assert standing.seconds in (59, 60)


def test_what_is_counted_in_the_database_stays_when_the_request_fails():
    DatabaseMeter().take({"a": THREE})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError

    assert DatabaseMeter().take({"a": THREE})["a"].remaining == 1


def test_windows_that_have_ended_are_forgotten():
    for key in ("old", "new"):
        DatabaseMeter().take({key: THREE})
    RateCount.objects.filter(key="old").update(resets_at="2020-01-01T00:00Z")

    assert run_job("shared_kernel.purge_rate_counts") == 1
    assert [one.key for one in RateCount.objects.all()] == ["new"]


@pytest.mark.parametrize(
    ("rate", "quota"),
    [
        ("", None),
        ("600/1m", Quota(600, 60)),
        ("30/5m", Quota(30, 300)),
        ("1/90s", Quota(1, 90)),
        ("20/1h", Quota(20, 3600)),
        ("5/7d", Quota(5, 7 * 86400)),
    ],
)
def test_a_rate_is_a_number_in_a_window(rate, quota):
    assert quota_of(rate) == quota


@pytest.mark.parametrize(
    "rate", ["20", "20/h", "0/1h", "20/0h", "-1/1h", "20/1w", "20/32d", "1.5/1m", " 20/1h", "٢/1m"]
)
def test_what_is_no_rate_is_said(rate):
    with pytest.raises(ImproperlyConfigured, match="is not a rate"):
        quota_of(rate)
