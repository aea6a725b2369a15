"""From an answer to evidence, or to the error that its status stands for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from commitments.errors import FetchError
from commitments.fetching.bodies import head_of_body, whole_body
from commitments.fetching.content import refuse_challenges
from commitments.fetching.failures import failed
from commitments.fetching.fetched import Fetched, cleaned, kept_headers
from commitments.fetching.transport import Answer

REDIRECTS = {301, 302, 303, 307, 308}
UNCHANGED = 304
TEMPORARY_STATUSES = {408, 425, 429}  # of those that blame the request
ASK_AGAIN_STATUSES = {429, 503}  # whose Retry-After is for programs
LONGEST_WAIT = 24 * 60 * 60.0
CHALLENGE_BYTES = 128 * 1024  # of an error page, to see whether it is a test for bots


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer at the end of its redirects, and the addresses that led to it."""

    url: str
    redirects: tuple[str, ...]
    answer: Answer

    @property
    def response(self) -> httpx.Response:
        return self.answer.response


def redirect_of(response: httpx.Response) -> str | None:
    """Where an answer leads, or None if it is an end."""
    if response.status_code not in REDIRECTS:
        return None
    location: str | None = response.headers.get("location")
    return location


def document(seen: Seen) -> Fetched:
    """The whole answer. Raises FetchError for every status but 200."""
    refuse_status(seen)
    return _fetched(seen, whole_body(seen.url, seen.response))


def unchanged_or_document(seen: Seen) -> Fetched:
    """As ``document``, for a request with a condition: 304 is a Fetched without a body."""
    if seen.response.status_code == UNCHANGED:
        return _fetched(seen, b"")
    return document(seen)


def _fetched(seen: Seen, body: bytes) -> Fetched:
    response = seen.response
    return Fetched(
        body=body,
        media_type=cleaned(response.headers.get("content-type", ""))[:200],
        final_url=seen.url,
        fetched_at=datetime.now(UTC),
        headers=kept_headers(response.headers.multi_items()),
        http_status=response.status_code,
        is_unchanged=response.status_code == UNCHANGED,
        redirects=seen.redirects,
        address=seen.answer.address,
        certificate_sha256=seen.answer.certificate_sha256,
    )


def refuse_status(seen: Seen) -> None:
    """Raises FetchError unless the status is 200: ``http_...``, or ``bot_challenge`` where the page is one."""
    status = seen.response.status_code
    if status == 200:
        return
    if status >= 400:
        _refuse_challenge(seen)
    code = f"http_{min(max(status // 100, 2), 5)}xx"
    phrase = f"{status} {cleaned(seen.response.reason_phrase)[:100]}".strip()
    message = f"{seen.url} answered {phrase}."
    if status == UNCHANGED:
        message = f"{seen.url} says that nothing changed, though nothing was there to compare with."
    is_permanent = False if status in TEMPORARY_STATUSES else None
    asks_to_wait = status in ASK_AGAIN_STATUSES
    wait = retry_after(seen.response.headers.get("retry-after", "")) if asks_to_wait else None
    raise failed(code, message, permanent=is_permanent, http_status=status, retry_after=wait)


def _refuse_challenge(seen: Seen) -> None:
    """Looks at the error page; one that cannot be read does not hide the error."""
    try:
        body = head_of_body(seen.url, seen.response, CHALLENGE_BYTES)
    except FetchError:
        body = b""
    headers = kept_headers(seen.response.headers.multi_items())
    status = seen.response.status_code
    refuse_challenges(body, headers.get("content-type", ""), headers, http_status=status)


def retry_after(value: str, now: datetime | None = None) -> float | None:
    """Seconds to wait, at most a day: "120" or an HTTP date; None for anything else."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    if at.tzinfo is None:  # "-0000": UTC, of a clock that does not know its place
        at = at.replace(tzinfo=UTC)
    seconds = (at - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
