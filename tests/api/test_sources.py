from datetime import timedelta

import pytest
from django.utils import timezone

from commitments.models import FetchAttempt, Source, Ticket, Watch
from tests.api.conftest import LONG_AGO

SOURCES = "/api/v1/sources/"


def test_lists_what_is_watched(get):
    answer = get(SOURCES, organization="anthropic", limit="200")
    source = answer["results"][0]
    assert {s["organization"]["slug"] for s in answer["results"]} == {"anthropic"}
    assert source["address"].startswith("https://")
    assert source["fetch_every_seconds"] == 86400
    assert source["last_attempt"] is None and source["last_snapshot"] is None


def test_says_how_the_last_try_went_by_then(get):
    source = Source.objects.filter(policy__organization__slug="xai").first()
    failed_at = timezone.now() + timedelta(hours=1)
    seen = {"source": source, "duration": timedelta(seconds=1)}
    FetchAttempt.objects.create(
        started_at=failed_at - timedelta(minutes=30), outcome="unchanged", http_status=200, **seen
    )
    FetchAttempt.objects.create(
        started_at=failed_at,
        outcome="failed",
        error_code="timeout",
        is_permanent=False,
        **seen,
    )
    later = get(SOURCES, organization="xai", known_at=failed_at.isoformat())["results"]
    shown = {s["address"]: s for s in later}[source.url]
    assert shown["last_attempt"]["outcome"] == "failed"
    assert shown["last_attempt"]["error_code"] == "timeout"
    earlier = get(
        SOURCES, organization="xai", known_at=(failed_at - timedelta(seconds=1)).isoformat()
    )
    tried = [s["last_attempt"]["outcome"] for s in earlier["results"] if s["last_attempt"]]
    assert tried == ["unchanged"]


def test_names_the_last_capture(get, two_versions):
    captured = [s["last_snapshot"] for s in get(SOURCES, kind="upload")["results"]]
    assert captured[0]["url"].startswith("http://testserver/api/v1/snapshots/")
    assert len(captured[0]["sha256"]) == 64


def test_filters(get, refused):
    policy = "anthropic/responsible-scaling-policy"
    answer = get(SOURCES, policy=policy, kind="document")
    assert {s["kind"] for s in answer["results"]} == {"document"}
    assert answer["results"][0]["url"].endswith(f"{SOURCES}?policy={policy}")
    assert "choose one of document, page, index, upload" in refused(SOURCES, 400, kind="rumour")


def test_before_anything_was_watched_there_is_none(get):
    assert get(SOURCES, known_at=LONG_AGO)["count"] == 0


@pytest.fixture
def source(dataset):
    return Source.objects.filter(policy__organization__slug="xai").first()


@pytest.fixture
def facts(get, source):
    """What the API says of the source."""

    def facts(**asked):
        answer = get(SOURCES, organization="xai", limit="500", **asked)
        return {s["address"]: s for s in answer["results"]}.get(source.url)

    return facts


def failure(source):
    return FetchAttempt.objects.create(
        source=source,
        started_at=timezone.now(),
        duration=timedelta(seconds=1),
        outcome="failed",
        error_code="http_4xx",
        error="10.0.0.7 answered 404.",
        http_status=404,
        is_permanent=True,
    )


def test_tells_its_health_day_by_day(facts, source):
    failure(source)
    told = facts()
    today = timezone.now().date().isoformat()
    assert told["health"][-1] == {"date": today, "outcome": "failed", "tries": 1, "failures": 1}
    assert [day["outcome"] for day in told["health"][:-1]] == ["not_tried"] * 13


def test_tells_a_failure_in_a_sentence_and_what_helps_but_not_its_own_words(facts, source):
    failure(source)
    told = facts()
    assert told["last_failure"]["meaning"] == "The server refuses: not found, gone, forbidden."
    assert told["last_failure"]["remedy"].startswith("Open the address")
    assert "10.0.0.7" not in str(told)


def test_tells_its_turns_and_its_last_change(facts, source):
    now = timezone.now()
    Source.objects.filter(pk=source.pk).update(
        changed_at=now - timedelta(days=1), next_fetch_at=now
    )
    told = facts()
    assert told["check_every_seconds"] == told["fetch_every_seconds"] == 4320
    assert told["next_check_at"] == now.isoformat().replace("+00:00", "Z")
    assert told["last_changed_at"] < told["next_check_at"]


def test_of_an_earlier_moment_the_turns_are_not_known(facts, source):
    now = timezone.now()
    Source.objects.filter(pk=source.pk).update(changed_at=now)
    Watch.objects.create(source=source, held="a" * 64, held_at=now)
    assert facts()["held"]["counts_at"] > facts()["held"]["seen_at"]
    told = facts(known_at=now.isoformat())
    names = ["next_check_at", "check_every_seconds", "last_changed_at", "held"]
    assert [told[name] for name in names] == [None] * 4
    assert told["fetch_every_seconds"] > 0


def test_tells_its_tickets_as_they_stood_then(facts, source):
    row = Ticket.objects.create(source=source, kind="failing", message="See 10.0.0.7.")
    [told] = facts()["tickets"]
    assert (told["kind"], told["closed_at"]) == ("failing", None)
    assert "10.0.0.7" not in str(told)
    closed_at = timezone.now()
    Ticket.objects.filter(pk=row.pk).update(closed_at=closed_at)
    assert facts()["tickets"][0]["closed_at"]
    earlier = closed_at - timedelta(microseconds=1)
    assert [ticket["closed_at"] for ticket in facts(known_at=earlier.isoformat())["tickets"]] == [
        None
    ]


def test_can_be_asked_for_the_failing_ones_only(get, source, refused):
    assert get(SOURCES, health="failing")["count"] == 0
    failure(source)
    assert [s["address"] for s in get(SOURCES, health="failing")["results"]] == [source.url]
    assert get(SOURCES, health="changed")["count"] == 0
    assert "choose one of failing, changed" in refused(SOURCES, 400, health="ill")


def test_documents_brought_by_hand_have_no_health(get, two_versions):
    told = get(SOURCES, kind="upload")["results"][0]
    assert told["health"] == []
    assert told["next_check_at"] is None
