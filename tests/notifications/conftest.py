"""A pantry that announces things, and a mail server that takes them."""

import pytest
from django.core import mail
from django.db import transaction

from dovetail.notifications import models
from dovetail.shared_kernel.events import publish, published_by
from pantry import announcements
from pantry.mail_server import MailServer


@pytest.fixture(autouse=True)
def pantry(settings):
    """The pantry's announcements and templates, for the time of a test."""
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [announcements.TEMPLATES]}]
    announcements.declare()
    yield announcements
    announcements.withdraw()


@pytest.fixture
def mail_server(settings):
    """A real SMTP server, to which Django's mail goes."""
    server = MailServer()
    server.start()
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    if hasattr(mail, "mailers"):  # Django 6.1
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": options}}
    else:
        settings.EMAIL_BACKEND = smtp
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 10
    yield server
    server.end()


@pytest.fixture
def happen(deliver):
    """Publish an event, as somebody, and let the relay deliver it."""

    def publish_and_deliver(event, *, by=None):
        with transaction.atomic(), published_by(actor_id=by, request_id=None):
            publish(event)
        deliver()

    return publish_and_deliver


@pytest.fixture
def empty_shelf(happen):
    """A shelf of the pantry ran empty."""

    def run(shelf="Rice", *, by=None):
        happen(announcements.ShelfEmptied(pantry_id=announcements.PANTRY_ID, shelf=shelf), by=by)

    return run


@pytest.fixture
def invite(happen):
    """Somebody was invited by mail."""

    def run(email="guest@example.org", code="481516"):
        happen(announcements.GuestInvited(email=email, sealed_code=announcements.sealed(code)))

    return run


@pytest.fixture
def cook(make_user, grants):
    """Who fills the shelves."""
    user = make_user("cook@example.org", first_name="Ada", last_name="Cook", full_name="Ada Cook")
    grants.give(user, announcements.PANTRY_ID, "admin")
    return user


@pytest.fixture
def pump(run_job):
    """Send what is due; how many were tried."""
    return lambda: run_job("notifications.send_mail")


@pytest.fixture
def make_due():
    """Let the time pass until the next attempt."""

    def run():
        with transaction.atomic():
            models.Delivery.objects.filter(status="pending").update(
                next_attempt_at="2020-01-01T00:00:00Z"
            )

    return run
