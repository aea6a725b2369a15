"""capture.fetch_source: each try is in the ledger, a changed document becomes a draft, failure does no harm."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commitments import capture
from commitments.drafts import Edition
from commitments.models import (
    Event,
    FetchAttempt,
    PolicyVersion,
    ProposedChange,
    Snapshot,
    Source,
    VersionText,
)

A = b"We will test every model before release. We will publish the results within 30 days."
B = b"We will test every model before release. We aim to publish the results."


@pytest.fixture
def source(rsp, site, page):
    site.pages["/policy"] = page(A)
    return Source.objects.create(policy=rsp, kind="document", url=site.url("/policy"))


def drafts() -> list[str]:
    return list(VersionText.objects.order_by("pk").values_list("version__label", flat=True))


def test_a_first_fetch_is_new_and_makes_a_draft(source):
    attempt = capture.fetch_source(source)
    assert (attempt.outcome, attempt.http_status) == ("new", 200)
    assert drafts() == [f"captured {timezone.now():%Y-%m-%d}"]
    assert not PolicyVersion.objects.published().filter(label__startswith="captured")


def test_the_same_bytes_are_unchanged(source):
    capture.fetch_source(source)
    assert capture.fetch_source(source).outcome == "unchanged"
    assert Snapshot.objects.count() == 1
    assert FetchAttempt.objects.count() == 2


def test_a_changed_document_is_a_second_draft_with_proposals(source, site, page):
    capture.fetch_source(source)
    site.pages["/policy"] = page(B)
    assert capture.fetch_source(source).outcome == "new"
    assert len(drafts()) == 2
    assert [p.new_text for p in ProposedChange.objects.all()] == ["We aim to publish the results."]


def test_there_and_back_again_is_two_changes(source, site, page):
    for body in (A, B, A):
        site.pages["/policy"] = page(body)
        assert capture.fetch_source(source).outcome == "new"
    assert Snapshot.objects.count() == 3


def test_other_bytes_with_the_same_text_stay_quiet(source, site, page):
    capture.fetch_source(source)
    site.pages["/policy"] = page(A.replace(b". ", b".\n"))
    assert capture.fetch_source(source).outcome == "variant"
    assert len(drafts()) == 1
    assert Snapshot.objects.count() == 2  # the evidence is kept all the same


def test_a_page_about_a_policy_makes_no_draft(source):
    Source.objects.filter(pk=source.pk).update(kind="page")
    source.refresh_from_db()
    assert capture.fetch_source(source).outcome == "new"
    assert drafts() == []


def test_an_address_that_serves_one_version_names_it_and_then_its_re_upload(
    source, site, page, rsp
):
    version = rsp.versions.get(label="v2.2")
    Source.objects.filter(pk=source.pk).update(version=version)
    source.refresh_from_db()
    capture.fetch_source(source)
    assert VersionText.objects.get().version == version
    site.pages["/policy"] = page(B)
    capture.fetch_source(source)
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
    attempt = capture.fetch_source(source)
    assert (attempt.outcome, attempt.is_permanent) == ("failed", permanent)
    assert attempt.error
    assert code is None or attempt.error_code == code
    source.refresh_from_db()
    assert source.next_fetch_at > timezone.now()
    assert drafts() == []


def test_a_failure_leaves_the_last_good_version_alone(source, site, page):
    capture.fetch_source(source)
    site.pages["/policy"] = page(b"", 500)
    capture.fetch_source(source)
    site.pages["/policy"] = page(A)
    assert capture.fetch_source(source).outcome == "unchanged"


def test_a_worker_killed_after_the_capture_is_made_good_by_the_next_fetch(source, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(capture, "build_version", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            capture.fetch_source(source)
    assert Snapshot.objects.count() == 1  # the evidence outlived the fault
    assert capture.fetch_source(source).outcome == "new"
    assert len(drafts()) == 1
    assert Snapshot.objects.count() == 1


def test_a_fault_of_ours_is_in_the_ledger_and_raised(source, monkeypatch):
    monkeypatch.setattr(capture.fetching, "fetch", lambda url: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        capture.fetch_source(source)
    assert FetchAttempt.objects.get().error_code == "fault"
    source.refresh_from_db()
    assert source.next_fetch_at > timezone.now() + timedelta(hours=2)


def test_a_failed_reading_names_the_evidence_it_failed_on(source, site, page):
    site.pages["/policy"] = page(b"%PDF-1.7 broken")
    assert capture.fetch_source(source).snapshot == Snapshot.objects.get()


def test_a_failure_that_may_pass_is_tried_again_within_the_hour(source, site, page):
    site.pages["/policy"] = page(b"", 503)
    capture.fetch_source(source)
    source.refresh_from_db()
    assert source.next_fetch_at < timezone.now() + timedelta(hours=2)


def test_an_address_that_flips_between_two_texts_is_no_failure(source, site, page, rsp):
    Source.objects.filter(pk=source.pk).update(version=rsp.versions.get(label="v2.2"))
    source.refresh_from_db()
    outcomes = []
    for body in (A, B, A, B):
        site.pages["/policy"] = page(body)
        outcomes.append(capture.fetch_source(source).outcome)
    assert outcomes == ["new"] * 4
    assert PolicyVersion.objects.filter(policy=rsp, label="v2.2").count() == 2


def test_another_choice_of_selectors_is_another_reading(source, site, page):
    site.pages["/policy"] = page(
        b"<html><body><main><p>We will test.</p><aside>We may not.</aside></main></body></html>"
    )
    snapshot = capture.fetch_source(source).snapshot
    Source.objects.filter(pk=source.pk).update(remove=["aside"])
    snapshot.source.refresh_from_db()
    capture.extract_snapshot(snapshot)
    assert snapshot.extractions.count() == 2


def test_an_import_from_the_same_address_is_not_the_previous_fetch(source, site, page, bring):
    capture.fetch_source(source)
    capture.import_document(
        policy=source.policy,
        data=B,
        media_type="text/plain",
        edition=Edition("v1.0", effective_on=date(2023, 9, 19)),
        source_url=source.url,
    )
    site.pages["/policy"] = page(A.replace(b". ", b".\n"))
    assert capture.fetch_source(source).outcome == "variant"


def test_due_sources_are_claimed_once(source):
    Source.objects.exclude(pk=source.pk).update(is_active=False)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now() - timedelta(minutes=1))
    assert capture.claim_due_sources() == [source.pk]
    assert capture.claim_due_sources() == []


def test_a_claim_lapses_so_that_a_dead_worker_loses_nothing(source):
    capture.claim_due_sources(limit=1000)
    source.refresh_from_db()
    assert source.next_fetch_at < timezone.now() + timedelta(minutes=20)


def test_capture_writes_nothing_public(source):
    before = Event.objects.count()
    capture.fetch_source(source)
    assert not VersionText.objects.exclude(state="draft").exists()
    assert Event.objects.count() == before
