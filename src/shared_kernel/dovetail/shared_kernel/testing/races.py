"""Races: real threads, real commits, one barrier."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def race(racers: int, run: Callable[[int], Any]) -> list[Any]:
    """
    Call ``run(number)`` in so many threads at once; what each returned, or raised.

    Every thread has a connection of its own, open before the barrier falls.
    """
    barrier = threading.Barrier(racers, timeout=30)
    outcomes: list[Any] = [None] * racers

    def racer(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            outcomes[number] = run(number)
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=racer, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "A racer hangs: a deadlock?"
    return outcomes
