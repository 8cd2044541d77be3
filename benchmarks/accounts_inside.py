"""
CPU of one process for the caller's own profile, without an HTTP server: the contenders of
`accounts.py` in turns, a few requests each, so that what else the machine does meets all alike.

Run: python benchmarks/accounts_inside.py   (DATABASE_URL, or the embedded PostgreSQL)
"""

import argparse
import statistics
import subprocess
import tempfile
from pathlib import Path

from accounts import CONTENDERS, PROJECTS, Bench, Contender


class Answering:
    """A process that answers one request of a contender, as often as it is told."""

    def __init__(self, bench: Bench, contender: Contender) -> None:
        with bench.served(contender) as (url, _):
            token = contender.log_in(url)
        self._process = subprocess.Popen(
            [str(bench.python), str(PROJECTS / "inside.py"), contender.path],
            env=bench.environment_of(contender),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(token)

    def microseconds(self, times: int) -> float:
        self._say(str(times))
        assert self._process.stdout is not None
        return float(self._process.stdout.readline())

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


def measure(bench: Bench, rounds: int, times: int) -> dict[str, list[float]]:
    answering = {one.name: Answering(bench, one) for one in CONTENDERS}
    taken: dict[str, list[float]] = {name: [] for name in answering}
    for each in answering.values():
        each.microseconds(100)
    for number in range(rounds):
        turns = list(answering.items())
        for name, each in turns if number % 2 else reversed(turns):
            taken[name].append(each.microseconds(times))
    for each in answering.values():
        each.end()
    return taken


def report(taken: dict[str, list[float]]) -> None:
    first = taken[CONTENDERS[0].name]
    print(f"{'':48}{'CPU µs':>10}{'least':>10}{'ratio':>10}")
    for name, costs in taken.items():
        ratio = statistics.median(one / ours for one, ours in zip(costs, first, strict=True))
        print(f"{name:48}{statistics.median(costs):10.0f}{min(costs):10.0f}{ratio:10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--requests", type=int, default=30, help="of each contender in a round")
    parser.add_argument("--environment", type=Path, help="keep what is installed in this folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.environment or Path(temporary)
        bench = Bench(folder)
        if not bench.python.exists():
            bench.install(folder)
        with bench.databases():
            taken = measure(bench, chosen.rounds, chosen.requests)
    report(taken)


if __name__ == "__main__":
    main()
