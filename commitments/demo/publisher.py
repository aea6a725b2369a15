"""Example Lab's web server: a few pages on loopback that change when the story says so."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).parent / "documents"
TYPES = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}


class Publisher:
    """Serves ``documents/``; ``show(path, file)`` puts another file at an address."""

    def __init__(self) -> None:
        self._files = {
            "/policies": "policies.html",
            "/policy-v1.0.html": "policy-v1.0.html",
            "/policy-v2.0.pdf": "policy-v2.0.pdf",
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, path: str, file: str) -> None:
        self._files[path] = file

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        files = self._files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = files.get(self.path)
                self.send_response(200 if name else 404)
                body = (DOCUMENTS / name).read_bytes() if name else b"There is no such page."
                kind = TYPES[Path(name).suffix] if name else "text/plain"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """The story tells what happens."""

        return Handler
