"""How each source fares: its strip of fourteen days, its tickets, its next turn, and all that as of then."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.fetching.failures import FAILURES
from commitments.models import (
    Blob,
    FetchAttempt,
    Outcome,
    Snapshot,
    Source,
    Ticket,
    TicketKind,
    Watch,
)
from commitments.watching import DayOutcome, reason_of, with_health

NOON = timezone.now().astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def days_ago(days, hours=0):
    """Around noon, so that no test depends on the hour in which it runs."""
    return NOON - timedelta(days=days, hours=-hours)


@pytest.fixture
def source(rsp):
    return rsp.sources.filter(kind="document").first()


@pytest.fixture
def seen(source):
    """Write tries into the ledger: ``seen(3, "unchanged")`` three days ago."""
    blob = Blob.objects.create(sha256="e" * 64, size=1)
    snapshot = Snapshot.objects.create(
        source=source, blob=blob, method="fetch", fetched_at=days_ago(30), media_type="text/plain"
    )

    def seen(days, outcome, hours=0, **facts):
        if outcome == "failed":
            facts = {"error_code": "timeout", "is_permanent": False} | facts
        elif outcome != "unchanged":
            facts["snapshot"] = snapshot
        return FetchAttempt.objects.create(
            source=source,
            started_at=days_ago(days, hours),
            duration=timedelta(seconds=1),
            outcome=outcome,
            **facts,
        )

    return seen


@pytest.fixture
def shown(client, source):
    def shown(**asked):
        response = client.get("/sources/", {"organization": "anthropic", **asked})
        assert response.status_code == 200
        return response.content.decode()

    return shown


@pytest.fixture
def entry(shown, source):
    """The page's part about the source."""

    def entry(**asked):
        page = shown(**asked)
        start = page.index(f'id="source-{source.pk}"')
        return re.sub(r"\s+", " ", page[start : page.index("\n</li>", start)])

    return entry


def outcomes(source, known_at=None):
    [told] = with_health([source], known_at)
    return [day.outcome for day in told.days]


def ticket(source, kind="failing", opened=2, closed=None, message="It failed; see 10.0.0.7"):
    row = Ticket.objects.create(
        source=source, kind=kind, message=message, closed_at=closed and days_ago(closed)
    )
    Ticket.objects.filter(pk=row.pk).update(opened_at=days_ago(opened))
    return row


# --- the strip --------------------------------------------------------------------------------


def test_a_day_is_told_by_the_most_telling_of_its_tries(source, seen):
    seen(20, "new")
    for outcome in ("unchanged", "failed", "held", "new"):
        seen(4, outcome)
    for outcome in ("unchanged", "failed", "held"):
        seen(3, outcome)
    for outcome in ("unchanged", "failed"):
        seen(2, outcome)
    seen(1, "bytes")
    assert outcomes(source)[-5:] == ["changed", "held", "failed", "unchanged", "not_tried"]


def test_the_first_text_is_no_change(source, seen):
    seen(3, "failed")
    seen(2, "new")
    seen(1, "unchanged")
    assert outcomes(source)[-4:-1] == ["failed", "first", "unchanged"]


@pytest.mark.parametrize("outcome", ["flip_flop", "flapping"])
def test_back_and_forth_is_another_text_that_does_not_count(source, seen, outcome):
    seen(1, outcome)
    assert outcomes(source)[-2] == DayOutcome.HELD


def test_there_are_fourteen_days_and_no_try_is_older(source, seen):
    seen(14, "unchanged")
    assert outcomes(source) == ["not_tried"] * 14


def test_a_day_counts_its_tries_and_failures(source, seen):
    seen(1, "failed")
    seen(1, "unchanged", hours=1)
    [told] = with_health([source], None)
    assert (told.days[-2].tries, told.days[-2].failures) == (2, 1)


def test_the_strip_is_told_in_words(entry, seen):
    seen(20, "new")
    seen(2, "failed")
    seen(1, "failed")
    seen(1, "unchanged", hours=1)
    html = entry()
    assert "Of 14 days: 12 not tried, 1 failed, 1 failed at times." in html
    day = f"{days_ago(1):%-d %b}"
    assert f"<title>{day}: failed at times (1 of 2 tries failed)</title>" in html
    assert f"{days_ago(2):%-d %b} failed; {day} failed at times" in html


def test_the_strip_of_an_earlier_moment_ends_there(source, seen):
    seen(5, "failed")
    seen(1, "new")
    then = days_ago(4)
    assert outcomes(source, then)[-2] == "failed"
    assert "changed" not in outcomes(source, then)


def test_the_strip_does_not_reach_into_the_future(source, seen):
    seen(0, "unchanged", hours=-12)
    assert outcomes(source, datetime(2199, 1, 1, tzinfo=UTC))[-1] == "unchanged"


@pytest.mark.parametrize("then", ["0001-01-01", "0001-01-10T00:00:00Z", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_fault(client, dataset, then):
    assert client.get("/sources/", {"known_at": then}).status_code == 200
    assert client.get("/api/v1/sources/", {"known_at": then}).status_code == 200


# --- changes and turns ------------------------------------------------------------------------


def test_the_last_change_of_an_earlier_moment_is_the_ledgers(source, seen):
    seen(9, "new")
    seen(6, "new")
    seen(2, "returned")
    Source.objects.filter(pk=source.pk).update(changed_at=days_ago(2))
    source.refresh_from_db()
    assert with_health([source], None)[0].last_changed_at == days_ago(2)
    assert with_health([source], days_ago(4))[0].last_changed_at == days_ago(6)
    assert with_health([source], days_ago(8))[0].last_changed_at is None


def test_the_next_turn_is_shown_and_for_an_earlier_moment_unknown(source, entry, seen):
    Source.objects.filter(pk=source.pk).update(next_fetch_at=datetime(2200, 1, 2, 3, 4, tzinfo=UTC))
    assert "2 Jan 2200, 03:04" in entry()
    assert "Next check" not in entry(known_at=timezone.now().isoformat())


def test_a_turn_that_has_come_is_due_now(source, entry):
    Source.objects.filter(pk=source.pk).update(next_fetch_at=days_ago(1))
    assert "due now" in entry()


def test_what_is_not_watched_any_more_has_no_turn_and_does_not_fail(source, entry, shown, seen):
    seen(0, "failed", hours=-12)
    Source.objects.filter(pk=source.pk).update(is_active=False)
    assert "No longer watched" in entry()
    assert "Next check" not in entry()
    assert "No source is failing" in shown(health="failing")


# --- words ------------------------------------------------------------------------------------


def test_a_failure_is_told_in_a_sentence_with_what_helps(entry, seen):
    seen(0, "failed", hours=-12, error_code="http_4xx", http_status=404, is_permanent=True)
    html = entry()
    assert "The server refuses: not found, gone, forbidden." in html
    assert "What helps: Open the address" in html
    assert "http_4xx 404" in html


def test_a_failure_that_passes_by_itself_says_so(entry, seen):
    seen(0, "failed", hours=-12, error_code="http_4xx", http_status=429, is_permanent=False)
    assert "It is tried again within the hour" in entry()


def test_an_unknown_code_is_told_too(entry, seen):
    seen(0, "failed", hours=-12, error_code="something_new", is_permanent=True)
    assert "could not be entered in the record" in entry()


def test_the_ledgers_words_are_used(entry, seen):
    seen(0, "bytes", hours=-12)
    assert "other bytes, same text" in entry()


def test_a_text_seen_once_says_when_it_counts(source, entry, settings):
    settings.FETCH_CONFIRM_AFTER = timedelta(minutes=10)
    Watch.objects.create(source=source, held="a" * 64, held_at=NOON, size=1000, last_size=900)
    assert "it counts if it is still there at 12:10." in entry()
    assert "seen once" not in entry(known_at=timezone.now().isoformat())


def test_a_collapsed_text_counts_after_a_day(source, entry):
    Watch.objects.create(source=source, held="a" * 64, held_at=NOON, size=1000, last_size=100)
    tomorrow = NOON + timedelta(days=1)
    assert f"still there at 12:00 on {tomorrow:%-d %b}." in entry()


def test_the_reason_for_passing_over_robots_txt_is_shown(source, entry):
    Source.objects.filter(pk=source.pk).update(
        ignores_robots_because="The publisher <b>said</b> so."
    )
    assert "The publisher &lt;b&gt;said&lt;/b&gt; so." in entry()


# --- tickets ----------------------------------------------------------------------------------


def test_an_open_ticket_is_shown_at_the_source_and_above_all_of_them(source, shown, entry):
    ticket(source, "collapsed", message="It showed 9 words where 900 stood.")
    assert "It showed 9 words where 900 stood." in entry()
    top = shown().split('<section aria-labelledby="of-')[0]
    assert f'href="#source-{source.pk}"' in top
    assert "shows a fraction of its text" in top


def test_what_a_ticket_quotes_of_an_error_is_for_editors(client, source, entry, editor_who_checks):
    ticket(source)
    assert "10.0.0.7" not in entry()
    assert "Every try of the three days before had failed." in entry()
    client.force_login(editor_who_checks)
    assert "10.0.0.7" in entry()


def test_closed_tickets_are_folded_and_old_ones_are_gone(source, entry):
    ticket(source, "flip_flop", opened=9, closed=3, message="Back and forth.")
    ticket(source, "failing", opened=40, closed=30)
    html = entry()
    assert "<details><summary>1 closed ticket of the last fourteen days</summary>" in html
    assert "Open ticket" not in html


def test_a_ticket_that_was_closed_later_was_open_then(source, entry):
    ticket(source, "flip_flop", opened=9, closed=3, message="Back and forth.")
    then = days_ago(5)
    [told] = with_health([source], then)
    assert [t.closed_at for t in told.known_tickets] == [None]
    [told] = with_health([source], days_ago(10))
    assert told.known_tickets == []


# --- choosing ---------------------------------------------------------------------------------


def test_only_failing_sources(source, shown, seen):
    seen(1, "unchanged")
    assert "No source is failing" in shown(health="failing")
    seen(0, "failed", hours=-12)
    page = shown(health="failing")
    assert page.count('class="watched"') == 1
    assert f'id="source-{source.pk}"' in page


def test_only_sources_that_changed_lately(source, shown, seen):
    seen(20, "new")
    seen(16, "new")
    assert "No text was replaced" in shown(health="changed")
    seen(3, "settled")
    assert shown(health="changed").count('class="watched"') == 1


def test_the_choice_is_carried_along(shown, seen):
    page = shown(health="changed", known_at=timezone.now().isoformat())
    assert '<input type="hidden" name="health" value="changed">' in page
    assert re.search(r'href="\?organization=anthropic&amp;known_at=[^"]*&amp;health=failing"', page)


def test_an_unknown_choice_is_refused(client, dataset):
    response = client.get("/sources/", {"health": "ill"})
    assert response.status_code == 400
    assert "choose one of failing, changed" in response.content.decode()


# --- cost -------------------------------------------------------------------------------------


def test_more_sources_and_more_tries_cost_no_more_queries(client, source, seen, rsp):
    def cost(**asked):
        with CaptureQueriesContext(connection) as captured:
            client.get("/sources/", asked)
        return len(captured)

    then = timezone.now().isoformat()
    before, before_then = cost(), cost(known_at=then)
    for number in range(20):
        more = Source.objects.create(policy=rsp, kind="page", url=f"https://example.org/{number}")
        Watch.objects.create(source=more)
        ticket(more)
    for day in range(14):
        seen(day, "unchanged")
    assert cost() == before <= 14
    assert cost(known_at=then) == before_then <= 16


# --- whatever may go wrong has its words ------------------------------------------------------


@pytest.mark.parametrize("kind", TicketKind.values)
def test_every_kind_of_ticket_says_what_helps(source, entry, kind):
    ticket(source, kind)
    assert "Open ticket:" in entry()
    assert "What helps:" in entry()


@pytest.mark.parametrize("code", [code for code in FAILURES if FAILURES[code].permanent])
def test_every_failure_that_does_not_pass_by_itself_says_what_helps(code):
    reason = reason_of(FetchAttempt(outcome="failed", error_code=code, is_permanent=True))
    assert reason.meaning == FAILURES[code].meaning
    assert "log" not in reason.remedy


@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_outcome_has_its_place_among_the_days(source, seen, outcome):
    seen(20, "unchanged")
    seen(1, outcome)
    is_quiet = outcome in ("unchanged", "bytes")
    assert (outcomes(source)[-2] == DayOutcome.UNCHANGED) == is_quiet
