"""A small HTTP client: as many requests as are answered, over some connections that stay open."""

import json
import re
import selectors
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
START_SECONDS = 30


def asked(url: str, body: dict[str, Any], token: str = "") -> Any:
    """What a POST is answered, once the server is there."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            request = Request(url, json.dumps(body).encode(), headers)
            with urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except URLError as error:
            if hasattr(error, "code") or time.monotonic() > until:
                raise
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Load:
    """So many connections, each with one request at a time, for so many seconds."""

    connections: int
    seconds: float

    def answers(self, url: str, path: str, token: str, seconds: float = 0) -> int:
        """How many came in time; anything but 200 ends the run."""
        where = urlsplit(url)
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: application/json\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        ).encode()
        waiting = selectors.DefaultSelector()
        buffers: dict[socket.socket, bytes] = {}
        for _ in range(self.connections):
            connection = socket.create_connection((where.hostname, where.port), 10)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(connection, selectors.EVENT_READ)
            buffers[connection] = b""
            connection.sendall(request)
        answered = 0
        until = time.perf_counter() + (seconds or self.seconds)
        while time.perf_counter() < until:
            for key, _ in waiting.select(1):
                connection = key.fileobj
                buffers[connection] += connection.recv(65536)
                if _is_whole(buffers[connection]):
                    answered += 1
                    buffers[connection] = b""
                    connection.sendall(request)
        for connection in buffers:
            connection.close()
        return answered


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"Not what was expected:\n{answer.decode()[:500]}")
    length = LENGTH.search(head)
    return length is not None and len(body) >= int(length[1])
