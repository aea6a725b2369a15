"""The calendar: days derived from the texts, moved and superseded with them; nothing is called overdue."""

from datetime import date

import pytest
from django.core.cache import cache
from icalendar import Calendar

from commitments import ics
from commitments.deadlines import deadlines
from commitments.duties import after
from commitments.models import Commitment, CommitmentText, PolicyVersion, TrackerReading
from commitments.moments import moment_of
from commitments.text.cadences import Stretch

PAGE = "/calendar/"
FEED = "/calendar.ics"
REVIEW = "third-party-procedural-review"


def text(client, **query) -> str:
    return " ".join(client.get(PAGE, query).content.decode().split())


@pytest.fixture
def on(dataset):
    """The calendar as seen on a day."""
    return lambda day: deadlines(moment_of({"as_of": day}))


def say(slug: str, version: str, words: str, kind: str = "summary", outcome: str = "") -> None:
    """Let a version say something else about a commitment of Anthropic's."""
    commitment = Commitment.objects.get(slug=slug, organization__slug="anthropic")
    edition = PolicyVersion.objects.get(policy=commitment.policy, label=version, variant=0)
    shared = {"confidence": "seen", "origin": "editor"}
    CommitmentText.objects.create(
        commitment=commitment, version=edition, kind=kind, text=words, **shared
    )
    if outcome:
        change = commitment.changes.get(new_version=edition)
        TrackerReading.objects.create(change=change, outcome=outcome, **shared)


def of(found, slug):
    return [one for one in found if one.slug == slug]


def test_a_range_in_the_text_is_a_range_of_days(on):
    [report] = of(on("2026-03-01").coming, "risk-reports")
    assert report.sentence[1] == "Every three to six months"
    assert (report.base_on, report.since.version) == (date(2026, 2, 24), "v3.0")
    assert (report.window.starts_on, report.window.ends_on) == (
        date(2026, 5, 24),
        date(2026, 8, 24),
    )
    assert (report.number, report.passed) == (1, 0)


def test_a_day_that_passed_is_no_breach_and_the_next_one_follows(client, on):
    [report] = of(on("2026-11-01").coming, "risk-reports")
    assert (report.window.starts_on, report.window.ends_on) == (
        date(2026, 8, 24),
        date(2027, 2, 24),
    )
    html = text(client, as_of="2026-11-01", organization="anthropic")
    assert 'Due date passed; no evidence recorded: <time datetime="2026-05-24">24 May 2026' in html
    assert "overdue" not in html.lower()
    assert 'class="derived">derived</span>' in html


def test_a_summary_that_does_not_repeat_the_words_does_not_end_them(on):
    [report] = of(on("2026-08-01").coming, "risk-reports")
    assert report.said.version == "v3.2"
    assert report.silent == ("v3.3", "v3.4")


def test_what_waits_has_no_date(on):
    found = of(on("2026-11-01").waiting, "development-gate")
    assert [(one.sentence[1], one.window) for one in found] == [
        ("before any model gets there", None)
    ]


def test_what_is_given_up_is_superseded_and_stays_visible(client, on):
    assert [one.number for one in of(on("2024-10-01").coming, "evaluation-cadence")] == [5]
    found = on("2024-11-01")
    assert of(found.coming, "evaluation-cadence") == []
    [old] = of(found.superseded, "evaluation-cadence")
    assert (old.ended.version, old.window.ends_on) == ("v2.0", date(2024, 12, 19))
    assert '<s>by <time datetime="2024-12-19">' in text(client, as_of="2024-11-01")


def test_a_changed_clause_moves_the_date_and_shows_the_old_one(client, on):
    say(
        "third-party-procedural-review",
        "v3.0",
        "A third party checks every six months.",
        outcome="strengthened",
    )
    for version in ("v3.1", "v3.2", "v3.3", "v3.4"):
        say("third-party-procedural-review", version, "A third party checks every six months.")
    [review] = of(on("2026-03-01").coming, "third-party-procedural-review")
    assert (review.since.version, review.window.ends_on) == ("v3.0", date(2026, 8, 24))
    assert [window.ends_on for window in review.moved_from] == [date(2026, 10, 15)]
    html = text(client, as_of="2026-03-01")
    assert 'Before v3.0 it was <s>by <time datetime="2026-10-15">' in html


def test_the_same_cadence_in_other_words_moves_nothing(on):
    [review] = of(on("2026-05-01").coming, "review-cadence")
    assert (review.said.version, review.since.version) == ("v3.1", "v3.0")
    assert review.window.ends_on == date(2026, 9, 22)


def test_the_publishers_words_end_what_they_do_not_repeat(on):
    say(
        "third-party-procedural-review",
        "v3.0",
        "We will ask a third party.",
        kind="verbatim",
        outcome="retained",
    )
    assert on("2026-03-01").coming
    assert of(on("2026-03-01").coming, "third-party-procedural-review") == []


def test_a_day_in_the_text_is_due_once(on):
    say(
        "risk-reports", "v3.4", "The first report is out by 1 October 2026.", outcome="strengthened"
    )
    [report] = of(on("2026-09-01").coming, "risk-reports")
    assert report.window.ends_on == date(2026, 10, 1)
    assert of(on("2026-10-02").coming, "risk-reports") == []
    assert [one.window.ends_on for one in of(on("2026-10-02").over, "risk-reports")] == [
        date(2026, 10, 1)
    ]


@pytest.mark.parametrize(
    ("day", "stretch", "expected"),
    [
        (date(2026, 8, 31), Stretch(6, "month"), date(2027, 2, 28)),
        (date(2024, 2, 29), Stretch(1, "year"), date(2025, 2, 28)),
        (date(2026, 12, 31), Stretch(2, "week"), date(2027, 1, 14)),
        (date(2026, 1, 1), Stretch(36, "hour"), date(2026, 1, 3)),
        (date(9999, 6, 1), Stretch(1, "year"), date.max),
    ],
)
def test_stretches_of_the_calendar(day, stretch, expected):
    assert after(day, stretch) == expected


def events(client, **query) -> dict:
    feed = Calendar.from_ical(client.get(FEED, query).content)
    return {str(event["uid"]): event for event in feed.walk("VEVENT")}


def test_the_feed_has_what_the_page_has_as_whole_days(client, dataset):
    found = events(client, organization="anthropic", as_of="2026-03-01")
    [report] = [one for one in found.values() if "Risk Reports" in one["summary"]]
    assert (report["dtstart"].dt, report["dtend"].dt) == (date(2026, 5, 24), date(2026, 8, 25))
    assert "Derived by the tracker" in report["description"]
    assert "“Every three to six months a public report" in report["description"]
    assert all("Anthropic" in one["summary"] for one in found.values())


def test_of_a_long_record_the_feed_has_what_lies_nearest(client, dataset, monkeypatch):
    asked = {"organization": "anthropic", "as_of": "2026-03-01"}
    whole = events(client, **asked)
    monkeypatch.setattr(ics, "MOST", 1)
    found = events(client, **asked)
    coming = [one for one in whole.values() if one["dtend"].dt > date(2026, 3, 1)]
    assert min(coming, key=lambda one: one["dtend"].dt)["uid"] in found
    assert len(found) < len(whole)


def test_the_feed_is_rfc_5545(client, dataset):
    response = client.get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = response.content.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert max(len(line) for line in lines) <= 75
    assert response.content == client.get(FEED).content


def test_a_uid_stays_from_day_to_day_and_what_was_superseded_is_cancelled(client, dataset):
    before = events(client, as_of="2024-10-01")
    after_it = events(client, as_of="2024-11-01")
    [old] = [
        uid
        for uid, event in before.items()
        if "evaluation cadence" in event["summary"].lower()
        and event["dtstart"].dt == date(2024, 12, 19)
    ]
    assert "status" not in before[old]
    assert after_it[old]["status"] == "CANCELLED"


def test_an_unknown_choice_is_refused(client, dataset):
    assert client.get(PAGE, {"section": "soon"}).status_code == 400
    assert client.get(FEED, {"organization": "nobody"}).status_code == 400


def test_no_choice_of_moments_fills_the_store(client, dataset):
    for moment in ({"as_of": "2025-05-15"}, {"known_at": "2030-01-01"}):
        text(client, **moment)
    assert not cache._cache.get_client().keys(cache.make_key("deadlines:*"))
