"""Example Lab's web server: a few pages on loopback that change when the story says so."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).parent / "documents"
TYPES = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}


class Publisher:
    """Serves ``documents/``, each under its name."""

    def __init__(self) -> None:
        self._pages = {f"/{path.name}": path.read_bytes() for path in DOCUMENTS.iterdir()}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def rewrite(self, path: str, old: str, new: str) -> None:
        """Say ``new`` where a page said ``old``, from now on."""
        page = self._pages[path]
        assert old.encode() in page, f"{path} does not say {old!r}"  # noqa: S101  our own story
        self._pages[path] = page.replace(old.encode(), new.encode())

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pages = self._pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = pages.get(self.path)
                kind = TYPES[Path(self.path).suffix] if body else "text/plain"
                self.send_response(200 if body else 404)
                body = body or b"There is no such page."
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """The story tells what happens."""

        return Handler
