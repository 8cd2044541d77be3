"""Whether this process lives, and whether the whole can do its work."""

import logging
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from dovetail.shared_kernel import events, jobs
from dovetail.shared_kernel.api import problems
from dovetail.shared_kernel.errors import Unavailable

logger = logging.getLogger("host.health")

MAX_SILENCE_SECONDS = 60
MAX_DELIVERY_AGE_SECONDS = 60


class NotReady(Unavailable):
    """A part that the service needs is not there; try again later."""


class Ailing(Exception):
    """The message is for everybody."""


def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> HttpResponse:
    checks = {name: _outcome(check) for name, check in CHECKS.items()}
    failed = [name for name, outcome in checks.items() if outcome["status"] != "ok"]
    if not failed:
        return JsonResponse({"status": "ready", "checks": checks})
    refusal = NotReady(f"Not ready: {', '.join(failed)}.", checks=checks)
    return problems.problem(refusal)


def _outcome(check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"status": "ok", **check()}
    except Exception as error:
        # A probe must answer whatever fails, and to anybody: a driver's words name hosts and users.
        words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        logger.warning("Not ready: %s.", words)
        if isinstance(error, Ailing):
            return {"status": "failed", "detail": str(error)}
        detail = words if settings.TELLS_FAULTS else type(error).__name__
        return {"status": "failed", "detail": detail}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def _migrations() -> dict[str, Any]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Ailing(f"{len(missing)} migrations have not been applied")
    return {}


def _redis() -> dict[str, Any]:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2) as broker:
        broker.ping()
    cache.get("host:ready")
    return {}


def _outbox() -> dict[str, Any]:
    backlog = events.backlog()
    if backlog.oldest_pending_seconds > MAX_DELIVERY_AGE_SECONDS:
        raise Ailing(f"a delivery waits for {backlog.oldest_pending_seconds:.0f} seconds")
    return {
        "pending_count": backlog.pending_count,
        "dead_count": backlog.dead_count,
        "held_key_count": backlog.held_key_count,
        "oldest_pending_seconds": round(backlog.oldest_pending_seconds, 1),
    }


def _relay() -> dict[str, Any]:
    return _recent(events.beats().get("relay"))


def _jobs() -> dict[str, Any]:
    """Some job is always due: where none begins a turn, beat, broker or worker are not there."""
    return _recent(jobs.seconds_since_a_turn())


def _recent(seconds: float | None) -> dict[str, Any]:
    if seconds is None:
        raise Ailing("no sign of life yet")
    if seconds > MAX_SILENCE_SECONDS:
        raise Ailing(f"silent for {seconds:.0f} seconds")
    return {"silent_seconds": round(max(seconds, 0.0), 1)}


CHECKS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "outbox": _outbox,
    "relay": _relay,
    "jobs": _jobs,
}
