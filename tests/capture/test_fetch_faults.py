"""Servers that misbehave, each a real one on a socket: what they do is a named failure, and soon over."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from commitments import fetching
from commitments.errors import FetchError


class RawServer:
    """Answers each connection with the given bytes, whatever is asked; then hangs up, or resets."""

    def __init__(self, answer: bytes, *, resets: bool = False) -> None:
        self.answer, self.resets = answer, resets
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, contextlib.suppress(OSError):
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(self.answer)
        if self.resets:
            time.sleep(0.05)  # what was sent is read first; a reset may overtake it
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stop(self) -> None:
        with contextlib.suppress(
            OSError
        ):  # where a listener cannot be shut down, closing wakes the thread
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(2)


@pytest.fixture
def says(settings) -> Iterator[Callable]:
    """``says(bytes)`` is the URL of a server that answers everything so."""
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    servers: list[RawServer] = []

    def start(answer: bytes, **how: bool) -> str:
        servers.append(RawServer(answer, **how))
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


def fetched(url: str) -> fetching.Fetched:
    return fetching.fetch(url, respects_robots=False)


def failure(url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetched(url)
    return caught.value


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def test_a_body_shorter_than_announced_is_truncated(says):
    error = failure(says(OK + b"Content-Length: 100\r\n\r\nhalf of it"))
    assert (error.code, error.permanent) == ("truncated", False)


def test_a_body_longer_than_announced_ends_where_it_was_announced_to(says):
    assert fetched(says(OK + b"Content-Length: 4\r\n\r\nall and more")).body == b"all "


def test_a_connection_reset_in_the_body_is_truncated(says):
    error = failure(says(OK + b"Content-Length: 100\r\n\r\nhalf of it", resets=True))
    assert (error.code, error.permanent) == ("truncated", False)


def test_a_chunked_body_without_its_end_is_truncated(says):
    error = failure(says(OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"))
    assert (error.code, error.permanent) == ("truncated", False)


def test_a_connection_reset_before_the_answer_is_no_connection(says):
    error = failure(says(b"", resets=True))
    assert (error.code, error.permanent) == ("connect", False)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nA\0B: c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
    ],
    ids=["nothing", "mail", "NUL in a header", "length", "status", "TLS alert"],
)
def test_what_is_not_http_is_no_connection(says, answer):
    error = failure(says(answer))
    assert (error.code, error.permanent) == ("connect", False)


@pytest.mark.parametrize(
    "headers",
    [
        b"X: " + b"a" * 70_000,
        b"X: " + b"a" * 300_000,
        b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(900)) + b"Y: z",
        b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(9000)) + b"Y: z",
    ],
    ids=["one of 70 kB", "one of 300 kB", "900", "9000"],
)
def test_huge_headers_are_too_large(says, headers):
    error = failure(says(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\nbody"))
    assert (error.code, error.permanent) == ("too_large", True)


def test_headers_within_the_limit_are_no_failure(says):
    assert fetched(says(OK + b"X: " + b"a" * 60_000 + b"\r\n\r\nbody")).body == b"body"


@pytest.mark.parametrize(
    "content_type",
    [
        b"text/html; charset=no-such-thing",
        b"text/html; charset=\xff\xfe",
        b"text/html; charset=" + b"u" * 5000,
        b";;;=;",
        b"",
    ],
)
def test_a_content_type_that_makes_no_sense_does_no_harm(says, content_type):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type + b"\r\n\r\n<p>\xe4 policy</p>"
    found = fetched(says(answer))
    assert found.body == b"<p>\xe4 policy</p>"
    assert len(found.media_type) <= 200
    assert "\0" not in found.media_type


def test_without_a_reason_the_status_alone_is_told(says):
    error = failure(says(b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"))
    assert (error.code, str(error).endswith(" answered 404.")) == ("http_4xx", True)


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (204, "http_2xx", False),
        (206, "http_2xx", False),
        (300, "http_3xx", False),
        (301, "http_3xx", False),
        (304, "http_3xx", False),
        (401, "http_4xx", True),
        (404, "http_4xx", True),
        (408, "http_4xx", False),
        (410, "http_4xx", True),
        (425, "http_4xx", False),
        (429, "http_4xx", False),
        (451, "http_4xx", True),
        (500, "http_5xx", False),
        (503, "http_5xx", False),
        (599, "http_5xx", False),
        (999, "http_5xx", False),
    ],
)
def test_every_status_but_200_is_a_failure(says, status, code, permanent):
    error = failure(says(b"HTTP/1.1 %d Said\r\nContent-Length: 0\r\n\r\n" % status))
    assert (error.code, error.permanent, error.http_status) == (code, permanent, status)


def test_an_error_page_that_breaks_off_is_still_the_error(says):
    assert failure(says(b"HTTP/1.1 403 No\r\nContent-Length: 99\r\n\r\nx")).code == "http_4xx"


def test_an_error_page_may_be_a_test_for_bots(says):
    page = b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n"
    for answer in (head + b"\r\n" + page, head + b"cf-mitigated: challenge\r\n\r\n"):
        error = failure(says(answer))
        assert (error.code, error.permanent, error.http_status) == ("bot_challenge", True, 403)


def test_a_redirect_to_a_private_address_is_refused(says):
    url = says(b"HTTP/1.1 302 Found\r\nLocation: http://192.168.1.1/\r\nContent-Length: 0\r\n\r\n")
    assert failure(url).code == "blocked_address"


# --- names --------------------------------------------------------------------------------------------------


@pytest.fixture
def resolver(monkeypatch) -> Callable:
    """``resolver(name=[addresses])``: what names lead to; asking for others crashes."""
    real = socket.getaddrinfo

    def resolve(names: dict[str, list[str]]) -> None:
        def look_up(host, port, *args, **kwargs):
            found = names.get(host, [host])
            return [entry for one in found for entry in real(one, port, *args, **kwargs)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return resolve


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["::ffff:169.254.169.254"]],
)
def test_a_name_that_leads_inside_is_refused(resolver, addresses):
    resolver({"policy.example": addresses})
    error = failure("http://policy.example/")
    assert (error.code, error.permanent) == ("blocked_address", True)


def test_a_second_address_is_tried_where_the_first_does_not_answer(says, resolver, settings):
    url = says(OK + b"\r\nhere")
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    resolver({"policy.example": ["::1", "127.0.0.1"]})  # nobody listens at the first
    found = fetched(url.replace("127.0.0.1", "policy.example"))
    assert (found.body, found.address) == (b"here", "127.0.0.1")


def test_a_name_that_is_unknown_is_dns(monkeypatch):
    def look_up(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = failure("http://policy.example/")
    assert (error.code, error.permanent) == ("dns", False)


@pytest.mark.parametrize(
    ("limit", "code"), [("FETCH_CONNECT_SECONDS", "dns"), ("FETCH_TOTAL_SECONDS", "timeout")]
)
def test_a_look_up_that_hangs_ends_with_the_time_limit(monkeypatch, settings, limit, code):
    """It is the name server's fault unless what went before has left it no time."""
    setattr(settings, limit, 0.1)
    hanging = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: hanging.wait(30) and [])
    began = time.monotonic()
    error = failure("http://policy.example/")
    hanging.set()
    assert (error.code, error.permanent) == (code, False)
    assert time.monotonic() - began < 20


def test_a_fault_in_the_look_up_is_a_fault(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fetched("http://policy.example/")
