"""The Wayback Machine and archives that speak its protocol: a CDX index, and raw captures under ``id_``.

The index lists captures of an address, runs of equal ones collapsed to their first by the digest; it comes in
pages, each with the key of the next. A raw capture is the bytes as they were served then. When it was taken,
the archive says: ``Memento-Datetime`` (RFC 7089), or the 14 digits in the address that answered.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from commitments import fetching
from commitments.backfill.captures import Capture, Entry
from commitments.errors import FetchError, TrackerError
from commitments.fetching import Fetched
from commitments.models import Source

API = "https://web.archive.org"
PAGE = 1000  # rows of the index
COLUMNS = ("timestamp", "original", "mimetype", "statuscode", "digest")
WAITS = (2.0, 10.0, 60.0)  # seconds, between tries of what failed for now
DIGITS = re.compile(r"/web/(\d{14})(?:id_)?/")


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the archive is, and how to wait for it."""

    api: str = API
    sleep: Callable[[float], None] = time.sleep

    def entries(
        self, source: Source, first: date | None = None, last: date | None = None
    ) -> list[Entry]:
        """The captures of a source's address between two days. Raises FetchError or TrackerError."""
        if not source.url:
            message = f"{source} has no address that an archive could have captured."
            raise TrackerError("no_address", message)
        rows = self._rows(source.url, first, last)
        return [
            Entry(source, f"{self._raw(row)} {row['digest']}", partial(self._load, row))
            for row in rows
        ]

    def _rows(self, url: str, first: date | None, last: date | None) -> Iterator[dict[str, str]]:
        """The index, equal neighbours left out also where a page ends between them."""
        asked = {
            "url": url,
            "output": "json",
            "fl": ",".join(COLUMNS),
            "filter": "statuscode:200",
            "collapse": "digest",
            "limit": str(PAGE),
            "showResumeKey": "true",
        }
        asked |= {"from": f"{first:%Y%m%d}"} if first else {}
        asked |= {"to": f"{last:%Y%m%d}"} if last else {}
        key, before = "", ""
        while True:
            rows, key = self._page(asked | ({"resumeKey": key} if key else {}))
            for row in rows:
                if row["digest"] != before and row["statuscode"] == "200":
                    yield row
                before = row["digest"]
            if not key:
                return

    def _page(self, asked: dict[str, str]) -> tuple[list[dict[str, str]], str]:
        """A page of the index, and the key of the next: the last row, after an empty one."""
        url = f"{self.api}/cdx/search/cdx?{urlencode(asked)}"
        body = self._fetch(url, is_document=False).body
        try:
            table = json.loads(body) if body.strip() else []
            if not isinstance(table, list):
                raise ValueError("it is no list")
            key = table[-1][0] if len(table) > 1 and table[-2] == [] else ""
            head, *rows = (row for row in (table[:-2] if key else table) or [COLUMNS])
            found = [dict(zip(head, map(str, row), strict=True)) for row in rows]
            if any(set(COLUMNS) - set(row) or not instant(row["timestamp"]) for row in found):
                raise ValueError("a column is missing")
        except (ValueError, TypeError, IndexError, KeyError) as error:
            message = f"{url[:200]} did not answer with an index of captures: {error}."
            raise TrackerError("bad_archive", message) from error
        if key and key == asked.get("resumeKey"):
            raise TrackerError("bad_archive", f"{self.api} gives the same page over and over.")
        return found, str(key)

    def _raw(self, row: dict[str, str]) -> str:
        return f"{self.api}/web/{row['timestamp']}id_/{row['original']}"

    def _load(self, row: dict[str, str]) -> Capture:
        url = self._raw(row)
        answer = self._fetch(url)
        seen = replace(
            answer,
            fetched_at=_captured_at(answer, row),
            final_url=row["original"],
            media_type=answer.media_type or row["mimetype"],
        )
        return Capture(seen, _provenance(url, answer, row))

    def _fetch(self, url: str, *, is_document: bool = True) -> Fetched:
        """At the archive's own pace; what fails for now is tried again, as late as the archive asks.

        An archive's robots.txt is about crawlers of its pages; this is the interface it offers to programs.
        """
        for wait in WAITS:
            try:
                return fetching.fetch(url, respects_robots=False, is_document=is_document)
            except FetchError as error:
                if error.permanent:
                    raise
                self.sleep(max(wait, error.retry_after or 0.0))
        return fetching.fetch(url, respects_robots=False, is_document=is_document)


def _captured_at(answer: Fetched, row: dict[str, str]) -> datetime:
    """An archive that has not what was asked for redirects to its nearest capture: then that one's time."""
    if stated := answer.headers.get("memento-datetime"):
        try:
            at = parsedate_to_datetime(stated)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        except ValueError:
            pass  # what stands in the address is as good
    found = DIGITS.search(answer.final_url)
    return instant(found[1] if found else row["timestamp"])


def instant(digits: str) -> datetime:
    """The time that an archive writes as 14 digits, in UTC."""
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _provenance(url: str, answer: Fetched, row: dict[str, str]) -> dict[str, Any]:
    """What the archive says, and whether its digest is that of the bytes; compressed ones it hashed as such."""
    facts: dict[str, Any] = {
        "archive": "wayback",
        "archive_url": answer.final_url,
        "asked_for": url,
        "digest": row["digest"],
        "digest_agrees": row["digest"] == digest_of(answer.body),
        "address": answer.address,
        "certificate_sha256": answer.certificate_sha256,
    }
    return {name: value for name, value in facts.items() if value != ""}


def digest_of(body: bytes) -> str:
    """A capture's digest as the index writes it: SHA-1 in base 32."""
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
