"""A web server of the test's own on loopback, whose pages change when told to."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/plain"})


class Site:
    """``site.pages["/x"] = Page(...)``; ``site.requests`` holds the (path, headers) that came in.

    A robots.txt is asked for on the way; that is of no interest where the site has none.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/robots.txt" or self.path in site.pages:
                    site.requests.append((self.path, dict(self.headers)))
                page = site.pages.get(self.path, Page(b"", 404))
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def site(settings) -> Iterator[Site]:
    site = Site()
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    yield site
    site.server.shutdown()
    site.server.server_close()


class Dripper:
    """Says ``start`` at once, then one byte of ``rest`` every 20 ms until nobody listens."""

    def __init__(self, start: bytes, rest: bytes) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.thread = threading.Thread(target=self._serve, args=[start, rest], daemon=True)
        self.thread.start()

    def _serve(self, start: bytes, rest: bytes) -> None:
        connection, _ = self.listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(start)
            for number in range(len(rest)):
                time.sleep(0.02)
                connection.sendall(rest[number : number + 1])

    def stop(self) -> None:
        self.listener.close()
        self.thread.join(2)


@pytest.fixture
def drip(settings) -> Iterator[Callable[[bytes, bytes], str]]:
    """``drip(start, rest)`` is the URL of a server that never quite finishes."""
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    drippers: list[Dripper] = []

    def start(start: bytes, rest: bytes) -> str:
        drippers.append(Dripper(start, rest))
        return drippers[-1].url

    yield start
    for dripper in drippers:
        dripper.stop()


@pytest.fixture
def page() -> type[Page]:
    return Page
