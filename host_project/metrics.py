"""What is counted and timed, in Prometheus' text format."""

import logging
import os
import time
from collections.abc import Callable, Iterable

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from dovetail.shared_kernel import events, jobs

logger = logging.getLogger("host.requests")

REQUESTS = Counter(
    "dovetail_requests", "Answered requests.", ["method", "route", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "dovetail_request_seconds", "Time to answer.", ["method", "route"], registry=REGISTRY
)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def printable(text: str) -> str:
    """Without what would end a line of the log or rewrite it on a terminal."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


class RequestMetricsMiddleware:
    """Counts, times and logs each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        method = request.method if request.method in METHODS else "OTHER"
        route = request.resolver_match.route if request.resolver_match else "(none)"
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(method, route).observe(seconds)
        path = printable(request.path)
        logger.info("%s %s %s %.1f ms", method, path, response.status_code, seconds * 1000)
        return response


class OutboxCollector(Collector):
    """The state of the outbox and of those who work on it, read when it is asked for."""

    def collect(self) -> Iterable[Metric]:
        try:
            backlog, beats = events.backlog(), events.beats()
            silence = jobs.seconds_since_a_turn()
        except DatabaseError:
            logger.warning("The outbox could not be read for /metrics.", exc_info=True)
            yield _gauge("up", UP, 0)
            return
        yield _gauge("up", UP, 1)
        yield _gauge("pending", "Deliveries that wait.", backlog.pending_count)
        yield _gauge("dead", "Dead letters.", backlog.dead_count)
        yield _gauge("parked_keys", "Keys that wait for another attempt.", backlog.parked_key_count)
        yield _gauge("held_keys", "Keys held back behind a dead letter.", backlog.held_key_count)
        yield _gauge("oldest_pending_seconds", OLDEST, backlog.oldest_pending_seconds)
        for figure, words in (
            ("pending_count", "Deliveries that wait, by subscription."),
            ("dead_count", "Dead letters, by subscription."),
            ("oldest_pending_seconds", f"{OLDEST[:-1]}, by subscription."),
        ):
            family = GaugeMetricFamily(
                f"dovetail_subscription_{figure.removesuffix('_count')}", words, labels=["name"]
            )
            for queue in backlog.queues:
                family.add_metric([queue.subscription], getattr(queue, figure))
            yield family
        if "relay" in beats:
            yield _gauge("relay_beat_seconds", "Since a relay was last seen.", beats["relay"])
        if silence is not None:
            yield GaugeMetricFamily("dovetail_jobs_silent_seconds", SILENT, silence)


UP = "Whether the outbox could be read; 0 while the database is down."
OLDEST = "Age of the oldest delivery that is due."
SILENT = "Since a job last began a turn."


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"dovetail_outbox_{name}", words, value)


def exposition(request: HttpRequest) -> HttpResponse:
    """Metrics of all web processes where PROMETHEUS_MULTIPROC_DIR is set, else of this one."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    outbox = CollectorRegistry(auto_describe=False)
    outbox.register(OutboxCollector())
    return HttpResponse(
        generate_latest(registry) + generate_latest(outbox), content_type=CONTENT_TYPE_LATEST
    )
