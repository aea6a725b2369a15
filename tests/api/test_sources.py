from datetime import timedelta

from django.utils import timezone

from commitments.models import FetchAttempt, Source
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
