"""The machine's verbs: from an address or a file to evidence, a reading of it, a draft, and proposals.

Each can be repeated: the same bytes make no second snapshot, the same reading no second extraction, the same
text no second draft. Nothing here publishes; that is for people (``review``).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from commitments import fetching
from commitments.blobs import read_blob, store_blob
from commitments.drafts import Edition, build_version, latest_text
from commitments.errors import ExtractError, TrackerError
from commitments.fetching import Fetched
from commitments.models import (
    CaptureMethod,
    Clause,
    Event,
    Extraction,
    FetchAttempt,
    Outcome,
    Policy,
    PolicyVersion,
    Snapshot,
    Source,
    SourceKind,
)
from commitments.proposals import compare_with_others, propose_changes
from commitments.text import blocks, extract
from commitments.text.blocks import Reading
from commitments.text.segment import SEGMENTER, segment, text_sha256

TEXTS = {"text/plain", "text/markdown"}  # which of the two a text is, its name alone can say
RETRY_WITHIN = timedelta(hours=1)  # a source that failed for now is not left for its whole period
CLAIM_LEASE = timedelta(minutes=15)  # a claimed source whose worker died is due again after this


# --- evidence ---------------------------------------------------------------------------------


def record_snapshot(
    *, source: Source, fetched: Fetched, method: CaptureMethod
) -> tuple[Snapshot, Outcome]:
    """Keep what was seen at a source, unless its previous snapshot holds the same bytes.

    A fetch compares with the *previous* fetch only, since A, B, A is two changes; an import, which may arrive
    in any order, with every import from the same source.
    """
    blob = store_blob(fetched.body)
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        before = Snapshot.objects.filter(source=source, method=method)
        if method == CaptureMethod.IMPORT:
            before = before.filter(blob=blob)
        previous = before.order_by("-fetched_at", "-pk").first()
        if previous and previous.blob_id == blob.sha256:
            return previous, Outcome.UNCHANGED
        snapshot = Snapshot.objects.create(
            source=source,
            blob=blob,
            method=method,
            fetched_at=fetched.fetched_at,
            final_url=fetched.final_url,
            media_type=fetched.media_type[:100],
            headers=fetched.headers,
        )
        return snapshot, Outcome.NEW


# --- reading ----------------------------------------------------------------------------------


def extract_snapshot(snapshot: Snapshot) -> Extraction:
    """Read a snapshot with today's reader; a reading that exists is returned. Raises ExtractError."""
    source = snapshot.source
    reading = extract.read(
        read_blob(snapshot.blob),
        snapshot.media_type,
        select=tuple(source.select),
        remove=tuple(source.remove),
    )
    clauses = segment(reading)
    with transaction.atomic():
        extraction, is_new = Extraction.objects.get_or_create(
            snapshot=snapshot,
            reader=_reader(reading, source),
            defaults={
                "media_type": reading.media_type,
                "title": reading.title,
                "page_count": reading.page_count,
                "blocks": [asdict(block) for block in reading.blocks],
                "text_sha256": text_sha256(reading),
                "clause_count": len(clauses),
            },
        )
        if is_new:
            _write_clauses(extraction, clauses)
    return extraction


def _reader(reading: Reading, source: Source) -> str:
    """What made a reading: extractor and segmenter with their versions, and the selectors, if there are any."""
    selectors = json.dumps([source.select, source.remove]) if source.select or source.remove else ""
    digest = hashlib.sha256(selectors.encode()).hexdigest()[:8]
    return f"{reading.extractor} {SEGMENTER}" + (f" selectors/{digest}" if selectors else "")


def _write_clauses(extraction: Extraction, clauses: Sequence[blocks.Clause]) -> None:
    Clause.objects.bulk_create(
        Clause(
            extraction=extraction,
            key=clause.id,
            ordinal=clause.ordinal,
            kind=clause.kind,
            text=clause.text,
            path=list(clause.path),
            lead_in=clause.lead_in,
            page=clause.page,
            start=clause.start,
            end=clause.end,
            strength=clause.strength or "",
            rule=clause.rule,
        )
        for clause in clauses
    )


# --- whole ways in ----------------------------------------------------------------------------


def import_document(
    *, policy: Policy, data: bytes, media_type: str, edition: Edition, source_url: str = ""
) -> PolicyVersion:
    """A document brought by hand, on the same way as a fetched one. All or nothing.

    Raises ExtractError or ConflictError, and then the database is as it was (the bytes may stay in the store).
    """
    fetched = Fetched(data, media_type, source_url, timezone.now(), {})
    with transaction.atomic():
        _lock(policy)
        source, _ = Source.objects.get_or_create(
            policy=policy, url=source_url, defaults={"kind": SourceKind.UPLOAD}
        )
        snapshot, outcome = record_snapshot(
            source=source, fetched=fetched, method=CaptureMethod.IMPORT
        )
        extraction = extract_snapshot(snapshot)
        _insist_is_what_it_says(media_type, extraction.media_type)
        version = build_version(policy=policy, extraction=extraction, edition=edition)
        propose_changes(version)
        compare_with_others(version)
        if outcome == Outcome.NEW:
            Event.objects.append(
                "import_document",
                subject=str(version),
                actor="import_document",
                data={"sha256": snapshot.blob_id, "reader": extraction.reader},
            )
    return version


def _lock(policy: Policy) -> None:
    """One draft of a policy at a time: two at once would not see each other's labels and neighbours."""
    Policy.objects.select_for_update().get(pk=policy.pk)


def _insist_is_what_it_says(declared: str, found: str) -> None:
    """A person who names a file means that kind of document; a server's word is not held to it."""
    if declared in extract.MEDIA_TYPES and declared != found and {declared, found} != TEXTS:
        raise ExtractError(
            "wrong_type",
            f"This file is called {declared} but holds {found}: find the right file, or rename this one.",
        )


def claim_due_sources(limit: int = 20) -> list[int]:
    """Ids of sources that are due, now claimed: their next turn moves on, so no other worker takes them."""
    now = timezone.now()
    with transaction.atomic():
        due = Source.objects.filter(is_active=True, next_fetch_at__lte=now)
        due = due.exclude(kind=SourceKind.UPLOAD).order_by("next_fetch_at")
        claimed = list(due.select_for_update(skip_locked=True)[:limit].values_list("pk", flat=True))
        Source.objects.filter(pk__in=claimed).update(next_fetch_at=now + CLAIM_LEASE)
    return claimed


def fetch_source(source: Source) -> FetchAttempt:
    """Try a source once and write the try into the ledger, whatever comes of it.

    A document makes a draft version and proposals; a page about a policy is only kept. What is expected to
    fail is recorded and the source's turn comes again; a fault of ours is recorded too, and raised.
    """
    attempt = FetchAttempt(source=source, started_at=timezone.now())
    try:
        _try(source, attempt)
    except TrackerError as error:
        _fail(attempt, error.code, str(error), is_permanent=error.permanent)
        attempt.http_status = getattr(error, "http_status", None) or attempt.http_status
    except Exception as error:
        _fail(attempt, "fault", f"{type(error).__name__} in the tracker itself.", is_permanent=True)
        raise
    finally:
        if (
            attempt.outcome
        ):  # not when the worker is being stopped: the claim lapses and another one tries
            _close(attempt)
    return attempt


def _try(source: Source, attempt: FetchAttempt) -> None:
    fetched = fetching.fetch(source.url)
    attempt.http_status = fetched.http_status
    attempt.snapshot, outcome = record_snapshot(
        source=source, fetched=fetched, method=CaptureMethod.FETCH
    )
    # A snapshot that was never read is read now: its reader failed, or was killed on the way.
    if outcome == Outcome.NEW or not attempt.snapshot.extractions.exists():
        outcome = _follow_up(source, attempt.snapshot)
    attempt.outcome = outcome


def _fail(attempt: FetchAttempt, code: str, message: str, *, is_permanent: bool) -> None:
    attempt.outcome = Outcome.FAILED
    attempt.error_code, attempt.error, attempt.is_permanent = code, message, is_permanent


def _close(attempt: FetchAttempt) -> None:
    """Write the try down and set the source's next turn; sooner after a failure that may pass."""
    now = timezone.now()
    attempt.duration = now - attempt.started_at
    attempt.save(force_insert=True)
    wait = attempt.source.fetch_every
    if attempt.is_permanent is False:
        wait = min(wait, RETRY_WITHIN)
    Source.objects.filter(pk=attempt.source_id).update(next_fetch_at=now + wait)


@transaction.atomic
def _follow_up(source: Source, snapshot: Snapshot) -> Outcome:
    """Read a new snapshot; of a document make a draft, unless only the bytes differ from the last one.

    All or nothing, so that a reading which exists is one that was followed up.
    """
    _lock(source.policy)
    if snapshot.extractions.exists():  # another worker was here first
        return Outcome.UNCHANGED
    extraction = extract_snapshot(snapshot)
    previous = (
        Extraction.objects.filter(snapshot__source=source, snapshot__method=CaptureMethod.FETCH)
        .exclude(snapshot=snapshot)
        .order_by("-snapshot__fetched_at", "-pk")
        .first()
    )
    if previous and previous.text_sha256 == extraction.text_sha256:
        return Outcome.VARIANT
    if source.kind == SourceKind.DOCUMENT:
        edition = _captured_edition(source, extraction, snapshot.fetched_at)
        version = build_version(policy=source.policy, extraction=extraction, edition=edition)
        propose_changes(version)
        compare_with_others(version)
    return Outcome.NEW


def _captured_edition(source: Source, extraction: Extraction, at: datetime) -> Edition:
    """What the machine can say of a captured document without guessing its label.

    An address that serves one version for good names that version; if another text stands there already, this
    is a re-upload. Anything else is called by the day of its capture until an editor labels it.
    """
    if source.version:
        text = latest_text(source.version)
        differs = text is not None and text.extraction.text_sha256 != extraction.text_sha256
        seen_on = at.date() if differs else None
        return Edition(source.version.label, effective_on=seen_on, is_variant=differs)
    label = f"captured {at:%Y-%m-%d}"
    earlier = PolicyVersion.objects.filter(policy=source.policy, label__startswith=label).count()
    if earlier:
        label = f"{label} ({earlier + 1})"
    return Edition(label, first_seen_on=at.date())
