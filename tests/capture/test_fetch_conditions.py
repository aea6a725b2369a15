"""Conditional requests: "unchanged" costs no body, and is believed only of what we have."""

import pytest

from commitments import fetching
from commitments.errors import FetchError

OURS, OTHER = '"v1"', '"v2"'
DAY, LATER = "Tue, 14 May 2024 10:00:00 GMT", "Wed, 15 May 2024 10:00:00 GMT"


@pytest.fixture
def unchanged(site, page):
    """``unchanged(...)`` makes /a answer 304 to a condition, with these headers."""

    def answer(**headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        site.pages["/a"] = page(status=304, headers=named)

    return answer


def test_a_document_that_has_not_changed_comes_without_a_body(site, unchanged):
    unchanged(ETag=OURS)
    fetched = fetching.fetch(site.url("/a"), etag=OURS)
    assert (fetched.is_unchanged, fetched.body, fetched.http_status) == (True, b"", 304)
    assert fetched.headers["etag"] == OURS
    assert site.requests[0][1]["If-None-Match"] == OURS


def test_a_document_that_has_changed_comes_whole(site, page):
    site.pages["/a"] = page(b"new", headers={"ETag": OTHER})
    fetched = fetching.fetch(site.url("/a"), etag=OURS)
    assert (fetched.is_unchanged, fetched.body) == (False, b"new")


def test_a_date_is_sent_where_there_is_no_tag(site, unchanged):
    unchanged(Last_Modified=DAY)
    assert fetching.fetch(site.url("/a"), last_modified=DAY).is_unchanged
    assert site.requests[0][1]["If-Modified-Since"] == DAY


def test_a_tag_makes_the_date_superfluous(site, page):
    """A restored old file is older than what we have; by its date alone it would be "not modified"."""
    site.pages["/a"] = page(b"x")
    fetching.fetch(site.url("/a"), etag=OURS, last_modified=DAY)
    assert "If-Modified-Since" not in site.requests[0][1]


def test_nothing_is_asked_without_a_condition(site, page):
    site.pages["/a"] = page(b"x")
    fetching.fetch(site.url("/a"))
    assert not {"If-None-Match", "If-Modified-Since"} & set(site.requests[0][1])


@pytest.mark.parametrize(
    "etag", ['"a\r\nX: y"', "unquoted", '"\u00e4"', '"' + "a" * 600 + '"', "\0"]
)
def test_a_tag_that_is_none_is_not_sent(site, page, etag):
    site.pages["/a"] = page(b"x")
    assert fetching.fetch(site.url("/a"), etag=etag, last_modified="ye\nsterday").body == b"x"
    assert not {"If-None-Match", "If-Modified-Since", "X"} & set(site.requests[0][1])


def test_unchanged_without_a_condition_is_a_failure(site, unchanged):
    unchanged(ETag=OURS)
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/a"))
    error = caught.value
    assert (error.code, error.permanent, error.http_status) == ("http_3xx", False, 304)


@pytest.mark.parametrize(
    ("known", "answered"),
    [({"etag": OURS}, {"ETag": OTHER}), ({"last_modified": DAY}, {"Last-Modified": LATER})],
)
def test_unchanged_is_not_believed_of_another_edition(site, page, known, answered):
    """A server that answers a condition with a 304 about another edition, which it gives when asked plainly."""
    denied, whole = page(status=304, headers=answered), page(b"the other edition", headers=answered)
    conditions = {"If-None-Match", "If-Modified-Since"}
    site.pages["/a"] = lambda path: denied if conditions & set(site.requests[-1][1]) else whole
    fetched = fetching.fetch(site.url("/a"), **known, respects_robots=False)
    assert (fetched.is_unchanged, fetched.body) == (False, b"the other edition")
    assert len(site.requests) == 2


def test_a_weak_tag_is_the_same_edition(site, unchanged):
    unchanged(ETag=f"W/{OURS}")
    assert fetching.fetch(site.url("/a"), etag=OURS).is_unchanged


def test_a_condition_is_not_sent_on_to_where_a_redirect_leads(site, page):
    """The address may lead to another document today, and its tag or date mean something else there."""
    site.pages["/latest"] = page(status=302, headers={"Location": "/v3"})
    site.pages["/v3"] = page(b"third")
    fetching.fetch(site.url("/latest"), etag=OURS)
    (_, first), (_, second) = site.requests
    assert first["If-None-Match"] == OURS
    assert "If-None-Match" not in second


def test_a_condition_holds_where_it_was_given(site, page):
    site.pages["/latest"] = page(status=302, headers={"Location": "/v3"})
    site.pages["/v3"] = page(status=304, headers={"ETag": OURS})
    fetched = fetching.fetch(site.url("/latest"), etag=OURS, seen_at=site.url("/v3"))
    assert fetched.is_unchanged
    assert "If-None-Match" not in site.requests[0][1]
