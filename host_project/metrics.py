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

from dovetail.shared_kernel import events

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


UP = "Whether the outbox could be read; 0 while the database is down."


class OutboxCollector(Collector):
    """The state of the outbox, read when it is asked for."""

    def collect(self) -> Iterable[Metric]:
        try:
            backlog = events.backlog()
        except DatabaseError:
            logger.warning("The outbox could not be read for /metrics.", exc_info=True)
            yield GaugeMetricFamily("dovetail_outbox_up", UP, 0)
            return
        yield GaugeMetricFamily("dovetail_outbox_up", UP, 1)
        yield GaugeMetricFamily(
            "dovetail_outbox_pending", "Deliveries that wait.", backlog.pending_count
        )
        yield GaugeMetricFamily("dovetail_outbox_dead", "Dead letters.", backlog.dead_count)
        yield GaugeMetricFamily(
            "dovetail_outbox_held_keys",
            "Keys held back behind a dead letter.",
            backlog.held_key_count,
        )
        yield GaugeMetricFamily(
            "dovetail_outbox_oldest_pending_seconds",
            "Age of the oldest delivery that is due.",
            backlog.oldest_pending_seconds,
        )


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
