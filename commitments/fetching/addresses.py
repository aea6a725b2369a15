"""Whom we connect to: only http and https, only public addresses, vetted once and then held to.

A source's address is an untrusted input: an editor typed it, or a page named it. Each redirect is vetted again,
and the connection goes to the very addresses that were vetted: a second look-up could answer differently.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

# idna is httpx's own part: names outside ASCII.
import httpx
import idna
from django.conf import settings

from commitments.fetching.failures import failed

LONGEST_URL = 2000  # what a snapshot can record as its final address

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

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
class Target:
    """An address as it goes over the wire: host in ASCII, neither credentials nor fragment."""

    url: str
    origin: str  # "https://example.org:8443": whose robots.txt applies
    host: str
    port: int | None


@contextmanager
def well_formed(url: str) -> Iterator[None]:
    """Says what urllib, idna and httpx have against an address as a FetchError."""
    try:
        yield
    except (ValueError, httpx.InvalidURL) as error:
        message = f"{url[:200]} is not a valid address: {error}."
        raise failed("bad_address", message) from error


def parsed(url: str) -> Target:
    """Raises FetchError ``bad_address`` or ``wrong_scheme``."""
    with well_formed(url):
        if len(url) > LONGEST_URL:
            raise ValueError(f"longer than {LONGEST_URL} characters")
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
    if parts.scheme not in ("http", "https") or not host:
        raise failed("wrong_scheme", f"{url} is not an http or https address.")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    with well_formed(url):
        wire = str(httpx.URL(urlunsplit(parts._replace(netloc=netloc, fragment=""))))
    return Target(wire, f"{parts.scheme}://{netloc}", host, port)


def joined(url: str, location: str) -> str:
    """Where a redirect leads. Raises FetchError ``bad_address``."""
    with well_formed(location):
        return urljoin(url, location)


def vetted(target: Target, deadline: float) -> tuple[Address, ...]:
    """The addresses to connect to: looked up once, and every candidate public or explicitly allowed.

    Raises FetchError ``dns``, ``timeout`` or ``blocked_address``. Waits no longer than a connection may take.
    """
    found = _looked_up(target, deadline)
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    addresses = tuple(ipaddress.ip_address(text) for text in texts)
    for address in addresses:
        if not is_allowed(address):
            message = f"{target.host} leads to {address}, which is not a public address."
            raise failed("blocked_address", message)
    return addresses


def _looked_up(target: Target, deadline: float) -> list[Any]:
    """getaddrinfo knows no time limit, so it runs in a thread, which ends when the resolver gives up."""
    answers: SimpleQueue[list[Any] | Exception] = SimpleQueue()
    threading.Thread(target=_look_up, args=[target, answers], daemon=True).start()
    longest, remaining = settings.FETCH_CONNECT_SECONDS, max(0.0, deadline - time.monotonic())
    try:
        found = answers.get(timeout=min(longest, remaining))
    except Empty:
        if remaining < longest:
            message = f"{target.url}: the total time was over while {target.host} was looked up."
            raise failed("timeout", message) from None
        raise failed("dns", f"{target.host} could not be looked up in time.") from None
    if isinstance(found, OSError):
        raise failed("dns", f"{target.host} could not be looked up: {found}.") from found
    with well_formed(target.url):
        if isinstance(found, Exception):
            raise found
    return found


def _look_up(target: Target, answers: "SimpleQueue[list[Any] | Exception]") -> None:
    try:
        answers.put(list(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)))
    except Exception as error:  # whatever it is, the one who waits must hear of it
        answers.put(error)


def is_allowed(address: Address) -> bool:
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
