"""A meter for tests that are not about rates."""

import time
from collections.abc import Mapping
from math import ceil
from threading import Lock

from dovetail.shared_kernel.rates import Quota, Standing

_lock = Lock()
_windows: dict[str, tuple[int, float]] = {}


class MemoryMeter:
    """Counts in this process; the pytest plugin begins anew with each test."""

    def take(self, asked: Mapping[str, Quota]) -> Mapping[str, Standing]:
        with _lock:
            now = time.monotonic()
            found = {key: self._window(key, quota, now) for key, quota in asked.items()}
            over = {key for key, (used, _) in found.items() if used >= asked[key].count}
            for key, (used, ends_at) in found.items():
                _windows[key] = (used if over else used + 1, ends_at)
            return {
                key: Standing(
                    remaining=quota.count - _windows[key][0],
                    seconds=max(1, ceil(_windows[key][1] - now)),
                    is_exhausted=key in over,
                )
                for key, quota in asked.items()
            }

    def _window(self, key: str, quota: Quota, now: float) -> tuple[int, float]:
        used, ends_at = _windows.get(key, (0, 0.0))
        return (used, ends_at) if ends_at > now else (0, now + quota.seconds)


def forget() -> None:
    """Begin every count anew."""
    _windows.clear()
