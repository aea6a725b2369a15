"""reextract and the first fetch after an update: another reader makes another reading, and never a change."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from io import StringIO
from itertools import combinations
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments import capture, review
from commitments.backfill.running import run
from commitments.capture import rereading
from commitments.drafts import Edition
from commitments.models import (
    Blob,
    BlobWithdrawal,
    Comparison,
    Event,
    Extraction,
    PolicyVersion,
    ProposedChange,
    Source,
    Ticket,
    VersionText,
    Watch,
)
from commitments.reading import Document, Limits, asking, read_document
from commitments.reading.samples import samples
from commitments.text import extract
from tests.backfill.builders import START, drafts, seen
from tests.capture.older_reader import FURNITURE

A = b"We will test every model before release. We will publish the results within 30 days."
B = b"We will test every model before release. We aim to publish the results."
POLICY = "anthropic/responsible-scaling-policy"
LastYear = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module", autouse=True)
def _readers_are_found() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield
    asking.stop_helpers()


@pytest.fixture
def last_year(monkeypatch) -> LastYear:
    """``with last_year(): ...`` documents are read by an older reader."""

    @contextmanager
    def last_year() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(asking, "READER", "older_reader")
            yield

    return last_year


@pytest.fixture
def source(rsp, site, page):
    site.pages["/policy"] = page(A)
    return Source.objects.create(policy=rsp, kind="document", url=site.url("/policy"))


@pytest.fixture
def shown(source, site, page):
    """``shown(A, B)``: what came of each text in turn, each looked at twice, ten minutes apart."""

    def look(*bodies: bytes) -> list[str]:
        outcomes = []
        for body in bodies:
            site.pages["/policy"] = page(body)
            first = capture.fetch_source(source.pk).outcome
            watch = Watch.objects.get(source=source)
            if watch.held_at:
                Watch.objects.update(held_at=watch.held_at - timedelta(minutes=11))
            outcomes.append(capture.fetch_source(source.pk).outcome if first == "held" else first)
        return outcomes

    return look


def imported(rsp, data: bytes, label: str, on: str, media_type: str = "text/plain", **more):
    edition = Edition(label, effective_on=date.fromisoformat(on))
    return capture.import_document(
        policy=rsp, data=data, media_type=media_type, edition=edition, **more
    )


def reextract(*options: str) -> str:
    out = StringIO()
    call_command("reextract", *options, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {m.__name__: m.objects.count() for m in apps.get_app_config("commitments").get_models()}


def clauses(version: PolicyVersion, known_at=None) -> list[str]:
    """The published text of a version, as it was known then."""
    found = PolicyVersion.objects.published(known_at).get(pk=version.pk)
    return [clause.text for clause in found.text.extraction.clauses.all()]


OLD = [FURNITURE, "We will test every model before release.", "We aim to publish the results."]


# --- the command ------------------------------------------------------------------------------


def test_without_apply_it_shows_what_would_change_and_stores_nothing(rsp, last_year):
    with last_year():
        imported(rsp, A, "v2.1", "2025-03-31")
        imported(rsp, B + b"\n\n- one\n", "v2.2", "2025-05-14", "text/markdown")
    before = counts()
    said = reextract()
    assert (
        "plain/1 segment/4 -> plain/2 segment/4; another text; clauses 3 -> 2, 1 gone, 0 new"
        in said
    )
    assert "markdown/1 segment/4 -> markdown/4 segment/4; same text; clauses 3 -> 3, all" in said
    assert "2 snapshots: 0 read by today's reader before, 2 to be read anew (1 with" in said
    assert "2 texts of versions would follow. Nothing was stored" in said
    assert counts() == before


def test_apply_is_a_technical_upgrade_of_a_published_text(rsp, last_year):
    with last_year():
        version = imported(rsp, B, "v2.2", "2025-05-14")
    review.publish_version(version=version, by=None, actor="test")
    then = timezone.now()
    before = counts()
    reextract("--apply")
    assert clauses(version) == OLD[1:]
    assert clauses(version, known_at=then) == OLD
    changed = {name: n - before[name] for name, n in counts().items() if n != before[name]}
    assert changed == {"Extraction": 1, "Clause": 2, "VersionText": 1, "Event": 1}
    event = Event.objects.first()
    assert (event.verb, event.subject, event.actor) == ("reextract", POLICY, "reextract")
    assert event.data == {"readings": 1, "versions": ["v2.2"], "sources": []}


def test_a_draft_stays_a_draft_and_a_withdrawn_text_is_left_alone(rsp, last_year, editor):
    with last_year():
        imported(rsp, A, "v2.1", "2025-03-31")
        withdrawn = imported(rsp, B, "v2.2", "2025-05-14")
    review.publish_version(version=withdrawn, by=editor)
    review.withdraw_version(version=withdrawn, by=editor, reason="A test.")
    reextract("--apply")
    states = VersionText.objects.order_by("pk").values_list("version__label", "state")
    assert list(states) == [
        ("v2.1", "draft"),
        ("v2.2", "draft"),
        ("v2.2", "published"),
        ("v2.2", "withdrawn"),
        ("v2.1", "draft"),
    ]
    assert not VersionText.objects.public(None).exists()


def test_proposals_compare_what_one_reader_reads_on_both_sides(rsp, last_year):
    """Before the new readings are applied as after: what the older one took for text is no change."""
    with last_year():
        imported(rsp, b"We will do much.", "v2.0", "2024-10-15")
        imported(rsp, A, "v2.1", "2025-03-31")
    by_the_older = set(ProposedChange.objects.values_list("comparison"))
    imported(rsp, B, "v2.2", "2025-05-14")
    changes = ProposedChange.objects.order_by("pk")
    [new] = [change for change in changes if (change.comparison_id,) not in by_the_older]
    assert new.old_text == "We will publish the results within 30 days."
    assert {(c.comparison_id,) for c in changes} > by_the_older  # nothing else was compared again
    assert FURNITURE in clauses_drafted("v2.1")
    reextract("--apply")
    assert "We will publish the results within 30 days." in {c.old_text for c in changes.all()}
    assert FURNITURE not in clauses_drafted("v2.1")


def clauses_drafted(label: str) -> list[str]:
    text = VersionText.objects.filter(version__label=label).latest("recorded_at", "pk")
    return [clause.text for clause in text.extraction.clauses.all()]


def test_every_two_public_texts_are_compared_again(rsp, last_year):
    with last_year():
        for label, on in (("v2.0", "2024-10-15"), ("v2.1", "2025-03-31"), ("v2.2", "2025-05-14")):
            version = imported(rsp, A + label.encode(), label, on)
            review.publish_version(version=version, by=None, actor="test")
    reextract("--apply")
    texts = [v.text.extraction_id for v in PolicyVersion.objects.published() if v.text]
    stored = Comparison.objects.values_list("old_extraction_id", "new_extraction_id")
    assert set(combinations(texts, 2)) <= set(stored)


def test_twice_is_once(rsp, last_year):
    with last_year():
        imported(rsp, A, "v2.1", "2025-03-31")
    reextract("--apply")
    before = counts()
    said = reextract("--apply")
    assert "1 snapshot: 1 read by today's reader before, 0 read anew" in said
    assert counts() == before


def test_a_run_that_was_stopped_is_finished_by_the_next(rsp, last_year, monkeypatch):
    with last_year():
        version = imported(rsp, B, "v2.2", "2025-05-14")
        imported(rsp, A, "v2.1", "2025-03-31")
    with monkeypatch.context() as stopped:
        stopped.setattr(rereading, "propose_changes", lambda version: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reextract("--apply")
    assert Extraction.objects.count() == 4  # read, but nothing rests on it yet
    assert VersionText.objects.count() == 2
    assert "2 read by today's reader before, 0 read anew" in reextract("--apply")
    latest = VersionText.objects.filter(version=version).order_by("-pk")[0]
    assert latest.extraction.reader.startswith("plain/2")


def test_it_can_be_kept_to_one_source_or_policy(rsp, last_year):
    with last_year():
        imported(rsp, A, "v2.1", "2025-03-31", source_url="https://example.org/a")
        imported(rsp, B, "v2.2", "2025-05-14", source_url="https://example.org/b")
    chosen = Source.objects.get(url="https://example.org/b")
    assert "1 snapshot:" in reextract("--source", str(chosen.pk), "--apply")
    assert "2 snapshots: 1 read by today's reader before, 1 to be" in reextract("--policy", POLICY)
    assert "0 snapshots:" in reextract("--policy", "openai/preparedness-framework")


@pytest.mark.parametrize("options", [("--source", "0"), ("--policy", "nobody/nothing")])
def test_a_name_that_is_not_there_is_an_error(dataset, options):
    with pytest.raises(CommandError, match="There is no"):
        reextract(*options)


def test_what_cannot_be_read_any_more_is_told_and_keeps_its_reading(rsp, last_year, settings):
    with last_year():
        version = imported(rsp, B, "v2.2", "2025-05-14")
    review.publish_version(version=version, by=None, actor="test")
    settings.EXTRACT_SECONDS = 0  # nothing can be read in that
    with pytest.raises(CommandError, match="1 snapshot cannot be read any more"):
        reextract("--apply")
    assert clauses(version) == OLD


def test_withdrawn_bytes_are_no_failure(rsp, last_year, editor):
    with last_year():
        imported(rsp, B, "v2.2", "2025-05-14")
    BlobWithdrawal.objects.create(blob=Blob.objects.get(), reason="A test.", by=editor)
    assert "1 withdrawn" in reextract("--apply")


def test_a_snapshot_that_no_reader_can_read_is_no_failure_of_this_one(
    source, site, page, last_year
):
    with last_year():
        site.pages["/policy"] = page(b"%PDF-1.7 broken")
        capture.fetch_source(source.pk)
    assert "1 never read" in reextract("--apply")


def test_every_kind_of_document_has_a_reader_of_today():
    assert set(rereading.EXTRACTORS) == extract.MEDIA_TYPES
    for data, media_type in samples():
        reading = read_document(Document(data, media_type), Limits()).reading
        assert rereading.EXTRACTORS[reading.media_type] == reading.extractor


# --- the watch --------------------------------------------------------------------------------


def test_after_reextract_the_watch_knows_its_texts_by_their_new_names(source, shown, last_year):
    with last_year():
        assert shown(A, B, A) == ["new", "new", "returned"]
    before = counts()
    reextract("--apply")
    assert shown(A.replace(b". ", b".\n")) == ["bytes"]
    assert shown(B) == ["flip_flop"]  # the third turn of the same two texts, and no new text
    assert counts()["PolicyVersion"] == before["PolicyVersion"]


def test_after_reextract_a_held_text_is_still_the_one_that_was_held(
    source, shown, page, site, last_year
):
    with last_year():
        shown(A)
        site.pages["/policy"] = page(B)
        assert capture.fetch_source(source.pk).outcome == "held"
    reextract("--apply")
    Watch.objects.update(held_at=timezone.now() - timedelta(minutes=11))
    site.pages["/policy"] = page(B.replace(b". ", b".\n"))
    assert capture.fetch_source(source.pk).outcome == "new"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param(A, "unchanged", id="same bytes"),
        pytest.param(A.replace(b". ", b".\n"), "bytes", id="same text"),
    ],
)
def test_the_first_fetch_after_an_update_finds_no_change(source, shown, last_year, body, outcome):
    with last_year():
        shown(A)
    drafts = VersionText.objects.count()
    assert shown(body) == [outcome]
    assert shown(body + b"\n") == ["bytes"]
    assert VersionText.objects.count() == drafts
    assert not Ticket.objects.exists()


def test_the_first_fetch_after_an_update_finds_a_real_change_and_a_return(source, shown, last_year):
    with last_year():
        shown(A)
    assert shown(B, A) == ["new", "returned"]


def test_a_flip_flop_goes_on_over_an_update(source, shown, last_year):
    with last_year():
        assert shown(A, B, A, B) == ["new", "new", "returned", "flip_flop"]
    assert shown(A + b"\n", B + b"\n") == ["flapping", "flapping"]


def test_known_bytes_are_not_read_again(source, shown, monkeypatch):
    shown(A)
    monkeypatch.setattr(asking, "READER", "no_such_reader")
    assert shown(A) == ["unchanged"]


def test_another_choice_of_selectors_is_no_change_of_the_page(source, shown, last_year):
    page = (
        b"<html><body><main><p>We will test.</p><aside>We may not. %b</aside></main></body></html>"
    )
    shown(page % b"1")
    Source.objects.filter(pk=source.pk).update(remove=["aside"])
    assert shown(page % b"2") == ["bytes"]


# --- back-fill --------------------------------------------------------------------------------


def test_after_reextract_a_back_fill_finds_everything_done(source, last_year):
    entries = [seen(source, text, START + n * timedelta(10)) for n, text in enumerate("ABAC")]
    with last_year():
        run(entries)
    assert len(drafts()) == 4
    reextract("--apply")
    upgraded = drafts()
    assert [text for _, text in upgraded] == ["A", "B", "A", "C"]
    before = counts()
    run(entries)
    assert (drafts(), counts()) == (upgraded, before)
