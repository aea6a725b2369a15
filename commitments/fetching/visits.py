"""A visit: one document, with the redirects that lead to it, at each host's turn and as its robots.txt asks."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.conf import settings

from commitments.errors import FetchError
from commitments.fetching import robots
from commitments.fetching.addresses import Address, Target, joined, parsed, vetted
from commitments.fetching.answers import (
    Seen,
    document,
    redirect_of,
    refuse_status,
    unchanged_or_document,
)
from commitments.fetching.bodies import head_of_body
from commitments.fetching.content import refuse_stand_ins
from commitments.fetching.failures import failed
from commitments.fetching.fetched import Fetched
from commitments.fetching.transport import asked
from commitments.fetching.turns import Turns

T = TypeVar("T")
ETAG = re.compile(r"(?:W/)?\"[\x21\x23-\x7e]{0,500}\"")
DATE = re.compile(r"[A-Za-z0-9,: +-]{1,60}")


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    seen_at: str = "",
    respects_robots: bool = True,
    is_document: bool = True,
) -> Fetched:
    """Fetch one address within the limits of the settings.

    ``etag`` and ``last_modified`` are the headers of an earlier answer, ``seen_at`` the address that gave them
    (its ``final_url``; ``url`` by default): only there do they mean anything, so that a redirect to another
    document is not taken for "unchanged". Content that is no document (a login page, a test for bots, ...)
    is refused unless ``is_document`` is false, as for a listing.

    Raises FetchError with a code of ``FAILURES``, which says whether and after how many seconds to try again.
    Costs the time of the request, at most FETCH_TOTAL_SECONDS, waits for its turn included; once a day and host
    a request for robots.txt.
    """
    conditions = Conditions.of(etag, last_modified, seen_at or url)
    deadline = time.monotonic() + settings.FETCH_TOTAL_SECONDS
    with Turns() as turns:
        visit = _Visit(turns, deadline, respects_robots=respects_robots)
        fetched = visit.document(url, conditions)
        if fetched.is_unchanged and conditions.are_denied_by(fetched.headers):
            fetched = visit.document(url, Conditions())
    if is_document and not fetched.is_unchanged:
        refuse_stand_ins(fetched.body, fetched.media_type, fetched.headers, url, fetched.final_url)
    return fetched


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an earlier answer said of itself, so that the server may say "that is still what I have"."""

    etag: str = ""
    last_modified: str = ""
    seen_at: str = ""

    @classmethod
    def of(cls, etag: str, last_modified: str, seen_at: str) -> "Conditions":
        """Only what may stand in a header. The date only without a tag: restoring an old file turns it back."""
        etag = etag if ETAG.fullmatch(etag) else ""
        is_of_use = not etag and DATE.fullmatch(last_modified)
        return cls(etag, last_modified if is_of_use else "", seen_at)

    def at(self, url: str) -> dict[str, str]:
        """The headers to send to this address; none if the conditions are another's."""
        if url != self.seen_at:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def are_denied_by(self, headers: Mapping[str, str]) -> bool:
        """Whether a 304 names another edition than ours: then it speaks of what we do not have."""
        etag, date = headers.get("etag", ""), headers.get("last-modified", "")
        if self.etag and etag:
            return self.etag.removeprefix("W/") != etag.removeprefix("W/")
        return bool(self.last_modified and date and self.last_modified != date)


@dataclass(frozen=True, slots=True)
class _Visit:
    turns: Turns
    deadline: float
    respects_robots: bool = True
    vetted: dict[tuple[str, int | None], tuple[Address, ...]] = field(default_factory=dict)

    def document(self, url: str, conditions: Conditions) -> Fetched:
        def read(seen: Seen) -> Fetched:
            is_conditional = bool(conditions.at(seen.url))
            return unchanged_or_document(seen) if is_conditional else document(seen)

        return self.follow(url, read, conditions)

    def follow(self, url: str, read: Callable[[Seen], T], conditions: Conditions) -> T:
        """What ``read`` makes of the answer at the end of the redirects."""
        redirects: list[str] = []
        for _ in range(settings.FETCH_MAX_REDIRECTS + 1):
            target = parsed(url)
            addresses = self._vetted(target)
            if self.respects_robots:
                self._heed_robots(target)
            self.turns.take(target.host)
            with asked(target, addresses, conditions.at(url), self.deadline) as answer:
                location = redirect_of(answer.response)
                if location is None:
                    return self._read(target, Seen(url, tuple(redirects), answer), read)
            redirects.append(url)
            url = joined(url, location)
        message = f"{url[:200]} redirects more than {settings.FETCH_MAX_REDIRECTS} times."
        raise failed("too_many_redirects", message)

    def _read(self, target: Target, seen: Seen, read: Callable[[Seen], T]) -> T:
        try:
            return read(seen)
        except FetchError as error:
            if error.retry_after:
                self.turns.postpone(target.host, error.retry_after)
            raise

    def _vetted(self, target: Target) -> tuple[Address, ...]:
        """Once for each host: robots.txt and document are asked of the same addresses."""
        place = target.host, target.port
        if place not in self.vetted:
            self.vetted[place] = vetted(target, self.deadline)
        return self.vetted[place]

    def _heed_robots(self, target: Target) -> None:
        text = robots.remembered(target.origin)
        if text is None:
            text = self._robots_text(target)
            robots.remember(target.origin, text)
        rules = robots.rules_of(text)
        self.turns.space(target.host, rules.delay)
        if not rules.allow(target.url):
            message = (
                f"robots.txt asks programs not to fetch {target.url}: ask the publisher for leave."
            )
            raise failed("robots", message)

    def _robots_text(self, target: Target) -> str:
        """ "" where there is none to read; raises where that cannot be known now."""
        try:
            url = f"{target.origin}/robots.txt"
            return replace(self, respects_robots=False).follow(url, _robots_body, Conditions())
        except FetchError as error:
            if error.permanent or error.code == "http_3xx":
                return ""
            if not error.http_status:
                raise
            message = f"robots.txt cannot be read, so nothing else is: {error}"
            raise failed(
                "robots_unreachable",
                message,
                http_status=error.http_status,
                retry_after=error.retry_after,
            ) from error


def _robots_body(seen: Seen) -> str:
    if not 200 <= seen.response.status_code < 300:
        refuse_status(seen)
    return robots.read_text(head_of_body(seen.url, seen.response, robots.MOST_BYTES))
