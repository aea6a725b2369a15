"""What a fetch brings home: the bytes, and all that says where, when and from whom they came."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_HEADERS = 100
LONGEST_VALUE = 2000
# The conditions of the next request and the kind of document: kept however many others there are.
FIRST = ("content-type", "etag", "last-modified", "date", "content-length", "server")
LEFT_OUT = {"set-cookie", "set-cookie2"}  # a secret of this visit, and no fact about the document
CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
)  # among them NUL, which no database keeps


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: untouched bytes (transfer compression undone), and the evidence of it.

    ``redirects`` are the addresses that led here, in order, without the last, which is ``final_url``.
    ``address`` is the IP address that answered, ``certificate_sha256`` the fingerprint of its certificate
    ("" without TLS). Where ``is_unchanged``, the server said that what the request named is still what it has,
    and ``body`` is empty.
    """

    body: bytes
    media_type: str
    final_url: str
    fetched_at: datetime
    headers: dict[str, str]
    http_status: int | None = None
    is_unchanged: bool = False
    redirects: tuple[str, ...] = ()
    address: str = ""
    certificate_sha256: str = ""


def kept_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case with what can be kept of their values: at most 100 of at most 2,000 characters."""
    found: dict[str, str] = {}
    for name, value in headers:
        name, value = cleaned(name).lower(), cleaned(value)
        if name and name not in LEFT_OUT:
            found[name] = f"{found[name]}, {value}" if name in found else value
    order = sorted(found, key=lambda name: name not in FIRST)
    return {name[:200]: found[name][:LONGEST_VALUE] for name in order[:MOST_HEADERS]}


def cleaned(value: str) -> str:
    """One line without control characters."""
    return CONTROL.sub(" ", value).strip()
