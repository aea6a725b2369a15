"""fetching.fetch: bytes within limits from public addresses, or an error that says why and whether to retry."""

import gzip
import ipaddress
import socket
import time
import tracemalloc

import pytest

from commitments import fetching
from commitments.errors import FetchError
from commitments.fetching.addresses import is_allowed


def failure(url: str, **how) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url, **how)
    return caught.value


def test_it_returns_the_untouched_bytes_and_where_they_came_from(site, page):
    site.pages["/a"] = page(
        b"\x00\xffwords", headers={"Content-Type": "application/x", "ETag": '"7"'}
    )
    fetched = fetching.fetch(site.url("/a"))
    assert fetched.body == b"\x00\xffwords"
    assert fetched.media_type == "application/x"
    assert fetched.headers["etag"] == '"7"'
    assert fetched.final_url == site.url("/a")


def test_it_says_who_is_asking(site, page, settings):
    site.pages["/a"] = page(b"x")
    fetching.fetch(site.url("/a"))
    ((_, headers),) = site.requests
    assert headers["User-Agent"] == settings.FETCH_USER_AGENT
    assert headers["Host"] == f"127.0.0.1:{site.server.server_port}"


def test_it_follows_redirects_to_the_end(site, page):
    site.pages["/old"] = page(status=301, headers={"Location": "/new"})
    site.pages["/new"] = page(b"here")
    assert fetching.fetch(site.url("/old")).final_url == site.url("/new")


def test_it_gives_up_on_a_circle_of_redirects(site, page):
    site.pages["/round"] = page(status=302, headers={"Location": "/round"})
    error = failure(site.url("/round"))
    assert (error.code, error.permanent) == ("too_many_redirects", True)
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (404, "http_4xx", True),
        (403, "http_4xx", True),
        (429, "http_4xx", False),
        (503, "http_5xx", False),
    ],
)
def test_an_http_error_says_whether_to_try_again(site, page, status, code, permanent):
    site.pages["/a"] = page(status=status)
    error = failure(site.url("/a"))
    assert (error.code, error.permanent, error.http_status) == (code, permanent, status)


def test_a_body_over_the_limit_is_cut_off(site, page, settings):
    settings.FETCH_MAX_BYTES = 1000
    site.pages["/big"] = page(b"x" * 1001)
    assert failure(site.url("/big")).code == "too_large"


@pytest.mark.parametrize(
    ("start", "rest"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x" * 1000),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x" * 1000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40),
    ],
    ids=["headers", "body", "interim answers"],
)
def test_the_total_time_holds_for_a_server_that_drips(drip, settings, start, rest):
    """Every single read is quick; only their sum, twenty seconds, is not."""
    settings.FETCH_TOTAL_SECONDS = 0.15
    began = time.monotonic()
    error = failure(drip(start, rest), respects_robots=False)
    assert (error.code, error.permanent) == ("timeout", False)
    assert time.monotonic() - began < 10


def test_the_total_time_holds_over_redirects(drip, settings):
    """Each address gets what those before it have left of the time: for one alone it would do."""
    settings.FETCH_TOTAL_SECONDS = 0.5
    url = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", b"x" * 12)
    for _ in range(3):
        url = drip(f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n".encode(), b"X: 12345\r\n\r\n")
    assert failure(url, respects_robots=False).code == "timeout"


def test_the_total_time_holds_while_the_secure_connection_is_made(drip, settings):
    settings.FETCH_TOTAL_SECONDS = 0.15
    # A TLS record that announces 4 KB, and comes a byte at a time.
    url = drip(b"\x16\x03\x03\x10\x00", b"\x02" * 1000).replace("http:", "https:")
    began = time.monotonic()
    assert failure(url, respects_robots=False).code == "timeout"
    assert time.monotonic() - began < 10


def test_a_failed_handshake_is_tls(site):
    error = failure(site.url("/a").replace("http:", "https:"))
    assert (error.code, error.permanent) == ("tls", False)


def packed(body: bytes, encoding: str = "gzip") -> dict:
    headers = {"Content-Type": "text/plain", "Content-Encoding": encoding}
    return {"body": body, "headers": headers}


def test_it_asks_for_gzip_and_nothing_else(site, page):
    site.pages["/a"] = page(b"x")
    fetching.fetch(site.url("/a"))
    assert site.requests[0][1]["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_gzip_is_undone(site, page, encoding):
    text = b"".join(b"commitment %d\n" % number for number in range(50_000))
    site.pages["/a"] = page(**packed(gzip.compress(text), encoding))
    assert fetching.fetch(site.url("/a")).body == text


def test_gzip_in_several_members_is_undone_whole(site, page):
    site.pages["/a"] = page(**packed(gzip.compress(b"first, ") + gzip.compress(b"second")))
    assert fetching.fetch(site.url("/a")).body == b"first, second"


def test_a_body_as_large_as_the_limit_is_kept(site, page, settings):
    settings.FETCH_MAX_BYTES = settings.FETCH_MAX_UNPACKED_BYTES = 300_000
    site.pages["/plain"] = page(b"x" * 300_000)
    site.pages["/packed"] = page(**packed(gzip.compress(b"x" * 300_000)))
    site.pages["/packed-more"] = page(**packed(gzip.compress(b"x" * 300_001)))
    assert len(fetching.fetch(site.url("/plain")).body) == 300_000
    assert len(fetching.fetch(site.url("/packed")).body) == 300_000
    assert failure(site.url("/packed-more")).code == "too_large"


def test_a_decompression_bomb_is_not_unpacked(site, page, settings):
    settings.FETCH_MAX_UNPACKED_BYTES = 1_000_000
    site.pages["/bomb"] = page(**packed(gzip.compress(bytes(50_000_000))))
    tracemalloc.start()
    try:
        error = failure(site.url("/bomb"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (error.code, error.permanent) == ("too_large", True)
    assert peak < 10_000_000


def test_gzip_that_unpacks_to_nothing_is_limited_too(site, page, settings):
    settings.FETCH_MAX_BYTES = 10_000
    site.pages["/a"] = page(**packed(gzip.compress(b"") * 1000))
    assert failure(site.url("/a")).code == "too_large"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "identity, gzip", "br", "deflate", "zstd"])
def test_an_encoding_nobody_asked_for_is_refused(site, page, encoding):
    site.pages["/a"] = page(**packed(gzip.compress(gzip.compress(b"x")), encoding))
    error = failure(site.url("/a"))
    assert (error.code, error.permanent) == ("bad_encoding", True)


@pytest.mark.parametrize("kept", [0, 5, 30, -8, -1])
def test_truncated_gzip_is_not_taken_for_the_whole(site, page, kept):
    site.pages["/a"] = page(**packed(gzip.compress(b"We will not train it. " * 50)[:kept]))
    error = failure(site.url("/a"))
    assert (error.code, error.permanent) == ("truncated", False)


def test_damaged_gzip_is_an_error(site, page):
    site.pages["/a"] = page(**packed(b"this is not gzip"))
    assert failure(site.url("/a")).code == "bad_encoding"


def test_a_refused_connection_is_temporary(settings):
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening
        error = failure(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (error.code, error.permanent) == ("connect", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.0.1/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url):
    error = failure(url)
    assert (error.code, error.permanent) == ("blocked_address", True)


def test_a_redirect_to_a_private_address_is_refused(site, page):
    site.pages["/a"] = page(status=302, headers={"Location": "http://10.0.0.1/"})
    assert failure(site.url("/a")).code == "blocked_address"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "nonsense"]
)
def test_only_the_web_is_fetched(url):
    assert failure(url).code == "wrong_scheme"


def test_the_name_is_looked_up_once_and_the_connection_goes_to_that_address(
    site, page, monkeypatch
):
    """A name that answers differently the second time cannot lead the connection elsewhere."""
    site.pages["/a"] = page(b"pinned")
    real, asked = socket.getaddrinfo, []

    def look_up(host, *args, **kwargs):
        if host != "policy.example":  # a connection to an address asks what family it is of
            return real(host, *args, **kwargs)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = site.url("/a").replace("127.0.0.1", "policy.example")
    assert fetching.fetch(url).body == b"pinned"
    assert len(asked) == 1
    assert site.requests[0][1]["Host"].startswith("policy.example:")


BAD_ADDRESSES = [
    "http://[bad/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:port/",
    "http://\u2488com.\u0378/",  # characters no name may have
    "http://" + "a" * 64 + "\u00e4.example/",
    "http://127.0.0.1/" + "a" * 2000,
    "http://127.0.0.1/\x01",
]


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_a_malformed_address_is_an_error_not_a_crash(settings, url):
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    error = failure(url)
    assert (error.code, error.permanent) == ("bad_address", True)
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://[bad/", "bad_address"),
        ("//[bad", "bad_address"),
        ("javascript:alert(1)", "wrong_scheme"),
        ("file:///etc/passwd", "wrong_scheme"),
        ("http://:80/", "wrong_scheme"),
        ("/" + "a" * 2000, "bad_address"),
    ],
)
def test_a_redirect_to_a_malformed_address_is_an_error_too(site, page, location, code):
    site.pages["/a"] = page(status=302, headers={"Location": location})
    error = failure(site.url("/a"))
    assert (error.code, error.permanent) == (code, True)


def test_a_name_outside_ascii_is_asked_for_as_the_wire_wants_it(site, page, monkeypatch):
    site.pages["/a"] = page(b"x")
    real, asked = socket.getaddrinfo, []

    def look_up(host, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = site.url("/a").replace("127.0.0.1", "Stra\u00dfe.example")
    assert fetching.fetch(url).final_url == url
    assert asked[0] == "xn--strae-oqa.example"
    assert site.requests[0][1]["Host"] == f"xn--strae-oqa.example:{site.server.server_port}"


def test_credentials_in_the_address_are_not_sent(site, page):
    site.pages["/a"] = page(b"x")
    fetching.fetch(site.url("/a").replace("//", "//me:secret@"))
    ((_, headers),) = site.requests
    assert "secret" not in str(headers)
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",  # IPv4-compatible
        "::ffff:10.0.0.1",  # mapped
        "::ffff:0:127.0.0.1",  # SIIT
        "64:ff9b::10.0.0.1",  # NAT64
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "2002:a9fe:a9fe::1",  # 6to4 of 169.254.169.254
        "2002:c058:6301::",  # 6to4 of the relay 192.88.99.1
        "2001:0:808:808::f7f7:f7f7",  # Teredo
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_no_disguise_makes_an_address_public(address):
    assert not fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "2606:2800:220:1::1",
        "2a00:1450:4001:81b::200e",
        "::ffff:93.184.216.34",
        "64:ff9b::93.184.216.34",  # what a DNS64 network answers for an IPv4-only site
        "2002:5db8:d822::1",
    ],
)
def test_ordinary_addresses_are_public(address):
    assert fetching.is_public(ipaddress.ip_address(address))


def test_what_is_allowed_by_name_is_allowed_in_disguise_too(settings):
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    for address in ("127.0.0.1", "::ffff:127.0.0.1", "::1"):
        assert is_allowed(ipaddress.ip_address(address))
    assert not is_allowed(ipaddress.ip_address("10.0.0.1"))
