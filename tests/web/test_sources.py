"""What is watched: on its own page, on a policy's page and in the API, as far as it is public."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commitments import capture, review
from commitments.drafts import Edition
from commitments.models import FetchAttempt, Snapshot, Source

RSP = "/policies/anthropic/responsible-scaling-policy/"
PLACES = ["/sources/", "/sources/?organization=anthropic", RSP, "/api/v1/sources/?limit=500"]
PRIVATE = "https://drafts.example.org/not-public-yet"


@pytest.fixture
def shown(client, dataset):
    def shown(place, **asked):
        response = client.get(place, asked)
        assert response.status_code == 200
        return response.content.decode()

    return shown


@pytest.fixture
def draft(rsp):
    """v9.0, brought from an address that nobody else watches."""
    return capture.import_document(
        policy=rsp,
        data=b"We will keep the lighthouse lit.",
        media_type="text/plain",
        edition=Edition("v9.0", effective_on=date(2026, 10, 1)),
        source_url=PRIVATE,
    )


def attempt(source, at, **facts):
    FetchAttempt.objects.create(
        source=source, started_at=at, duration=timedelta(seconds=1), **facts
    )


@pytest.mark.parametrize("place", PLACES)
def test_a_documents_address_is_shown_while_a_version_that_rests_on_it_is_public(
    shown, draft, editor, place
):
    address = PRIVATE[:40]
    assert address not in shown(place)
    before = timezone.now().isoformat()
    review.publish_version(version=draft, by=editor)
    assert address in shown(place)
    path, _, query = place.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    assert address not in shown(path, **asked, known_at=before)
    review.withdraw_version(version=draft, by=editor, reason="a test")
    assert address not in shown(place)


@pytest.mark.parametrize("place", PLACES)
def test_an_unpublished_document_is_no_capture_of_an_address_that_is_watched(shown, rsp, place):
    watched = rsp.sources.filter(kind="document").first()
    capture.import_document(
        policy=rsp,
        data=b"We will keep the lighthouse lit.",
        media_type="text/plain",
        edition=Edition("v9.0", effective_on=date(2026, 10, 1)),
        source_url=watched.url,
    )
    assert Snapshot.objects.latest().get_absolute_url() not in shown(place)


def test_a_failure_is_shown_by_its_code_only(shown, rsp):
    attempt(
        rsp.sources.filter(kind="document").first(),
        timezone.now(),
        outcome="failed",
        error_code="label_taken",
        error="v9.0 holds another text; see http://10.0.0.7/drafts",
        is_permanent=True,
    )
    for place in PLACES:
        html = shown(place)
        assert "label_taken" in html, place
        assert "10.0.0.7" not in html, place


@pytest.mark.parametrize("place", PLACES[:3])
def test_known_at_shows_what_was_watched_tried_and_seen_by_then(shown, rsp, place):
    then = timezone.now() + timedelta(hours=2)
    source = rsp.sources.filter(kind="document").first()
    attempt(source, then - timedelta(minutes=1), outcome="unchanged")
    attempt(
        source,
        then + timedelta(minutes=1),
        outcome="failed",
        error_code="timeout",
        is_permanent=False,
    )
    later = then + timedelta(minutes=1)
    Source.objects.create(policy=rsp, kind="page", url="https://later.example/", added_at=later)
    path, _, query = place.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    html = shown(path, **asked, known_at=then.isoformat())
    assert "unchanged" in html
    assert "timeout" not in html
    assert "later.example" not in html
    assert "later.example" in shown(place)


def test_before_anything_was_published_nothing_is_watched(shown):
    assert "Nothing is watched here yet" in shown("/sources/", known_at="2020-01-01")


def test_a_day_does_not_pick_sources_so_none_is_claimed(shown):
    assert "in force on" not in shown("/sources/", as_of="2024-12-01")
