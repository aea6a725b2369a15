"""capture.fetch_source: each try is in the ledger, a changed document becomes a draft, failure does no harm."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commitments import capture, fetching
from commitments.capture import following
from commitments.drafts import Edition
from commitments.models import (
    Event,
    FetchAttempt,
    PolicyVersion,
    ProposedChange,
    Snapshot,
    Source,
    Ticket,
    VersionText,
)

A = b"We will test every model before release. We will publish the results within 30 days."
B = b"We will test every model before release. We aim to publish the results."


@pytest.fixture
def source(rsp, site, page):
    site.pages["/policy"] = page(A)
    return Source.objects.create(policy=rsp, kind="document", url=site.url("/policy"))


def pass_time(source, **span) -> None:
    """Let the watch be older than it is, instead of waiting."""
    watch, span = source.watch, timedelta(**span or {"minutes": 11})
    watch.refresh_from_db()
    watch.held_at, watch.since = (
        watch.held_at and watch.held_at - span,
        watch.since and watch.since - span,
    )
    watch.save()


@pytest.fixture
def shown(source, site, page):
    """``shown(A, B)``: what came of each text in turn, looked at twice, ten minutes apart."""

    def look(*bodies: bytes) -> list[str]:
        outcomes = []
        for body in bodies:
            site.pages["/policy"] = page(body)
            first = capture.fetch_source(source.pk).outcome
            pass_time(source)
            outcomes.append(capture.fetch_source(source.pk).outcome if first == "held" else first)
        return outcomes

    return look


def drafts() -> list[str]:
    return list(VersionText.objects.order_by("pk").values_list("version__label", flat=True))


def test_a_first_fetch_is_new_and_makes_a_draft(source):
    attempt = capture.fetch_source(source.pk)
    assert (attempt.outcome, attempt.http_status) == ("new", 200)
    assert drafts() == [f"captured {timezone.now():%Y-%m-%d}"]
    assert not PolicyVersion.objects.published().filter(label__startswith="captured")


def test_the_same_bytes_are_unchanged(source):
    capture.fetch_source(source.pk)
    assert capture.fetch_source(source.pk).outcome == "unchanged"
    assert Snapshot.objects.count() == 1
    assert FetchAttempt.objects.count() == 2


def test_a_changed_document_that_stays_is_a_second_draft_with_proposals(source, shown):
    assert shown(A, B) == ["new", "new"]
    assert len(drafts()) == 2
    assert [p.new_text for p in ProposedChange.objects.all()] == ["We aim to publish the results."]


def test_a_changed_document_is_looked_at_again_soon_before_it_counts(source, site, page):
    capture.fetch_source(source.pk)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now() + timedelta(hours=20))
    site.pages["/policy"] = page(B)
    assert capture.fetch_source(source.pk).outcome == "held"
    source.refresh_from_db()
    assert source.next_fetch_at < timezone.now() + timedelta(minutes=11)
    assert len(drafts()) == 1
    assert Snapshot.objects.count() == 2  # seen is kept


def test_a_glitch_makes_no_draft(source, site, page, shown):
    shown(A)
    site.pages["/policy"] = page(B)
    capture.fetch_source(source.pk)
    assert shown(A) == ["bytes"]
    assert len(drafts()) == 1


def test_there_and_back_again_is_two_changes(source, shown):
    assert shown(A, B, A) == ["new", "new", "returned"]
    assert len(drafts()) == 3


def test_a_flip_flop_is_told_once_by_a_ticket_that_closes_itself(source, shown):
    assert shown(A, B, A, B, A, B) == [
        "new",
        "new",
        "returned",
        "flip_flop",
        "flapping",
        "flapping",
    ]
    assert len(drafts()) == 3
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.closed_at) == ("flip_flop", None)
    pass_time(source, days=8)
    assert shown(B) == ["settled"]
    assert len(drafts()) == 4
    ticket.refresh_from_db()
    assert ticket.closed_at


def test_a_page_that_collapses_is_held_and_told(source, shown, site, page):
    shown(A * 20)
    assert shown(b"This page is not available in your region.") == ["held"]
    assert Ticket.objects.get().kind == "collapsed"
    assert shown(A * 20) == ["bytes"]
    assert Ticket.objects.get().closed_at


def test_a_304_is_the_text_that_was_seen_last(source, site, page):
    site.pages["/policy"] = page(A, headers={"Content-Type": "text/plain", "ETag": '"1"'})
    capture.fetch_source(source.pk)
    site.pages["/policy"] = page(b"", 304)
    attempt = capture.fetch_source(source.pk)
    assert (attempt.outcome, attempt.http_status) == ("unchanged", 304)
    assert site.requests[-1][1]["If-None-Match"] == '"1"'


def test_an_unchanged_poll_costs_two_queries(source, site, page, django_assert_num_queries):
    site.pages["/policy"] = page(A, headers={"Content-Type": "text/plain", "ETag": '"1"'})
    capture.fetch_source(source.pk)
    site.pages["/policy"] = page(b"", 304)
    with django_assert_num_queries(2) as queries:
        capture.fetch_source(source.pk)
    assert [q["sql"].split()[0] for q in queries.captured_queries] == ["SELECT", "INSERT"]


def test_other_bytes_with_the_same_text_stay_quiet(source, site, page):
    capture.fetch_source(source.pk)
    site.pages["/policy"] = page(A.replace(b". ", b".\n"))
    assert capture.fetch_source(source.pk).outcome == "bytes"
    assert len(drafts()) == 1
    assert Snapshot.objects.count() == 2  # the evidence is kept all the same


def test_a_page_about_a_policy_makes_no_draft(source):
    Source.objects.filter(pk=source.pk).update(kind="page")
    source.refresh_from_db()
    assert capture.fetch_source(source.pk).outcome == "new"
    assert drafts() == []


def test_an_address_that_serves_one_version_names_it_and_then_its_re_upload(source, shown, rsp):
    version = rsp.versions.get(label="v2.2")
    Source.objects.filter(pk=source.pk).update(version=version)
    source.refresh_from_db()
    assert shown(A) == ["new"]
    assert VersionText.objects.get().version == version
    assert shown(B) == ["variant"]
    variant = VersionText.objects.order_by("-pk")[0].version
    assert (variant.label, variant.variant) == ("v2.2", 1)


@pytest.mark.parametrize(
    ("status", "body", "code", "permanent"),
    [
        (404, b"", "http_4xx", True),
        (503, b"", "http_5xx", False),
        (200, b"", "empty", True),
        (200, b"%PDF-1.7 broken", None, True),
    ],
)
def test_a_failure_is_in_the_ledger_and_the_turn_comes_again(
    source, site, page, status, body, code, permanent
):
    site.pages["/policy"] = page(body, status)
    capture.claim_due_sources(limit=1000)
    attempt = capture.fetch_source(source.pk)
    assert (attempt.outcome, attempt.is_permanent) == ("failed", permanent)
    assert attempt.error
    assert code is None or attempt.error_code == code
    source.refresh_from_db()
    assert source.next_fetch_at > timezone.now()
    assert drafts() == []


def test_a_failure_leaves_the_last_good_version_alone(source, site, page):
    capture.fetch_source(source.pk)
    site.pages["/policy"] = page(b"", 500)
    capture.fetch_source(source.pk)
    site.pages["/policy"] = page(A)
    assert capture.fetch_source(source.pk).outcome == "unchanged"


def test_a_worker_killed_after_the_capture_is_made_good_by_the_next_fetch(source, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(following, "build_version", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            capture.fetch_source(source.pk)
    assert Snapshot.objects.count() == 1  # the evidence outlived the fault
    assert capture.fetch_source(source.pk).outcome == "new"
    assert len(drafts()) == 1
    assert Snapshot.objects.count() == 1


def test_a_fault_of_ours_is_in_the_ledger_and_raised(source, monkeypatch):
    monkeypatch.setattr(fetching, "fetch", lambda url, **conditions: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        capture.fetch_source(source.pk)
    assert FetchAttempt.objects.get().error_code == "fault"


def test_a_failed_reading_names_the_evidence_it_failed_on(source, site, page):
    site.pages["/policy"] = page(b"%PDF-1.7 broken")
    assert capture.fetch_source(source.pk).snapshot == Snapshot.objects.get()


def test_a_failure_that_may_pass_is_tried_again_within_the_hour(source, site, page):
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now() + timedelta(hours=20))
    site.pages["/policy"] = page(b"", 503)
    capture.fetch_source(source.pk)
    source.refresh_from_db()
    assert source.next_fetch_at < timezone.now() + timedelta(hours=2)


def test_a_reupload_that_goes_back_and_forth_is_one_reupload(source, shown, rsp):
    Source.objects.filter(pk=source.pk).update(version=rsp.versions.get(label="v2.2"))
    shown(A, B, A, B)
    assert PolicyVersion.objects.filter(policy=rsp, label="v2.2").count() == 2


def test_what_fails_for_three_days_opens_a_ticket_that_a_success_closes(source, site, page, shown):
    site.pages["/policy"] = page(b"", 503)
    failed = capture.fetch_source(source.pk)
    assert not Ticket.objects.exists()
    failed.pk, failed.started_at = None, failed.started_at - timedelta(days=4)
    failed.save(force_insert=True)
    capture.fetch_source(source.pk)
    assert Ticket.objects.get().kind == "failing"
    shown(A)
    assert Ticket.objects.get().closed_at


def test_another_choice_of_selectors_is_another_reading(source, site, page):
    site.pages["/policy"] = page(
        b"<html><body><main><p>We will test.</p><aside>We may not.</aside></main></body></html>"
    )
    snapshot = capture.fetch_source(source.pk).snapshot
    Source.objects.filter(pk=source.pk).update(remove=["aside"])
    snapshot.source.refresh_from_db()
    capture.extract_snapshot(snapshot)
    assert snapshot.extractions.count() == 2


def test_an_import_from_the_same_address_is_not_the_previous_fetch(source, site, page, bring):
    capture.fetch_source(source.pk)
    capture.import_document(
        policy=source.policy,
        data=B,
        media_type="text/plain",
        edition=Edition("v1.0", effective_on=date(2023, 9, 19)),
        source_url=source.url,
    )
    site.pages["/policy"] = page(A.replace(b". ", b".\n"))
    assert capture.fetch_source(source.pk).outcome == "bytes"


def test_due_sources_are_claimed_once(source):
    Source.objects.exclude(pk=source.pk).update(is_active=False)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now() - timedelta(minutes=1))
    assert capture.claim_due_sources() == [source.pk]
    assert capture.claim_due_sources() == []


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(minutes=5), timedelta(minutes=30)),
        (timedelta(hours=20), timedelta(hours=1)),
        (timedelta(days=300), timedelta(days=1)),
    ],
)
def test_the_next_turn_depends_on_how_long_the_text_has_stood(source, age, wait):
    now = timezone.now()
    Source.objects.filter(pk=source.pk).update(changed_at=now - age, next_fetch_at=now - age)
    capture.claim_due_sources(limit=1000)
    source.refresh_from_db()
    assert abs(source.next_fetch_at - now - wait) < timedelta(seconds=20)
    assert abs(source.fetch_every - wait) < timedelta(seconds=20)


def test_capture_writes_nothing_public(source):
    before = Event.objects.count()
    capture.fetch_source(source.pk)
    assert not VersionText.objects.exclude(state="draft").exists()
    assert Event.objects.count() == before
