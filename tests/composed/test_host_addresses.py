"""Where `make run` serves, by which names, and what it says when it cannot."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from host_project import addresses, supervisor
from host_project.addresses import CannotStart
from host_project.supervisor import Run, Stop

SERVED = {
    "127.0.0.1": ("http://127.0.0.1:8000", "127.0.0.1,localhost,[::1],testserver"),
    "0.0.0.0": ("http://127.0.0.1:8000", "*"),
    "::": ("http://[::1]:8000", "*"),
    "::1": ("http://[::1]:8000", "127.0.0.1,localhost,[::1],testserver"),
    "10.1.2.3": ("http://10.1.2.3:8000", "127.0.0.1,localhost,[::1],testserver,10.1.2.3"),
    "2001:db8::7": (
        "http://[2001:db8::7]:8000",
        "127.0.0.1,localhost,[::1],testserver,[2001:db8::7]",
    ),
}


@pytest.mark.parametrize("host", SERVED)
def test_every_host_has_a_url_that_leads_there(host):
    run = Run(host, 8000, Stop())

    assert (run.url, addresses.allowed_hosts(host)) == SERVED[host]
    assert f"Dovetail serves at {run.url}/ " in supervisor.welcome(run)


def test_who_serves_everywhere_says_so():
    assert "at port 8000 of every address" in supervisor.welcome(Run("0.0.0.0", 8000, Stop()))
    assert "every address" not in supervisor.welcome(Run("127.0.0.1", 8000, Stop()))


@pytest.mark.parametrize("text", ["0", "65536", "99999999999", "-1", "http", "", "8000.5", "٣"])
def test_a_port_that_is_none_is_one_sentence(text):
    with pytest.raises(CannotStart, match="PORT has to be a number from 1 to 65535, and is"):
        addresses.port_of(text)


def test_the_sentence_is_all_that_is_printed(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "host_project.supervisor", "--port", "99999"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "PORT has to be a number from 1 to 65535, and is '99999'.\n"


def test_a_taken_port_names_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} of 127.0.0.1 is in use"):
            Run("127.0.0.1", port, Stop()).start()


def test_a_foreign_address_is_not_called_taken():
    with pytest.raises(CannotStart, match=r"Nothing can listen at port 8000 of 192\.0\.2\.1"):
        Run("192.0.2.1", 8000, Stop()).start()
