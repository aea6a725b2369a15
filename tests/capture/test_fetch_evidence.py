"""What is kept of an answer beside its bytes: who gave it, by which way, and what it said of itself."""

import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from commitments import fetching
from commitments.errors import FetchError
from commitments.fetching import transport
from commitments.fetching.fetched import kept_headers

# Made for these tests, for policy.example and 127.0.0.1; nothing trusts it but they.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBWs7OB5AJPEXpOvj
WpkUTTh/A20BQnzPYkHuPNWzeYOhRANCAAQVYI2dO7g90u0S+ypPaWpKuZF98vEZ
yLfdhOvMPs21H2+HRmXOQRBUR6hHYDQZ+SJMupZkJV7BN7GY76wfCAyl
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBqzCCAVCgAwIBAgIUJEB3TzTS1IsFLlvEswSU2yUX9towCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOcG9saWN5LmV4YW1wbGUwIBcNMjYxMTIzMTUwMTIwWhgPMjEy
NjEwMzAxNTAxMjBaMBkxFzAVBgNVBAMMDnBvbGljeS5leGFtcGxlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEFWCNnTu4PdLtEvsqT2lqSrmRffLxGci33YTrzD7N
tR9vh0ZlzkEQVEeoR2A0GfkiTLqWZCVewTexmO+sHwgMpaN0MHIwHQYDVR0OBBYE
FGhFbzRRNY4IsiD+KiGmqXPP3/13MB8GA1UdIwQYMBaAFGhFbzRRNY4IsiD+KiGm
qXPP3/13MA8GA1UdEwEB/wQFMAMBAf8wHwYDVR0RBBgwFoIOcG9saWN5LmV4YW1w
bGWHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIhALY/kiGbzNVVQw36MRqazwvb9O8L
/r+E6RoebR3QXb3BAiEA50+6zpaZcscqqI4XP3JPUiarxnASyqn843tN3+pOQxw=
-----END CERTIFICATE-----
"""


def test_the_time_and_the_status_are_kept(site, page):
    site.pages["/a"] = page(b"x")
    fetched = fetching.fetch(site.url("/a"))
    assert datetime.now(UTC) - fetched.fetched_at < timedelta(minutes=1)
    assert (fetched.http_status, fetched.is_unchanged) == (200, False)


def test_the_address_that_answered_is_kept(site, page):
    site.pages["/a"] = page(b"x")
    fetched = fetching.fetch(site.url("/a").replace("127.0.0.1", "localhost"))
    assert fetched.address == "127.0.0.1"
    assert fetched.certificate_sha256 == ""


def test_every_address_on_the_way_is_kept(site, page):
    site.pages["/1"] = page(status=301, headers={"Location": "/2#part"})
    site.pages["/2"] = page(status=307, headers={"Location": site.url("/3")})
    site.pages["/3"] = page(b"x")
    fetched = fetching.fetch(site.url("/1"))
    assert fetched.redirects == (site.url("/1"), site.url("/2#part"))
    assert fetched.final_url == site.url("/3")
    assert fetching.fetch(site.url("/3")).redirects == ()


def test_the_headers_are_kept_but_no_secret_of_the_visit(site, page):
    site.pages["/a"] = page(b"x", headers={"X-Robots-Tag": "noindex", "Set-Cookie": "id=1"})
    headers = fetching.fetch(site.url("/a")).headers
    assert headers["x-robots-tag"] == "noindex"
    assert headers["server"]
    assert "set-cookie" not in headers


def test_headers_are_cleaned_and_cut():
    found = kept_headers([("X-A", "a\x00b\x85c"), ("X-a", "d"), ("Long", "x" * 5000), ("", "y")])
    assert found == {"x-a": "a b c, d", "long": "x" * 2000}


def test_of_many_headers_those_that_matter_are_kept():
    many = [(f"X-{number}", "1") for number in range(500)]
    found = kept_headers([*many, ("ETag", '"7"'), ("Last-Modified", "today")])
    assert len(found) == 100
    assert found["etag"] == '"7"'
    assert found["last-modified"] == "today"


@pytest.fixture
def secure(settings, tmp_path, monkeypatch) -> Iterator[str]:
    """The URL of a page over TLS, whose certificate only this test trusts."""
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    place = tmp_path / "certificate.pem"
    place.write_text(CERTIFICATE)
    monkeypatch.setattr(transport, "TLS", ssl.create_default_context(cafile=str(place)))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(place)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=[listener, server], daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    thread.join(5)


def serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    plain, _ = listener.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure")
    except OSError:
        plain.close()


def test_the_certificates_fingerprint_is_kept(secure):
    fetched = fetching.fetch(secure, respects_robots=False)
    certificate = ssl.PEM_cert_to_DER_cert(CERTIFICATE[CERTIFICATE.index("-----BEGIN CERT") :])
    assert fetched.body == b"secure"
    assert fetched.certificate_sha256 == hashlib.sha256(certificate).hexdigest()
    assert fetched.address == "127.0.0.1"


def test_the_name_of_a_certificate_is_insisted_on(secure):
    url = secure.replace(
        "127.0.0.1", "localhost"
    )  # the same server under a name it has no certificate for
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url, respects_robots=False)
    assert (caught.value.code, caught.value.permanent) == ("tls", False)
