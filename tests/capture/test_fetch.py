"""fetching.fetch: bytes within limits from public addresses, or an error that says why and whether to retry."""

import socket

import pytest

from commitments import fetching
from commitments.errors import FetchError


def failure(url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url)
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
        asked.append(host)
        return real("127.0.0.1" if asked.count(host) == 1 else "10.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = site.url("/a").replace("127.0.0.1", "policy.example")
    assert fetching.fetch(url).body == b"pinned"
    assert asked.count("policy.example") == 1
    assert site.requests[0][1]["Host"].startswith("policy.example:")
