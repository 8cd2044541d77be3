"""Any number of pumps, at once and killed at any moment."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from dovetail.notifications import services
from dovetail.notifications.models import Delivery, DeliveryAttempt
from dovetail.shared_kernel.jobs import Budget

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 40
PUMPS = 4


@pytest.fixture
def forty_mails(invite):
    for number in range(MAILS):
        invite(f"guest{number}@example.org")


def arrived(mail_server):
    return Counter(mail["To"] for mail in mail_server.mails)


def test_pumps_at_once_send_each_mail_once(forty_mails, mail_server, race):
    tried = race(PUMPS, lambda number: services.send_mail(budget=Budget()))

    assert sum(tried) == MAILS
    assert len(arrived(mail_server)) == MAILS
    assert set(arrived(mail_server).values()) == {1}
    assert set(Delivery.objects.values_list("status", "attempt_count")) == {("sent", 1)}


def test_pumps_that_do_not_claim_send_twice(forty_mails, mail_server, race):
    everybody_has_read = threading.Barrier(PUMPS, timeout=30)

    def naive_pump(number):
        due = list(Delivery.objects.filter(status="pending"))
        everybody_has_read.wait()
        for delivery in due:
            EmailMessage("Come and eat", "", "pantry@example.org", [delivery.address]).send()
            Delivery.objects.filter(id=delivery.id).update(
                status="sent", payload=None, finished_at=timezone.now()
            )

    race(PUMPS, naive_pump)

    assert set(arrived(mail_server).values()) == {PUMPS}


def start_pump(mail_server, how):
    """A pump in its own process, waiting for a line on its standard input."""
    return subprocess.Popen(
        [sys.executable, "-m", "pantry.killed_pump", connection.settings_dict["NAME"],
         str(mail_server.port), how],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def killed_between_data_and_reply(mail_server):
    pump = start_pump(mail_server, "never")
    pid = int(pump.stdout.readline())
    mail_server.on_data = lambda: os.kill(pid, signal.SIGKILL)
    pump.communicate("go\n", timeout=60)
    mail_server.on_data = lambda: None
    return pump.returncode


def killed_between_reply_and_record(mail_server):
    pump = start_pump(mail_server, "after")
    pump.communicate("go\n", timeout=60)
    return pump.returncode


@pytest.mark.parametrize("killed", [killed_between_data_and_reply, killed_between_reply_and_record])
def test_a_killed_pump_loses_nothing(cook, empty_shelf, invite, mail_server, pump, killed):
    empty_shelf()
    invite()

    assert killed(mail_server) == -signal.SIGKILL

    assert len(mail_server.mails) == 1
    assert Delivery.objects.filter(status="sending").count() == 1
    assert pump() == 1  # the other one: the lease of the first still holds
    Delivery.objects.filter(status="sending").update(lease_until="2020-01-01T00:00:00Z")
    assert pump() == 1

    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    sent = Counter((mail["Message-ID"], mail["Subject"]) for mail in mail_server.mails)
    assert sorted(sent.values()) == [1, 2]
    ids = set(Delivery.objects.values_list("message_id", flat=True))
    assert {message_id for message_id, _ in sent} == ids


def test_a_pump_that_outlives_its_lease_changes_nothing(invite, mail_server, pump):
    invite()

    def another_takes_over():
        Delivery.objects.update(
            lease_token=uuid4(), attempt_count=2, lease_until="2020-01-01T00:00:00Z"
        )
        connection.close()

    mail_server.on_data = another_takes_over
    pump()

    assert Delivery.objects.get().status == "sending"
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.is_stale) == ("sent", True)


def test_a_delivery_that_kills_its_pumps_is_dead_in_the_end(invite, settings, published):
    settings.DOVETAIL_NOTIFICATIONS = {"retry_seconds": (30, 120)}
    invite()

    for _ in range(3):
        Delivery.objects.filter(status="pending").update(
            status="sending", lease_token=uuid4(), lease_until="2020-01-01T00:00:00Z"
        )
        assert services.release_expired_leases() == 1

    assert services.release_expired_leases() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.failure_count) == ("dead", 3)
    assert published()[-1][0] == "notifications.delivery_dead.v1"


def test_mail_is_sent_outside_of_any_transaction(invite, mail_server, pump):
    invite()
    idle = []

    def look():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
            )
            idle.append(cursor.fetchone()[0])
        connection.close()

    mail_server.on_data = look
    pump()

    assert idle == [0]
