"""The first page: the pledge then and now, what changed lately and who says so, announced or silent."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import review
from commitments.models import Change, Codebook
from commitments.watermarks import Watermark

WORST = "Share safety reports inside the company"  # what v3.4 weakened


def text(client, **query) -> str:
    return " ".join(client.get("/", query).content.decode().split())


def revision(html: str, name: str) -> str:
    return next(item for item in html.split('<li><p class="where">') if f"{name}</a></h3>" in item)


@pytest.fixture
def decide(editor):
    def decide(announcement: str) -> None:
        judgement = review.record_judgement(
            change=Change.objects.get(
                commitment__slug="internal-transparency", new_version__label="v3.4"
            ),
            codebook=Codebook.objects.get(),
            by=editor,
            outcome="weakened",
            announcement=announcement,
            dimensions=["disclosure"],
        )
        review.decide_change(judgement=judgement, by=editor)

    return decide


def test_the_pledge_then_and_now(client, dataset):
    html = text(client)
    assert "Following the safety-level scheme means pausing scaling" in html
    assert "The promise is gone" in html
    assert "Delay when clearly ahead" in html
    assert re.search(r"</span> weakened</span> in v2.0, <time[^>]*>15 October 2024", html)
    assert "not the publisher’s words" in html
    assert re.search(r'href="/organizations/anthropic/pledge/">All \d+ pledges of 2023', html)


def test_as_of_a_day_the_pledge_while_it_stood(client, dataset):
    html = text(client, as_of="2024-01-01")
    assert "The promise is gone" not in html
    assert "in force on" in html
    assert "v3.0" not in html


def test_an_empty_record_says_what_to_do(client, db, monkeypatch):
    from commitments.models.records import EntityQuerySet

    monkeypatch.setattr(EntityQuerySet, "published", lambda self, known_at=None: self.none())
    monkeypatch.setattr("commitments.views.home.watermark", lambda: Watermark("empty", None))
    assert "load_dataset" in text(client)
    assert "Nothing has been published yet" in text(client)
    assert "No commitment was on record then" in text(client, known_at="2020-01-01")


def test_a_revision_says_what_it_did_and_that_nobody_reviewed_it(client, dataset):
    news = revision(text(client), "Responsible Scaling Policy v3.4")
    assert WORST in news
    assert "redline published</a>" in news
    assert "What happened is the tracker’s reading, not reviewed" in news
    assert "compare/v3.3...v3.4/" in news


def test_a_decision_is_named_with_its_reviewer_and_what_the_publisher_did(client, dataset, decide):
    decide("silent")
    news = revision(text(client), "Responsible Scaling Policy v3.4")
    assert re.search(
        rf"{WORST}</a> <span class=\"meta\">.*?silent</span> \(decided by edith\)", news
    )
    assert "Decided here: 1 of 1 changes" in news


def test_that_there_is_no_account_is_said(client, dataset):
    assert "no account published" in revision(text(client), "FAIF Jun 2026")
    assert "No account of the publisher’s is on record" in revision(text(client), "Framework v2")


def test_published_figures_are_credited_and_ours_undefined_until_somebody_decides(
    client, dataset, decide
):
    html = text(client)
    assert "Zhu 2026</strong> coded 383 material changes" in html
    assert (
        'aria-label="Of 383 material changes: 126 announced, 54 partly announced, 203 silent"'
        in html
    )
    assert "67 % were not identified" in html
    assert "silent revision rate <em>undefined</em>" in html
    decide("partly")
    assert "silent revision rate 100 % strict, 0 % lenient" in text(client)


def test_what_was_promised_on_a_day_is_asked_of_the_matrix(client, dataset):
    html = text(client, known_at="2030-01-01")
    form = re.search(r'<form action="/matrix/">.*?</form>', html)[0]
    assert '<option value="training-pause">' in form
    assert 'name="as_of"' in form
    assert 'name="known_at" value="2030-01-01"' in form


def test_as_long_as_nothing_is_published_only_that_is_looked_up(
    client, dataset, decide, django_assert_num_queries
):
    text(client)
    with django_assert_num_queries(1):
        text(client)
    decide("silent")
    assert "decided by edith" in text(client)


def test_the_number_of_queries_does_not_grow_with_the_changes(client, dataset, decide):
    with CaptureQueriesContext(connection) as before:
        text(client, as_of="2026-02-24")  # a large revision is the newest
    with CaptureQueriesContext(connection) as small:
        text(client, as_of="2025-05-14")
    assert abs(len(before) - len(small)) <= 1
    assert len(before) <= 40
