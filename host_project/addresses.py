"""Where `make run` serves, and by which names it is asked."""

import errno
import socket
from contextlib import suppress

from . import embedded

LAST_PORT = 65535
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (compared, not listened at)
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]", "testserver")


class CannotStart(Exception):
    """The message is one sentence for a person."""


def bracketed(host: str) -> str:
    """As it stands in a URL and in the Host header."""
    return f"[{host}]" if ":" in host else host


def url_of(host: str, port: int) -> str:
    return f"http://{bracketed(host)}:{port}"


def allowed_hosts(host: str) -> str:
    """By which names it is asked; where every address of the machine serves, nobody can say."""
    if host in LOOPBACK_OF:
        return "*"
    return ",".join(dict.fromkeys([*LOOPBACK_NAMES, bracketed(host)]))


def port_of(text: str) -> int:
    """
    The port that somebody wrote.

    :raises CannotStart:
    """
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LAST_PORT):
        raise CannotStart(f"PORT has to be a number from 1 to {LAST_PORT}, and is {text!r}.")
    return int(text)


def refuse_taken(host: str, port: int) -> None:
    """
    Say why nothing can listen there.

    :raises CannotStart:
    """
    try:
        embedded.probe(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CannotStart(
                f"Nothing can listen at port {port} of {host}: {error.strerror}."
            ) from error
        another = port + 1 if port < LAST_PORT else port - 1
        raise CannotStart(
            f"Port {port} of {host} is in use; end what listens there, "
            f"or choose another one: make run PORT={another}."
        ) from error


def outer_address(wildcard: str) -> str | None:
    """The address from which this machine would speak to a distant one; nothing is sent."""
    family, distant = {
        "0.0.0.0": (socket.AF_INET, "192.0.2.1"),  # noqa: S104  (compared, not listened at)
        "::": (socket.AF_INET6, "2001:db8::1"),
    }[wildcard]
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((distant, 9))
        return str(probe.getsockname()[0])
    return None
