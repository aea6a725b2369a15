"""The machine's verbs: from an address or a file to evidence, a reading of it, a draft, and proposals.

Each can be repeated: the same bytes make no second snapshot, the same reading no second extraction, the same
text no second draft. Nothing here publishes; that is for people (``review``).
"""

import hashlib
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from commitments import fetching
from commitments.drafts import Edition, build_version, latest_text
from commitments.errors import ExtractError, TrackerError
from commitments.fetching import Fetched
from commitments.models import (
    Blob,
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
from commitments.proposals import propose_changes
from commitments.text import extract
from commitments.text.blocks import Reading
from commitments.text.segment import SEGMENTER, segment, text_sha256

TEXTS = {"text/plain", "text/markdown"}  # which of the two a text is, its name alone can say
CLAIM_LEASE = timedelta(minutes=15)  # a claimed source whose worker died is due again after this


# --- evidence ---------------------------------------------------------------------------------


def store_blob(data: bytes) -> Blob:
    """Keep bytes under their SHA-256. The file is written before the row: a row never lacks its bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    blob = Blob(sha256=sha256, size=len(data))
    if not default_storage.exists(blob.path):
        default_storage.save(blob.path, ContentFile(data))
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


def read_blob(blob: Blob) -> bytes:
    """The untouched bytes. Raises FileNotFoundError if the store lost them."""
    with default_storage.open(blob.path) as file:
        return bytes(file.read())


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
    with transaction.atomic():
        extraction, is_new = Extraction.objects.get_or_create(
            snapshot=snapshot,
            reader=f"{reading.extractor} {SEGMENTER}",
            defaults={
                "media_type": reading.media_type,
                "title": reading.title,
                "page_count": reading.page_count,
                "blocks": [asdict(block) for block in reading.blocks],
                "text_sha256": text_sha256(reading),
            },
        )
        if is_new:
            _write_clauses(extraction, reading)
    return extraction


def _write_clauses(extraction: Extraction, reading: Reading) -> None:
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
        for clause in segment(reading)
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
        if outcome == Outcome.NEW:
            Event.objects.append(
                "import_document",
                subject=str(version),
                actor="import_document",
                data={"sha256": snapshot.blob_id, "reader": extraction.reader},
            )
    return version


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
    fail is recorded and the source's turn comes again; any other exception passes through.
    """
    started_at, clock = timezone.now(), time.monotonic()
    try:
        fetched = fetching.fetch(source.url)
        snapshot, outcome = record_snapshot(
            source=source, fetched=fetched, method=CaptureMethod.FETCH
        )
        # A snapshot that was never read is read now: its reader failed, or was killed on the way.
        if outcome == Outcome.NEW or not snapshot.extractions.exists():
            outcome = _follow_up(source, snapshot)
        facts: dict[str, Any] = {
            "outcome": outcome,
            "snapshot": snapshot,
            "http_status": fetched.http_status,
        }
    except TrackerError as error:
        facts = _failure(error)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now() + source.fetch_every)
    return FetchAttempt.objects.create(
        source=source,
        started_at=started_at,
        duration=timedelta(seconds=time.monotonic() - clock),
        **facts,
    )


def _failure(error: TrackerError) -> dict[str, Any]:
    return {
        "outcome": Outcome.FAILED,
        "http_status": getattr(error, "http_status", None),
        "error_code": error.code,
        "error": str(error),
        "is_permanent": error.permanent,
    }


@transaction.atomic
def _follow_up(source: Source, snapshot: Snapshot) -> Outcome:
    """Read a new snapshot; of a document make a draft, unless only the bytes differ from the last one.

    All or nothing, so that a reading which exists is one that was followed up.
    """
    extraction = extract_snapshot(snapshot)
    previous = (
        Extraction.objects.filter(snapshot__source=source)
        .exclude(snapshot=snapshot)
        .order_by("-snapshot__fetched_at", "-pk")
        .first()
    )
    if previous and previous.text_sha256 == extraction.text_sha256:
        return Outcome.VARIANT
    if source.kind == SourceKind.DOCUMENT:
        edition = _captured_edition(source, extraction, snapshot.fetched_at)
        propose_changes(build_version(policy=source.policy, extraction=extraction, edition=edition))
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
