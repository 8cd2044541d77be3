"""What the host itself answers: the documentation, the probes, the metrics and their log."""

import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from dovetail.shared_kernel import jobs
from dovetail.shared_kernel.events import beat, publish
from dovetail.shared_kernel.models import JobSchedule, OutboxDelivery, OutboxEvent, RelayBeat
from dovetail.shared_kernel.moments import HourPassed
from host_project import health

DOCUMENTATION = ("/api/v1/docs", "/api/v1/redoc", "/api/v1/openapi.json")
SECRET = "connection to 10.9.8.7 failed for user dovetail\n  twice"


def refuse(execute, sql, params, many, context):
    raise OperationalError(SECRET)


def is_problem(response, status):
    return (
        response.status_code == status
        and response["Content-Type"] == "application/problem+json"
        and json.loads(response.content)["status"] == status
    )


@pytest.mark.parametrize("path", DOCUMENTATION)
@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_the_documentation_is_only_read(client, path, method):
    response = client.generic(method, path)

    assert is_problem(response, 405)
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", DOCUMENTATION)
def test_the_documentation_takes_no_credentials_and_no_parameters(client, path):
    plain = client.get(path)
    asked = client.get(f"{path}?format=xml&version=../9&lang=de", HTTP_AUTHORIZATION="Bearer x")

    assert (plain.status_code, asked.status_code) == (200, 200)
    assert b"version=" not in asked.content
    assert client.head(path).status_code == 200
    if path.endswith(".json"):
        assert asked.content == plain.content
        assert asked["Content-Disposition"] == plain["Content-Disposition"]


@pytest.mark.parametrize("path", DOCUMENTATION)
def test_a_form_that_is_not_offered_is_a_problem(client, path):
    assert is_problem(client.get(path, HTTP_ACCEPT="image/png"), 406)


@pytest.mark.parametrize("path", DOCUMENTATION[:2])
def test_the_pages_load_nothing_from_elsewhere(client, path):
    page = client.get(path)

    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page.content.decode())
    if path.endswith("redoc"):
        assert "font-src 'self'" in page["Content-Security-Policy"]


def test_a_browser_that_asks_for_an_icon_gets_none(client):
    assert client.get("/favicon.ico").status_code == 204


@pytest.mark.django_db
def test_the_admin_has_our_name(client):
    assert "Dovetail" in client.get("/admin/login/").content.decode()


@pytest.mark.django_db
def test_metrics_say_that_the_outbox_is_up(client):
    text = client.get("/metrics").content.decode()

    assert "dovetail_outbox_up 1.0" in text
    assert "dovetail_outbox_pending 0.0" in text


@pytest.mark.django_db
def test_metrics_show_what_waits_and_what_is_dead_by_subscription(client):
    with transaction.atomic():
        publish(HourPassed(began_at=timezone.now()))
    event = OutboxEvent.objects.get()
    words = {"event": event, "last_error": "ValueError", "ordering_key": "key"}
    OutboxDelivery.objects.create(subscription="billing.dead", status=2, **words)
    late = Now() - timedelta(seconds=90)
    OutboxDelivery.objects.create(subscription="billing.late", available_at=late, **words)
    beat("relay")

    lines = client.get("/metrics").content.decode().splitlines()

    shown = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(shown["dovetail_outbox_dead"]) == 1
    assert float(shown['dovetail_subscription_dead{name="billing.dead"}']) == 1
    assert float(shown['dovetail_subscription_pending{name="billing.late"}']) == 1
    assert float(shown['dovetail_subscription_oldest_pending_seconds{name="billing.late"}']) >= 90
    assert float(shown["dovetail_outbox_parked_keys"]) == 0
    assert float(shown["dovetail_outbox_relay_beat_seconds"]) < 30


@pytest.mark.django_db
def test_it_is_not_ready_while_nobody_turns_the_crank(client):
    def outcome(check):
        return client.get("/health/ready").json()["checks"][check]

    assert (
        outcome("jobs")
        == outcome("relay")
        == {
            "status": "failed",
            "detail": "no sign of life yet",
        }
    )

    beat("relay")
    jobs.run_job_in_time("shared_kernel.purge_rate_counts", every=1)
    assert (outcome("jobs")["status"], outcome("relay")["status"]) == ("ok", "ok")

    ago = Now() - timedelta(seconds=61)
    JobSchedule.objects.update(last_started_at=ago)
    RelayBeat.objects.update(beat_at=ago)
    for check in ("jobs", "relay"):
        assert outcome(check) == {"status": "failed", "detail": "silent for 61 seconds"}


@pytest.mark.django_db
def test_metrics_are_answered_while_the_database_is_down(client):
    with connection.execute_wrapper(refuse):
        response = client.get("/metrics")

    assert response.status_code == 200
    assert "dovetail_outbox_up 0.0" in response.content.decode()


@pytest.mark.django_db
def test_unknown_methods_are_one_label(client):
    for number in range(3):
        client.generic(f"NEW{number}", "/health/live")
    text = client.get("/metrics").content.decode()

    assert 'method="OTHER",route="health/live"' in text
    assert "NEW1" not in text


@pytest.mark.parametrize("sign", ["%0A", "%0D", "%1B", "%C2%85", "%E2%80%A8", "%E2%80%AE"])
def test_no_path_forges_a_line_of_the_log(client, caplog, sign):
    with caplog.at_level(logging.INFO, logger="host.requests"):
        client.get(f"/a{sign}2026 INFO forged")

    lines = [record.getMessage() for record in caplog.records if record.name == "host.requests"]
    assert len(lines) == 1
    assert lines[0].isprintable()


@pytest.mark.django_db
@pytest.mark.parametrize("tells", [False, True])
def test_a_probe_tells_a_drivers_words_only_in_development(client, settings, caplog, tells):
    settings.TELLS_FAULTS = tells
    with connection.execute_wrapper(refuse), caplog.at_level(logging.WARNING, "host.health"):
        response = health.ready(client.get("/health/live").wsgi_request)

    detail = json.loads(response.content)["checks"]["database"]["detail"]
    assert response.status_code == 503
    assert detail.startswith("OperationalError")
    assert ("10.9.8.7" in response.content.decode()) is tells
    assert any("10.9.8.7" in record.getMessage() for record in caplog.records)


def test_nothing_serves_without_a_secret_key():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "host_project.settings.base",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SECRET_KEY": "",
    }
    started = subprocess.run(
        [sys.executable, "-c", "import host_project.wsgi"],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert "(host.E001) SECRET_KEY is not set" in started.stderr
