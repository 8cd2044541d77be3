"""A pump in a process of its own: `python -m pantry.killed_pump DATABASE PORT HOW`."""

import os
import signal
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend


class KilledAfterSending(EmailBackend):
    """The server has said 250; nobody will ever hear of it."""

    def send_messages(self, messages):
        super().send_messages(messages)
        os.kill(os.getpid(), signal.SIGKILL)


BACKENDS = {
    "after": "pantry.killed_pump.KilledAfterSending",
    "never": "django.core.mail.backends.smtp.EmailBackend",
}


def main(database: str, port: str, how: str) -> None:
    settings.TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.DATABASES["default"]["NAME"] = database
    if hasattr(mail, "mailers"):  # Django 6.1
        options = {"host": "127.0.0.1", "port": int(port)}
        settings.MAILERS = {"default": {"BACKEND": BACKENDS[how], "OPTIONS": options}}
    else:
        settings.EMAIL_BACKEND = BACKENDS[how]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    django.setup()
    from dovetail.shared_kernel.jobs import run_job  # noqa: PLC0415  (needs Django set up)
    from pantry import announcements  # noqa: PLC0415

    announcements.declare()
    print(os.getpid(), flush=True)
    sys.stdin.readline()
    print(run_job("notifications.send_mail"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
