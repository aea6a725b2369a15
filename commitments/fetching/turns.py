"""One visit at a time to each host, with a rest between: kept in Redis, so that it holds over all workers.

A host's turn is a lease with its holder's token: a worker that is killed loses it by lapse of time, and one
that was too slow cannot give back a turn that is another's by now. Without Redis nobody knows whose turn it
is, so nobody goes. A turn that it kept us from giving back is given back before the next one is taken.
"""

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from commitments.errors import FetchError
from commitments.fetching.failures import failed

log = logging.getLogger(__name__)

LEASE_MARGIN = 30.0  # seconds beyond the longest visit
LOOK_AGAIN = 0.2  # seconds, while another visit is under way
LEAST_STEP = 1.0  # seconds between two who are told to come back

# A host is a hash: whose turn it is and until when at most; when the next may begin; up to when those who were
# sent away have been told to come back. Times are milliseconds, of the clock that the caller brings.
_TAKE = """
local now, token, lease = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local host = redis.call('HMGET', KEYS[1], 'token', 'until', 'free')
local ends, free = tonumber(host[2] or 0), tonumber(host[3] or 0)
if host[1] and host[1] ~= token and ends > now then return -1 end
if free > now then return free - now end
redis.call('HSET', KEYS[1], 'token', token, 'until', now + lease)
redis.call('PEXPIRE', KEYS[1], math.max(lease + 60000, redis.call('PTTL', KEYS[1])))
return 0
"""
_GIVE_BACK = """
local now, token, rest = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
if redis.call('HGET', KEYS[1], 'token') ~= token then return 0 end
redis.call('HDEL', KEYS[1], 'token', 'until')
local free = math.max(now + rest, tonumber(redis.call('HGET', KEYS[1], 'free') or 0))
redis.call('HSET', KEYS[1], 'free', free)
local promised = tonumber(redis.call('HGET', KEYS[1], 'promised') or 0)
redis.call('PEXPIRE', KEYS[1], math.max(free, promised) - now + 60000)
return 1
"""
_POSTPONE = """
local now, rest = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = math.max(now + rest, tonumber(redis.call('HGET', KEYS[1], 'free') or 0))
redis.call('HSET', KEYS[1], 'free', free)
redis.call('PEXPIRE', KEYS[1], math.max(free - now + 60000, redis.call('PTTL', KEYS[1])))
return 1
"""
_COME_BACK = """
local now, step = tonumber(ARGV[1]), tonumber(ARGV[2])
local host = redis.call('HMGET', KEYS[1], 'free', 'promised')
local at = math.max(now + step, tonumber(host[1] or 0), tonumber(host[2] or 0))
redis.call('HSET', KEYS[1], 'promised', at + step)
redis.call('PEXPIRE', KEYS[1], math.max(at + step - now + 60000, redis.call('PTTL', KEYS[1])))
return at - now
"""


# Turns that this process could not give back: host, token, and milliseconds of rest.
_owed: deque[tuple[str, str, int]] = deque(maxlen=1000)


class Turns:
    """The turns at hosts that one visit holds; leaving the ``with`` gives them back.

    ``clock`` is Redis's own unless a test brings another: machines disagree about the time.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._token = secrets.token_hex(8)
        self._held: set[str] = set()  # the hosts whose turn is ours
        self._rests: dict[str, float] = {}  # between visits, where robots.txt wants more than we do
        self._clock = clock or _redis_time
        self._sleep = sleep or time.sleep

    def __enter__(self) -> "Turns":
        return self

    def __exit__(self, *_: object) -> None:
        for host in self._held:
            rest = max(self._rests.get(host, 0.0), settings.FETCH_HOST_SECONDS)
            try:
                self._run(_GIVE_BACK, host, self._token, _ms(rest))
            except Exception:  # the error under way, if any, is the one to hear of
                log.warning("The turn at %s could not be given back; it is later.", host)
                _owed.append((host, self._token, _ms(rest)))

    def take(self, host: str) -> None:
        """Wait for this host's turn; before a second request within the visit, rest a little.

        Raises FetchError ``host_busy``, with the seconds after which to come back, if the wait would be longer
        than FETCH_PATIENCE_SECONDS; ``pacing_down`` without Redis. One round trip, if the host is free.
        """
        if host in self._held:
            self._sleep(settings.FETCH_HOST_SECONDS)
            return
        self._give_back_what_is_owed()
        waited = 0.0
        while wait := self._wait(host):
            if waited + wait > settings.FETCH_PATIENCE_SECONDS:
                raise self._busy(host)
            self._sleep(wait)
            waited += wait
        self._held.add(host)

    def space(self, host: str, seconds: float) -> None:
        """What robots.txt wants between visits; it holds where it is more than our own minimum."""
        self._rests[host] = seconds

    def postpone(self, host: str, seconds: float) -> None:
        """Nobody visits this host for so long: it said so itself."""
        self._run(_POSTPONE, host, _ms(seconds))

    def _wait(self, host: str) -> float:
        """Seconds until it is worth asking again; 0 when the turn is ours."""
        lease = settings.FETCH_TOTAL_SECONDS + LEASE_MARGIN
        try:
            milliseconds = self._run(_TAKE, host, self._token, _ms(lease))
        except FetchError:  # it may have been ours when Redis went without an answer
            _owed.append((host, self._token, 0))
            raise
        return LOOK_AGAIN if milliseconds < 0 else milliseconds / 1000

    def _give_back_what_is_owed(self) -> None:
        with suppress(IndexError):  # another thread is at it
            while _owed:
                host, token, rest = debt = _owed.popleft()
                try:
                    self._run(_GIVE_BACK, host, token, rest)
                except FetchError:
                    _owed.append(debt)
                    raise

    def _busy(self, host: str) -> Exception:
        """Each who is sent away gets a time of his own, so that they do not come back all at once."""
        step = max(settings.FETCH_HOST_SECONDS, LEAST_STEP)
        seconds = self._run(_COME_BACK, host, _ms(step)) / 1000
        message = f"{host} is visited by others or rests: try again in {seconds:.0f} seconds."
        return failed("host_busy", message, retry_after=seconds)

    def _run(self, script: str, host: str, *arguments: object) -> int:
        key = cache.make_key(f"turn:{host}")
        try:
            now = _ms(self._clock())
            return int(_redis().eval(script, 1, key, now, *arguments))
        except (redis.RedisError, OSError) as error:
            message = (
                f"Redis cannot say whether it is our turn at {host}; see that it runs: {error}."
            )
            raise failed("pacing_down", message) from error


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _redis_time() -> float:
    seconds, microseconds = _redis().time()
    return float(seconds) + float(microseconds) / 1_000_000


def _redis() -> Any:  # redis-py's types leave open whether it is asynchronous
    return _connected(str(settings.CACHES["default"]["LOCATION"]))


@lru_cache(maxsize=8)
def _connected(location: str) -> Any:
    """One retry, for a connection that was closed while nobody used it; a server that is gone is gone."""
    return redis.Redis.from_url(
        location, socket_timeout=5, socket_connect_timeout=5, retry=Retry(NoBackoff(), 1)
    )
