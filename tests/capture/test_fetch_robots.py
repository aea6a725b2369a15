"""robots.txt: what a publisher asks programs to leave alone is left alone, and only that."""

import gzip

import pytest

from commitments import fetching
from commitments.errors import FetchError
from commitments.fetching import robots, turns


@pytest.fixture
def says(site, page):
    """``says("User-agent: *", "Disallow: /x")`` is the site's robots.txt; every other page is there."""

    def says(*lines: str, status: int = 200, **headers: str) -> None:
        site.pages["/robots.txt"] = page("\n".join(lines).encode(), status, headers)

    for path in ("/open", "/shut/policy", "/shut/open"):
        site.pages[path] = page(b"policy")
    return says


def failure(url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url)
    return caught.value


def asked(site) -> list[str]:
    return [path for path, _ in site.requests]


def test_what_is_disallowed_is_not_fetched(site, says):
    says("User-agent: *", "Disallow: /shut/")
    error = failure(site.url("/shut/policy"))
    assert (error.code, error.permanent, error.http_status) == ("robots", True, None)
    assert asked(site) == ["/robots.txt"]
    assert fetching.fetch(site.url("/open")).body == b"policy"


@pytest.mark.parametrize(
    "lines",
    [
        ("User-agent: *", "Disallow: /shut/", "Allow: /shut/open"),  # the longest match decides
        ("User-agent: *", "Disallow: /*policy$"),
        ("User-agent: *", "Disallow: /", "", "User-agent: rsp-commitment-tracker", "Disallow:"),
        ("User-agent: otherbot", "Disallow: /"),
        ("Disallow: /",),  # of nobody
        ("<!doctype html>", "<title>Not found</title>"),
        ("\x00\x01\x02", "Disallow"),
        (),
    ],
)
def test_what_is_allowed_is_fetched(site, says, lines):
    says(*lines)
    assert fetching.fetch(site.url("/shut/open")).body == b"policy"


def test_a_group_of_our_own_counts_instead_of_everybodys(site, says):
    says("User-agent: *", "Allow: /", "", "User-agent: RSP-commitment-tracker", "Disallow: /open")
    assert failure(site.url("/open")).code == "robots"


def test_a_source_may_be_exempt(site, says):
    says("User-agent: *", "Disallow: /")
    assert fetching.fetch(site.url("/open"), respects_robots=False).body == b"policy"
    assert asked(site) == ["/open"]


def test_it_is_read_once_a_day(site, says):
    says("User-agent: *", "Disallow: /shut/")
    fetching.fetch(site.url("/open"))
    fetching.fetch(site.url("/open"))
    assert failure(site.url("/shut/policy")).code == "robots"
    assert asked(site) == ["/robots.txt", "/open", "/open"]


@pytest.mark.parametrize("status", [300, 304, 400, 401, 403, 404, 410])
def test_where_there_is_none_all_is_allowed(site, says, status):
    says("User-agent: *", "Disallow: /", status=status)
    assert fetching.fetch(site.url("/open")).body == b"policy"
    fetching.fetch(site.url("/open"))
    assert asked(site).count("/robots.txt") == 1  # that is remembered too


@pytest.mark.parametrize("status", [429, 500, 503])
def test_where_it_cannot_be_known_nothing_is_fetched_for_now(site, says, status):
    says(status=status, **{"Retry-After": "60"})
    error = failure(site.url("/open"))
    assert (error.code, error.permanent, error.http_status) == ("robots_unreachable", False, status)
    assert error.retry_after == (None if status == 500 else 60)
    assert asked(site) == ["/robots.txt"]


def test_a_failure_is_not_remembered(site, says):
    says(status=500)
    failure(site.url("/open"))
    says("User-agent: *", "Allow: /")
    assert fetching.fetch(site.url("/open")).body == b"policy"


def test_a_site_that_is_down_is_called_down(drip, settings):
    settings.FETCH_TOTAL_SECONDS = 0.15
    assert failure(drip(b"", b"HTTP/1.1 200 OK")).code == "timeout"


def test_it_may_lie_elsewhere(site, page, says):
    site.pages["/robots.txt"] = page(status=301, headers={"Location": "/real-robots.txt"})
    site.pages["/real-robots.txt"] = page(b"User-agent: *\nDisallow: /open")
    assert failure(site.url("/open")).code == "robots"


@pytest.mark.parametrize("location", ["/robots.txt", "http://10.0.0.1/robots.txt", "ftp://x/"])
def test_one_that_leads_nowhere_is_none(site, page, says, location):
    site.pages["/robots.txt"] = page(status=301, headers={"Location": location})
    assert fetching.fetch(site.url("/open")).body == b"policy"


def test_a_redirect_does_not_lead_past_it(site, page, says):
    says("User-agent: *", "Disallow: /shut/")
    site.pages["/open"] = page(status=302, headers={"Location": "/shut/policy"})
    assert failure(site.url("/open")).code == "robots"


def test_only_the_beginning_of_a_huge_one_is_read(site, page, says):
    body = b"User-agent: *\nDisallow: /shut/\n" + b"# padding\n" * 100_000 + b"Disallow: /open\n"
    packed = {"Content-Encoding": "gzip", "Content-Type": "text/plain"}
    site.pages["/robots.txt"] = page(gzip.compress(body), headers=packed)
    assert fetching.fetch(site.url("/open")).body == b"policy"
    assert failure(site.url("/shut/policy")).code == "robots"


def test_a_byte_order_mark_is_no_rule(site, page, says):
    site.pages["/robots.txt"] = page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /open")
    assert failure(site.url("/open")).code == "robots"


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("10", 10), ("0.5", 2), ("86400", 60), ("nan", 2), ("-1", 2), ("soon", 2)],
)
def test_its_delay_holds_between_visits(site, says, settings, monkeypatch, line, seconds):
    settings.FETCH_HOST_SECONDS = 2.0
    settings.FETCH_PATIENCE_SECONDS = 0.0
    monkeypatch.setattr(turns.time, "sleep", lambda seconds: None)
    says("User-agent: *", f"Crawl-delay: {line}")
    fetching.fetch(site.url("/open"))
    assert failure(site.url("/open")).retry_after == pytest.approx(seconds, abs=1)


def test_without_redis_nothing_is_remembered_and_nothing_breaks(settings, tmp_path):
    place = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/gone.sock"}
    settings.CACHES = {"default": place}
    robots.remember("https://policy.example", "User-agent: *")
    assert robots.remembered("https://policy.example") is None


def test_wildcards_take_no_time():
    rules = robots.rules_of("User-agent: *\nDisallow: /" + "*a" * 200 + "b\n")
    assert rules.allow("https://policy.example/" + "a" * 1900)
