"""A meter that counts in Redis or Valkey; it comes with the extra `redis`."""

import logging
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import redis
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from dovetail.shared_kernel.conf import conf

from ._meter import MeterAway, Quota, Standing

logger = logging.getLogger("dovetail.rates")

TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 1.0
PREFIX = "dovetail:rate:"

# The server's own clock: a window is the life of its key. Nothing else runs in between.
TAKE = """
local refused, found = 0, {}
for i, key in ipairs(KEYS) do
    local used, left = tonumber(redis.call('GET', key) or '0'), redis.call('PTTL', key)
    if left < 0 then used, left = 0, ARGV[2 * i] * 1000 end
    local is_over = used >= tonumber(ARGV[2 * i - 1]) and 1 or 0
    refused = refused + is_over
    found[i] = {used, left, is_over}
end
if refused == 0 then
    for i, key in ipairs(KEYS) do
        found[i][1] = found[i][1] + 1
        if found[i][1] == 1 then
            redis.call('SET', key, 1, 'PX', ARGV[2 * i] * 1000)
        else
            redis.call('INCR', key)
        end
    end
end
return found
"""


class RedisMeter:
    """
    Counts in Redis, in one script, in the database that `rates_url` names.

    While Redis does not answer, one request in a second asks it, for half a second at the most,
    and the others are told at once; what was not counted is said in the log.
    """

    def __init__(self, url: str = "") -> None:
        address = url or conf().rates_url
        if not address:
            raise ImproperlyConfigured(
                "RedisMeter is wired, and DOVETAIL_KERNEL says no `rates_url`."
            )
        # One retry, for a connection that the server has closed while it lay in the pool.
        again = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        client = redis.Redis.from_url(
            address,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=again,
        )
        self._script = client.register_script(TAKE)
        self._lock = Lock()
        self._ask_again_at = 0.0
        self._missed = 0

    def take(self, asked: Mapping[str, Quota]) -> Mapping[str, Standing]:
        self._refuse_while_away()
        numbers = [number for one in asked.values() for number in (one.count, one.seconds)]
        try:
            found: Any = self._script(keys=[f"{PREFIX}{key}" for key in asked], args=numbers)
        except redis.RedisError as error:
            raise self._gone(error) from error
        if self._missed:
            self._is_back()
        return {
            key: Standing(max(0, quota.count - used), max(1, -(-left // 1000)), bool(is_over))
            for (key, quota), (used, left, is_over) in zip(asked.items(), found, strict=True)
        }

    def _refuse_while_away(self) -> None:
        with self._lock:
            if not self._missed:
                return
            now = time.monotonic()
            if now < self._ask_again_at:
                self._missed += 1
                raise MeterAway
            self._ask_again_at = now + PAUSE_SECONDS

    def _gone(self, error: redis.RedisError) -> MeterAway:
        with self._lock:
            if not self._missed:
                logger.error("Requests are not counted: Redis does not answer (%s).", error)
            self._missed += 1
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
        return MeterAway(str(error))

    def _is_back(self) -> None:
        with self._lock:
            missed, self._missed = self._missed, 0
        if missed:
            logger.warning("Requests are counted again; %d were not.", missed)
