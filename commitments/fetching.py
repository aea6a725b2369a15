"""URL to bytes: the only module that speaks HTTP, and the place of every limit and address rule.

A source's address is an untrusted input: an editor typed it, or a page named it. So only http and https, only
public addresses (each redirect again), and the connection goes to the very address that was vetted: a second
look-up could answer differently. Size and time are limited while the answer arrives, not after: the total time
under every wait on the network, the size before a byte too many is unpacked.
"""

import ipaddress
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ssl import SSLContext, SSLError
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

# httpcore and idna are httpx's own parts: the socket under its connections, and names outside ASCII.
import httpcore
import httpx
import idna
from django.conf import settings

from commitments.errors import FetchError

REDIRECTS = {301, 302, 303, 307, 308}
TEMPORARY_STATUSES = {408, 425, 429, *range(500, 600)}
KEPT_HEADERS = ("content-type", "content-length", "etag", "last-modified", "date", "server")
LONGEST_URL = 2000  # what a snapshot can record as its final address
TLS = httpx.create_ssl_context(trust_env=False)  # once: to read the authorities takes longest
GZIP = 31  # zlib's wbits for "one gzip member, header and checksum included"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Seconds = float | None

# Where an IPv6 address carries an IPv4 one, and how far right of it the address ends.
CARRIERS = {
    ipaddress.IPv6Network("::/96"): 0,  # "IPv4-compatible"
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,  # mapped
    ipaddress.IPv6Network("::ffff:0:0:0/96"): 0,  # SIIT
    ipaddress.IPv6Network("64:ff9b::/96"): 0,  # NAT64
    ipaddress.IPv6Network("2002::/16"): 80,  # 6to4
}
# Not public either, whatever this Python's ``is_global`` says: its table is older than some of them. In turn:
# protocol assignments, 6to4 relays, private NAT64, Teredo (a stranger's relay), documentation, site-local.
_REFUSED = "192.0.0.0/24 192.88.99.0/24 64:ff9b:1::/48 2001::/32 3fff::/20 fec0::/10"
REFUSED = [ipaddress.ip_network(network) for network in _REFUSED.split()]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: untouched bytes (transfer compression undone), and where they came from."""

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


def fetch(
    url: str, *, etag: str = "", last_modified: str = "", respects_robots: bool = True
) -> Fetched:
    """Fetch one address within the limits of the settings. Raises FetchError, which says whether to retry."""
    deadline = time.monotonic() + settings.FETCH_TOTAL_SECONDS
    for _ in range(settings.FETCH_MAX_REDIRECTS + 1):
        with _answer(url, deadline) as response:
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                return _read(url, response)
            with _well_formed(response.headers["location"]):
                url = urljoin(url, response.headers["location"])
    message = f"{url} redirects more than {settings.FETCH_MAX_REDIRECTS} times."
    raise FetchError("too_many_redirects", message, permanent=True)


@contextmanager
def _answer(url: str, deadline: float) -> Iterator[httpx.Response]:
    """One request to a vetted, pinned address; whatever goes wrong becomes a FetchError."""
    parts = _parsed(url)
    address = _vetted_address(parts)
    timeout = httpx.Timeout(settings.FETCH_READ_SECONDS, connect=settings.FETCH_CONNECT_SECONDS)
    headers = {"User-Agent": settings.FETCH_USER_AGENT, "Host": parts.netloc, "Accept": "*/*"}
    headers["Accept-Encoding"] = "gzip"  # all that _unpacked understands
    extensions = {"sni_hostname": parts.hostname, "timeout": timeout.as_dict()}
    with _well_formed(url):
        pinned = urlunsplit(parts._replace(netloc=_netloc(str(address), parts.port)))
        request = httpx.Request("GET", pinned, headers=headers, extensions=extensions)
    # No httpx.Client: it reads the address of a redirect itself, and stumbles over some of them.
    with (
        _translated(url),
        _PunctualTransport(deadline) as transport,
        closing(transport.handle_request(request)) as response,
    ):
        yield response


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """The HTTP client's errors, said in ours. Timeouts first: some of them are connection errors too."""
    try:
        yield
    except httpx.TimeoutException as error:
        message = f"{url} did not answer in time."
        raise FetchError("timeout", message, permanent=False) from error
    except httpx.HTTPError as error:
        code = "tls" if _is_about_tls(error) else "connect"
        what = "secure connection" if code == "tls" else "connection"
        raise FetchError(code, f"{url}: the {what} failed: {error}.", permanent=False) from error


def _is_about_tls(error: BaseException | None) -> bool:
    while error and not isinstance(error, SSLError):
        error = error.__cause__ or error.__context__  # httpcore's pool raises "from None"
    return error is not None


class _PunctualTransport(httpx.HTTPTransport):
    """Connections on which no wait outlasts the deadline.

    httpx's timeouts hold for one read each: a server that sends a byte at a time, be it of the headers, never
    meets them. httpcore lets its sockets be replaced; httpx has no argument for that, hence ``_pool``.
    """

    def __init__(self, deadline: float) -> None:
        super().__init__(verify=TLS, trust_env=False)  # a proxy would look the name up again
        backend = _PunctualBackend(deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=TLS, network_backend=backend)


class _PunctualBackend(httpcore.SyncBackend):
    def __init__(self, deadline: float) -> None:
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: Seconds = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        timeout = _at_most(timeout, self._deadline)
        stream = super().connect_tcp(host, port, timeout, *args, **options)
        return _PunctualStream(stream, self._deadline)


class _PunctualStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: Seconds = None) -> bytes:
        return self._stream.read(max_bytes, _at_most(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: Seconds = None) -> None:
        self._stream.write(buffer, _at_most(timeout, self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: Seconds = None
    ) -> httpcore.NetworkStream:
        timeout = _at_most(timeout, self._deadline)
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _PunctualStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _at_most(timeout: Seconds, deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise httpcore.TimeoutException("The total time is over.")
    return remaining if timeout is None else min(timeout, remaining)


def _read(url: str, response: httpx.Response) -> Fetched:
    status = response.status_code
    if status != 200:
        code = "http_5xx" if status >= 500 else "http_4xx"
        message = f"{url} answered {status} {response.reason_phrase}."
        permanent = status not in TEMPORARY_STATUSES
        raise FetchError(code, message, permanent=permanent, http_status=status)
    return Fetched(
        body=_body(url, response),
        media_type=response.headers.get("content-type", ""),
        final_url=url,
        fetched_at=datetime.now(UTC),
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        http_status=status,
    )


def _body(url: str, response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    chunks = _limited(url, response.iter_raw())
    if encoding in ("gzip", "x-gzip"):
        # Limited on both sides: gzip can also be long on the wire and unpack to nothing.
        chunks = _limited(url, _unpacked(url, chunks))
    elif encoding not in ("", "identity"):
        message = f"{url} is encoded as {encoding[:100]!r}, which was not asked for."
        raise FetchError("bad_encoding", message, permanent=True, http_status=200)
    body = bytearray()  # not a join: a list of tiny chunks weighs many times their bytes
    for chunk in chunks:
        body += chunk
    return bytes(body)


def _limited(url: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.FETCH_MAX_BYTES:
            message = f"{url} is larger than {settings.FETCH_MAX_BYTES:,} bytes."
            raise FetchError("too_large", message, permanent=True, http_status=200)
        yield chunk


def _unpacked(url: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed, in portions: a few bytes can stand for gigabytes, so never all that a chunk gives."""
    member = zlib.decompressobj(GZIP)
    for rest in chunks:
        while rest:
            if member.eof:  # a gzip file may be several, one after the other
                member = zlib.decompressobj(GZIP)
            try:
                yield member.decompress(rest, 64 * 1024)
            except zlib.error as error:
                message = f"{url} sent damaged gzip: {error}."
                raise FetchError("bad_encoding", message, permanent=False) from error
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof:
        message = f"{url} stopped before the end of its gzip."
        raise FetchError("truncated", message, permanent=False, http_status=200)


@contextmanager
def _well_formed(url: str) -> Iterator[None]:
    """Says what urllib, idna and httpx have against an address as a FetchError."""
    try:
        yield
    except (ValueError, httpx.InvalidURL) as error:
        message = f"{url[:200]} is not a valid address: {error}."
        raise FetchError("bad_address", message, permanent=True) from error


def _parsed(url: str) -> SplitResult:
    """The address as it goes over the wire: host in ASCII, neither credentials nor fragment."""
    with _well_formed(url):
        if len(url) > LONGEST_URL:
            raise ValueError(f"longer than {LONGEST_URL} characters")
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError("wrong_scheme", f"{url} is not an http or https address.", permanent=True)
    return parts._replace(netloc=_netloc(host, port), fragment="")


def _netloc(host: str, port: int | None) -> str:
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _vetted_address(parts: SplitResult) -> Address:
    """The address to connect to: resolved once, and every candidate public or explicitly allowed."""
    host = parts.hostname
    try:
        with _well_formed(parts.geturl()):
            found = socket.getaddrinfo(host, parts.port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"{host} could not be looked up: {error}."
        raise FetchError("dns", message, permanent=False) from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not _is_allowed(address):
            message = f"{host} leads to {address}, which is not a public address."
            raise FetchError("blocked_address", message, permanent=True)
    return addresses[0]


def _is_allowed(address: Address) -> bool:
    """Public, or in FETCH_ALLOWED_NETWORKS."""
    allowed = [ipaddress.ip_network(net) for net in settings.FETCH_ALLOWED_NETWORKS]
    faces = {address, _inner(address)}
    return any(face in net for face in faces for net in allowed) or is_public(address)


def is_public(address: Address) -> bool:
    """An IPv4 address in IPv6 clothes is judged as itself: a gateway would unwrap it."""
    address = _inner(address)
    refused = address.is_multicast or address.is_reserved
    return address.is_global and not refused and not any(address in net for net in REFUSED)


def _inner(address: Address) -> Address:
    for network, shift in CARRIERS.items():
        if address in network:
            return ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return address
