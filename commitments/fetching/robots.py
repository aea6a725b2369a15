"""robots.txt (RFC 9309): what a publisher asks programs to leave alone, remembered for a day."""

import logging
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings
from django.core.cache import cache
from protego import Protego

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 24 * 60 * 60
MOST_BYTES = 500 * 1024  # what the RFC wants read at least; the rest is ignored
LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us; an empty one allows everything."""

    parser: Protego

    def allow(self, url: str) -> bool:
        return self.parser.can_fetch(url, _product())

    @property
    def delay(self) -> float:
        """Seconds between two visits, at most 60: who means no has another way to say so."""
        return min(self.parser.crawl_delay(_product()) or 0.0, LONGEST_DELAY)


@lru_cache(maxsize=64)
def rules_of(text: str) -> Rules:
    """Any text is a robots.txt: lines that mean nothing are passed over."""
    return Rules(Protego.parse(text))


def read_text(body: bytes) -> str:
    """The RFC wants UTF-8; other bytes can only be in comments and paths that never match."""
    return body.decode("utf-8-sig", errors="replace")


def remembered(origin: str) -> str | None:
    """The robots.txt of an origin, "" where it has none; None if it was not read today, or Redis is down."""
    try:
        found: str | None = cache.get(_key(origin))
    except (redis.RedisError, OSError) as error:
        log.warning("robots.txt of %s cannot be recalled: %s", origin, error)
        return None
    return found


def remember(origin: str, text: str) -> None:
    """For a day; without Redis it is read again next time."""
    try:
        cache.set(_key(origin), text, REMEMBERED_SECONDS)
    except (redis.RedisError, OSError) as error:
        log.warning("robots.txt of %s cannot be remembered: %s", origin, error)


def _key(origin: str) -> str:
    return f"robots:{origin}"


def _product() -> str:
    """Our name, as a group of robots.txt would call us."""
    return str(settings.FETCH_USER_AGENT).partition("/")[0]
