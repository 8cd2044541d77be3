"""Relays in processes of their own, on the database of the test that starts them."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from django.db import connection


class RelayProcess:
    """A relay in a process of its own, on the database of this test."""

    def __init__(self, command):
        self.command = command
        self.start()

    def start(self):
        self.running = subprocess.Popen(
            [sys.executable, "-m", "django", self.command],
            env={**os.environ, "DATABASE_URL": url(), "PGAPPNAME": "relay"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self):
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(10)


def url():
    settings = connection.settings_dict
    parts = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"]}
    given = {**parts, "password": settings["PASSWORD"], "port": settings["PORT"]}
    return " ".join(f"{name}='{value}'" for name, value in given.items() if value)


@contextmanager
def relays(count, command="dovetail_relay"):
    running = [RelayProcess(command) for _ in range(count)]
    try:
        yield running
    finally:
        for relay in running:
            relay.kill()
