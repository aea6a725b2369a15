"""URL to bytes: the only module that speaks HTTP, and the place of every limit and address rule.

A source's address is an untrusted input: an editor typed it, or a page named it. So only http and https, only
public addresses (each redirect again), and the connection goes to the very address that was vetted: a second
look-up could answer differently. Size and time are limited while the body arrives, not after.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from django.conf import settings

from commitments.errors import FetchError

REDIRECTS = {301, 302, 303, 307, 308}
TEMPORARY_STATUSES = {408, 425, 429, *range(500, 600)}
KEPT_HEADERS = ("content-type", "content-length", "etag", "last-modified", "date", "server")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: untouched bytes (transfer compression undone), and where they came from."""

    body: bytes
    media_type: str
    final_url: str
    fetched_at: datetime
    headers: dict[str, str]
    http_status: int | None = None


def fetch(url: str) -> Fetched:
    """Fetch one address within the limits of the settings. Raises FetchError, which says whether to retry."""
    deadline = time.monotonic() + settings.FETCH_TOTAL_SECONDS
    for _ in range(settings.FETCH_MAX_REDIRECTS + 1):
        with _answer(url) as response:
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                return _read(url, response, deadline)
            url = urljoin(url, response.headers["location"])
    raise FetchError(
        "too_many_redirects",
        f"{url} redirects more than {settings.FETCH_MAX_REDIRECTS} times.",
        permanent=True,
    )


@contextmanager
def _answer(url: str) -> Iterator[httpx.Response]:
    """One request to a vetted, pinned address; whatever goes wrong becomes a FetchError."""
    parts = urlsplit(url)
    address = vetted_address(url)
    host = f"[{address}]" if address.version == 6 else str(address)
    port = f":{parts.port}" if parts.port else ""
    pinned = urlunsplit(parts._replace(netloc=f"{host}{port}", fragment=""))
    timeout = httpx.Timeout(settings.FETCH_READ_SECONDS, connect=settings.FETCH_CONNECT_SECONDS)
    headers = {"User-Agent": settings.FETCH_USER_AGENT, "Host": parts.netloc.rpartition("@")[2]}
    # trust_env off: a proxy from the environment would look the name up again.
    with _translated(url), httpx.Client(timeout=timeout, trust_env=False) as client:
        request = client.build_request(
            "GET", pinned, headers=headers, extensions={"sni_hostname": parts.hostname}
        )
        response = client.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """The HTTP client's errors, said in ours. Timeouts first: some of them are connection errors too."""
    try:
        yield
    except httpx.TimeoutException as error:
        message = f"{url} did not answer in time."
        raise FetchError("timeout", message, permanent=False) from error
    except httpx.ConnectError as error:
        if isinstance(error.__cause__ and error.__cause__.__cause__, ssl.SSLError) or (
            "SSL" in str(error) or "CERTIFICATE" in str(error)
        ):
            message = f"{url}: the secure connection failed: {error}."
            raise FetchError("tls", message, permanent=False) from error
        raise FetchError("connect", f"{url}: no connection: {error}.", permanent=False) from error
    except httpx.HTTPError as error:
        raise FetchError("connect", f"{url}: {error}.", permanent=False) from error


def _read(url: str, response: httpx.Response, deadline: float) -> Fetched:
    status = response.status_code
    if status != 200:
        raise FetchError(
            "http_5xx" if status >= 500 else "http_4xx",
            f"{url} answered {status} {response.reason_phrase}.",
            permanent=status not in TEMPORARY_STATUSES,
            http_status=status,
        )
    return Fetched(
        body=_body(url, response, deadline),
        media_type=response.headers.get("content-type", ""),
        final_url=url,
        fetched_at=datetime.now(UTC),
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        http_status=status,
    )


def _body(url: str, response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes(64 * 1024):
        body += chunk
        if len(body) > settings.FETCH_MAX_BYTES:
            message = f"{url} is larger than {settings.FETCH_MAX_BYTES:,} bytes."
            raise FetchError("too_large", message, permanent=True, http_status=200)
        if time.monotonic() > deadline:
            message = f"{url} took longer than {settings.FETCH_TOTAL_SECONDS:g} seconds."
            raise FetchError("timeout", message, permanent=False)
    return bytes(body)


def vetted_address(url: str) -> Address:
    """The address to connect to: resolved once, and every candidate public or explicitly allowed.

    Raises FetchError ``wrong_scheme``, ``dns`` or ``blocked_address``.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("wrong_scheme", f"{url} is not an http or https address.", permanent=True)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        message = f"{parts.hostname} could not be looked up: {error}."
        raise FetchError("dns", message, permanent=False) from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not _is_allowed(address):
            message = f"{parts.hostname} leads to {address}, which is not a public address."
            raise FetchError("blocked_address", message, permanent=True)
    return addresses[0]


def _is_allowed(address: Address) -> bool:
    """Public, or in FETCH_ALLOWED_NETWORKS. An IPv4 address in IPv6 clothes is judged as itself."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped:
        return _is_allowed(mapped)
    if any(address in ipaddress.ip_network(net) for net in settings.FETCH_ALLOWED_NETWORKS):
        return True
    return address.is_global and not address.is_multicast
