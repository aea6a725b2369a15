"""One request to vetted addresses, on a connection where no wait outlasts the deadline.

Size and time are limited while the answer arrives, not after.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ssl import SSLContext, SSLError, SSLSocket
from typing import Any

# httpcore is httpx's own part: the socket under its connections.
import httpcore
import httpx
from django.conf import settings

from commitments.fetching.addresses import Address, Target, well_formed
from commitments.fetching.failures import failed

TLS = httpx.create_ssl_context(trust_env=False)  # once: to read the authorities takes longest
MOST_TRIED = 4  # addresses of one name
HEADERS_TOO_LARGE = 431  # how h11, under httpcore, marks headers that it will not hold (100 kB)

Seconds = float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A response whose headers are here and whose body is still on its way, and who gave it."""

    response: httpx.Response
    address: str
    certificate_sha256: str


@contextmanager
def asked(
    target: Target, addresses: Sequence[Address], headers: Mapping[str, str], deadline: float
) -> Iterator[Answer]:
    """The answer to one GET; whatever goes wrong, here or while the body is read, becomes a FetchError."""
    timeout = httpx.Timeout(settings.FETCH_READ_SECONDS, connect=settings.FETCH_CONNECT_SECONDS)
    own = {"User-Agent": settings.FETCH_USER_AGENT, "Accept": "*/*", "Connection": "close"}
    own["Accept-Encoding"] = "gzip"  # all that bodies.py unpacks
    with well_formed(target.url):
        request = httpx.Request(
            "GET", target.url, headers={**own, **headers}, extensions={"timeout": timeout.as_dict()}
        )
    # No httpx.Client: it reads the address of a redirect itself, and stumbles over some of them.
    with (
        _translated(target.url),
        _PunctualTransport(addresses, deadline) as transport,
        closing(transport.handle_request(request)) as response,
    ):
        _limit_headers(target.url, response)
        yield _with_evidence(response)


@contextmanager
def arriving(url: str) -> Iterator[None]:
    """Around the reading of a body: a connection that ends before it does is ``truncated``."""
    try:
        yield
    except httpx.TimeoutException:
        raise
    except httpx.HTTPError as error:
        message = f"{url} broke off before the end of its answer: {error}."
        raise failed("truncated", message) from error


def _limit_headers(url: str, response: httpx.Response) -> None:
    size = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
    if size > settings.FETCH_MAX_HEADER_BYTES:
        raise _too_many_headers(url)


def _with_evidence(response: httpx.Response) -> Answer:
    """Asked for at once: when the body has been read, the connection is gone."""
    stream = response.extensions["network_stream"]
    socket, address = stream.get_extra_info("socket"), stream.get_extra_info("server_addr")
    certificate = socket.getpeercert(binary_form=True) if isinstance(socket, SSLSocket) else None
    fingerprint = hashlib.sha256(certificate).hexdigest() if certificate else ""
    return Answer(response, str(address[0]), fingerprint)


# --- errors -----------------------------------------------------------------------------------


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """The HTTP client's errors, said in ours. Timeouts first: some of them are connection errors too."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise failed("timeout", f"{url} did not answer in time.") from error
    except httpx.HTTPError as error:
        causes = list(_causes(error))
        if any(getattr(c, "error_status_hint", 0) == HEADERS_TOO_LARGE for c in causes):
            raise _too_many_headers(url) from error
        code = "tls" if any(isinstance(cause, SSLError) for cause in causes) else "connect"
        what = "secure connection" if code == "tls" else "connection"
        raise failed(code, f"{url}: the {what} failed: {error}.") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__  # httpcore's pool raises "from None"


def _too_many_headers(url: str) -> Exception:
    limit = f"{settings.FETCH_MAX_HEADER_BYTES:,} bytes"
    return failed("too_large", f"{url} answers with headers of more than {limit}.")


# --- connections ------------------------------------------------------------------------------


class _PunctualTransport(httpx.HTTPTransport):
    """Connections to given addresses on which no wait outlasts the deadline.

    httpx's timeouts hold for one read each: a server that sends a byte at a time, be it of the headers, never
    meets them. httpcore lets its sockets be replaced; httpx has no argument for that, hence ``_pool``.
    """

    def __init__(self, addresses: Sequence[Address], deadline: float) -> None:
        super().__init__(verify=TLS, trust_env=False)  # a proxy would look the name up again
        backend = _PinnedBackend(addresses, deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=TLS, network_backend=backend)


class _PinnedBackend(httpcore.SyncBackend):
    """Connects to the addresses that were vetted, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[Address], deadline: float) -> None:
        self._addresses = addresses[:MOST_TRIED]
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: Seconds = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses:
            remaining = _at_most(timeout, self._deadline)
            try:
                stream = super().connect_tcp(str(address), port, remaining, *args, **options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _PunctualStream(stream, self._deadline, str(address))
        raise error


class _PunctualStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: float, address: str) -> None:
        self._stream = stream
        self._deadline = deadline
        self._address = address

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
        return _PunctualStream(stream, self._deadline, self._address)

    def get_extra_info(self, info: str) -> Any:
        if info == "server_addr":  # the socket forgets it when the server hangs up
            return (self._address,)
        return self._stream.get_extra_info(info)


def _at_most(timeout: Seconds, deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise httpcore.TimeoutException("The total time is over.")
    return remaining if timeout is None else min(timeout, remaining)
