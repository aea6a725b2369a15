"""A source, series of what an archive saw of it, and a web server of the test's own on loopback."""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commitments.backfill.captures import Entry
from commitments.backfill.running import run
from commitments.models import Source
from tests.backfill.builders import START, drafts, seen


@pytest.fixture
def source(rsp) -> Source:
    return Source.objects.create(policy=rsp, kind="document", url="https://lab.example/policy")


@pytest.fixture
def series(source) -> Callable[..., list[Entry]]:
    """``series("ABA")``: the texts as an archive saw them, ten days apart unless told otherwise."""

    def make(texts: Iterable[str], days: float = 10, start: datetime = START) -> list[Entry]:
        return [seen(source, text, start + n * timedelta(days)) for n, text in enumerate(texts)]

    return make


@pytest.fixture
def backfilled(series) -> Callable[..., list[tuple[str, str]]]:
    """``backfilled("ABA")``: a run over such a series; answers with the drafts that stand."""

    def fill(texts: Iterable[str], days: float = 10) -> list[tuple[str, str]]:
        run(series(texts, days))
        return drafts()

    return fill


Answer = tuple[int, dict[str, str], bytes]


class Site:
    """``site.answers[path]`` is (status, headers, body) or a function of the path that gives them."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[str], Answer]] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def answer(self, path: str) -> Answer:
        found = self.answers.get(path) or self.answers.get(path.partition("?")[0], (404, {}, b""))
        return found(path) if callable(found) else found

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/robots.txt":
                    site.asked.append(self.path)
                status, headers, body = site.answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

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
