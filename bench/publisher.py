"""A web server of many hosts on loopback, each with one document that may be replaced by another.

Every host is an address of its own, since the tracker visits a host once at a time. Linux answers on all of
127.0.0.0/8; elsewhere the addresses beyond the first must be given to the loopback interface before.
"""

import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NETWORK = "127.0.0.0/8"


class Publisher:
    """``documents[host]`` is what stands at ``url(host)``; ``asked`` counts requests, robots.txt left out."""

    def __init__(self, media_type: str) -> None:
        self.documents: dict[str, bytes] = {}
        self.asked = 0
        self._server = _Server(("0.0.0.0", 0), self._handler(media_type))  # noqa: S104  see _Server
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, host: str) -> str:
        return f"http://{host}:{self._server.server_port}/policy"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, media_type: str) -> type[BaseHTTPRequestHandler]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/policy":
                    self._answer(404, b"")
                    return
                publisher.asked += 1
                body = publisher.documents[self.headers["Host"].partition(":")[0]]
                tag = f'"{sha256(body).hexdigest()}"'
                is_known = self.headers["If-None-Match"] == tag
                self._answer(304 if is_known else 200, b"" if is_known else body, tag)

            def _answer(self, status: int, body: bytes, tag: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                if tag:
                    self.send_header("ETag", tag)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """The figures tell what happened."""

        return Handler


class _Server(ThreadingHTTPServer):
    """Listens at every address, and hears loopback only."""

    request_queue_size = 128

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return str(client_address[0]).startswith("127.")


def hosts(number: int) -> list[str]:
    """So many addresses of loopback."""
    return [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(number)]
