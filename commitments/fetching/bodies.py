"""Bodies, unpacked within limits: no byte too many is held, on the wire or out of the gzip."""

import zlib
from collections.abc import Iterable, Iterator

import httpx
from django.conf import settings

from commitments.fetching.failures import failed
from commitments.fetching.transport import arriving

GZIP = 31  # zlib's wbits for "one gzip member, header and checksum included"
PORTION = 64 * 1024


def whole_body(url: str, response: httpx.Response) -> bytes:
    """All of the body. Raises FetchError ``too_large``, ``truncated``, ``bad_encoding`` or ``timeout``."""
    body = bytearray()  # not a join: a list of tiny chunks weighs many times their bytes
    with arriving(url):
        for chunk in _chunks(url, response):
            body += chunk
    return bytes(body)


def head_of_body(url: str, response: httpx.Response, size: int) -> bytes:
    """The first ``size`` bytes of the body; the rest is not read. Raises what ``whole_body`` does."""
    body = bytearray()
    with arriving(url):
        for chunk in _chunks(url, response):
            body += chunk
            if len(body) >= size:
                break
    return bytes(body[:size])


def _chunks(url: str, response: httpx.Response) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    chunks = _limited(url, response.iter_raw(), settings.FETCH_MAX_BYTES)
    if encoding in ("gzip", "x-gzip"):
        # Limited on both sides: gzip can also be long on the wire and unpack to nothing.
        return _limited(url, _unpacked(url, chunks), settings.FETCH_MAX_UNPACKED_BYTES)
    if encoding not in ("", "identity"):
        message = f"{url} is encoded as {encoding[:100]!r}, which was not asked for."
        raise failed("bad_encoding", message, http_status=response.status_code)
    return chunks


def _limited(url: str, chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise failed("too_large", f"{url} is larger than {limit:,} bytes.", http_status=200)
        yield chunk


def _unpacked(url: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed, in portions: a few bytes can stand for gigabytes, so never all that a chunk gives."""
    member = zlib.decompressobj(GZIP)
    for rest in chunks:
        while rest:
            if member.eof:  # a gzip file may be several, one after the other
                member = zlib.decompressobj(GZIP)
            try:
                yield member.decompress(rest, PORTION)
            except zlib.error as error:
                message = f"{url} sent damaged gzip: {error}."
                raise failed("bad_encoding", message, permanent=False) from error
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof:
        message = f"{url} stopped before the end of its gzip."
        raise failed("truncated", message, http_status=200)
