"""What a meter is asked, and what it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from dovetail.shared_kernel.ports import port

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_SECONDS = 31 * 86400
MOST = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Quota:
    """So many in a window, which begins with the first of them."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a quota stands after a request."""

    remaining: int
    seconds: int
    """Until the window ends, at least 1."""
    is_exhausted: bool
    """Whether this request was one too many."""


class MeterAway(Exception):
    """Nothing can be counted at the moment."""


@port(default="dovetail.shared_kernel.rates.DatabaseMeter")
class RateMeter(Protocol):
    """Where requests are counted against their limits."""

    def take(self, asked: Mapping[str, Quota]) -> Mapping[str, Standing]:
        """
        Count one request against every quota, by its key, or against none where one is exhausted.

        It is one step: of any number of requests at once, as many pass as the quota says.

        :raises MeterAway: soon, when what counts does not answer.
        """
        ...


@cache
def quota_of(rate: str) -> Quota | None:
    """
    What a setting says of a rate: `30/5m` is thirty in five minutes; empty is no limit.

    :raises ImproperlyConfigured:
    """
    if not rate:
        return None
    parts = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,7})([smhd])", rate)
    if parts is not None:
        quota = Quota(int(parts[1]), int(parts[2]) * SECONDS[parts[3]])
        if 0 < quota.count <= MOST and 0 < quota.seconds <= LONGEST_SECONDS:
            return quota
    raise ImproperlyConfigured(
        f"{rate!r} is not a rate: write `600/1m`, with s, m, h or d, for 31 days at the most."
    )
