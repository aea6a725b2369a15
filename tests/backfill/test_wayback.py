"""backfill wayback: index and raw captures of a local server that speaks the Wayback Machine's protocol."""

import json
from datetime import UTC, date, datetime
from email.utils import format_datetime
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from commitments.backfill import wayback
from commitments.backfill.running import run
from commitments.errors import FetchError, TrackerError
from commitments.models import Snapshot
from tests.backfill.builders import WORDS, drafts
from tests.sites import Page, Site

JSON = {"Content-Type": "application/json"}
HEAD = list(wayback.COLUMNS)


class WaybackServer:
    """Answers for captures of one address: (14 digits, letter of the text) in the order of time."""

    def __init__(
        self, site: Site, url: str, captures: list[tuple[str, str]], page: int = 100
    ) -> None:
        self.site, self.url, self.page = site, url, page
        self.captures = [(digits, WORDS.get(t, t).encode()) for digits, t in captures]
        self.asked: list[dict[str, str]] = []
        site.pages["/cdx/search/cdx"] = self.index
        for digits, body in self.captures:
            site.pages[f"/web/{digits}id_/{url}"] = Page(body, headers=self._headers(digits))

    def _headers(self, digits: str) -> dict[str, str]:
        stated = format_datetime(wayback.instant(digits), usegmt=True)
        return {"Content-Type": "text/plain", "Memento-Datetime": stated, "ETag": '"archive"'}

    def index(self, path: str) -> Page:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append(asked)
        rows = [
            [digits, self.url, "text/plain", "200", wayback.digest_of(body)]
            for digits, body in self.captures
            if asked.get("from", "") <= digits[:8] <= asked.get("to", "9")
        ]
        start = int(asked.get("resumeKey", 0))
        page = rows[start : start + self.page]
        table = [HEAD, *page] if page else []
        if start + self.page < len(rows):
            table += [[], [str(start + self.page)]]
        return Page(json.dumps(table).encode(), headers=JSON)


@pytest.fixture
def archive(site):
    return wayback.Archive(site.url(), sleep=lambda seconds: None)


DAYS = ["20240101120000", "20240201120000", "20240301120000", "20240401120000"]


def served(site, source, texts: str, page: int = 100) -> WaybackServer:
    return WaybackServer(site, source.url, list(zip(DAYS, texts, strict=False)), page)


def test_captures_become_evidence_with_the_archives_time(site, source, archive):
    served(site, source, "AB")
    run(archive.entries(source))
    assert drafts() == [("captured 2024-01-01", "A"), ("captured 2024-02-01", "B")]
    snapshot = Snapshot.objects.earliest("fetched_at")
    assert snapshot.fetched_at == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert snapshot.recorded_at.year >= 2025
    assert snapshot.final_url == source.url
    told = snapshot.provenance
    assert told["archive_url"] == site.url(f"/web/{DAYS[0]}id_/{source.url}")
    assert (told["digest"], told["digest_agrees"]) == (
        wayback.digest_of(WORDS["A"].encode()),
        True,
    )


def test_only_good_answers_are_asked_for_runs_of_equal_ones_once(site, source, archive):
    server = served(site, source, "AABA")
    assert len(archive.entries(source)) == 3
    asked = server.asked[0]
    assert (asked["url"], asked["filter"], asked["collapse"]) == (
        source.url,
        "statuscode:200",
        "digest",
    )


def test_a_long_index_comes_in_pages(site, source, archive):
    server = served(site, source, "AABC", page=1)
    assert len(archive.entries(source)) == 3
    assert [asked.get("resumeKey", "") for asked in server.asked] == ["", "1", "2", "3"]


def test_days_narrow_the_search(site, source, archive):
    served(site, source, "ABCD")
    entries = archive.entries(source, date(2024, 2, 1), date(2024, 3, 1))
    assert [entry.mark.split("/web/")[1][:8] for entry in entries] == ["20240201", "20240301"]


def test_nothing_is_loaded_twice(site, source, archive):
    served(site, source, "AB")
    run(archive.entries(source))
    site.requests.clear()
    done = run(archive.entries(source))
    assert (done.taken, done.known) == (0, 2)
    assert not [path for path in site.paths if path.startswith("/web/")]


def test_what_fails_for_now_is_tried_again(site, source):
    waited: list[float] = []
    served(site, source, "A")
    path = f"/web/{DAYS[0]}id_/{source.url}"
    answers = [Page(status=502), Page(status=502), site.pages[path]]
    site.pages[path] = lambda path: answers.pop(0)
    run(wayback.Archive(site.url(), sleep=waited.append).entries(source))
    assert waited == [2.0, 10.0]
    assert drafts() == [("captured 2024-01-01", "A")]


def test_an_archive_that_asks_for_a_rest_gets_it(site, source, settings):
    settings.FETCH_PATIENCE_SECONDS = 0
    waited: list[float] = []
    site.pages["/cdx/search/cdx"] = Page(b"", 429, {"Retry-After": "30"})
    with pytest.raises(FetchError):
        wayback.Archive(site.url(), sleep=waited.append).entries(source)
    assert waited[0] == 30.0


def test_what_is_gone_for_good_is_passed_over(site, source, archive):
    served(site, source, "AB")
    del site.pages[f"/web/{DAYS[0]}id_/{source.url}"]
    done = run(archive.entries(source))
    assert [error.code for _, error in done.failures] == ["http_4xx"]
    assert drafts() == [("captured 2024-02-01", "B")]


def test_a_redirect_to_the_nearest_capture_has_that_ones_time(site, source, archive):
    served(site, source, "AB")
    nearest = f"/web/{DAYS[1]}id_/{source.url}"
    site.pages[f"/web/{DAYS[0]}id_/{source.url}"] = Page(b"", 302, {"Location": nearest})
    del site.pages[nearest].headers["Memento-Datetime"]
    done = run(archive.entries(source))
    assert done.taken == 1
    assert drafts() == [("captured 2024-02-01", "B")]


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Busy</html>",
        b'{"a": 1}',
        b"[1, 2]",
        b'[["timestamp"], ["20240101120000"]]',
        json.dumps([HEAD, ["yesterday", "u", "t", "200", "d"]]).encode(),
        json.dumps([HEAD, ["short"]]).encode(),
    ],
)
def test_an_answer_that_is_no_index_is_said_to_be_none(site, source, archive, body):
    site.pages["/cdx/search/cdx"] = Page(body)
    with pytest.raises(TrackerError, match="did not answer with an index"):
        archive.entries(source)


def test_an_index_that_never_ends_is_left(site, source, archive):
    row = [DAYS[0], source.url, "text/plain", "200", "D"]
    body = json.dumps([HEAD, row, [], ["again"]]).encode()
    site.pages["/cdx/search/cdx"] = Page(body, headers=JSON)
    with pytest.raises(TrackerError, match="over and over"):
        archive.entries(source)


def test_the_command_tells_what_it_did(site, source):
    served(site, source, "ABC")
    out = StringIO()
    words = ["--source", str(source.pk), "--api", site.url(), "--from", "2024-02-01"]
    call_command("backfill", "wayback", *words, stdout=out)
    assert f"{source.url}: 2 drafts from 2 sightings" in out.getvalue()


def test_an_address_that_the_archive_never_saw_gives_nothing(site, source):
    site.pages["/cdx/search/cdx"] = Page(b"[]", headers=JSON)
    out = StringIO()
    call_command("backfill", "wayback", "--source", str(source.pk), "--api", site.url(), stdout=out)
    assert "0 captures taken" in out.getvalue()


def test_an_unknown_source_is_named(dataset):
    with pytest.raises(CommandError, match="no source '999999'"):
        call_command("backfill", "wayback", "--source", "999999")
