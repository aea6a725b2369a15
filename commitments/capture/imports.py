"""Documents brought by hand, on the same way as fetched ones."""

from django.db import transaction
from django.utils import timezone

from commitments.capture.evidence import extract_snapshot, record_snapshot
from commitments.capture.rereading import read_neighbours
from commitments.drafts import Edition, build_version, lock
from commitments.errors import ExtractError
from commitments.fetching import Fetched
from commitments.models import CaptureMethod, Event, Policy, PolicyVersion, Source, SourceKind
from commitments.proposals import compare_with_others, propose_changes
from commitments.text import extract

TEXTS = {"text/plain", "text/markdown"}  # which of the two a text is, its name alone can say


def import_document(
    *, policy: Policy, data: bytes, media_type: str, edition: Edition, source_url: str = ""
) -> PolicyVersion:
    """A document brought by hand, on the same way as a fetched one. All or nothing.

    Raises ExtractError or ConflictError, and then the database is as it was (the bytes may stay in the store).
    """
    fetched = Fetched(data, media_type, source_url, timezone.now(), {})
    with transaction.atomic():
        lock(policy)
        source, _ = Source.objects.get_or_create(
            policy=policy, url=source_url, defaults={"kind": SourceKind.UPLOAD}
        )
        snapshot, is_new = record_snapshot(
            source=source, fetched=fetched, method=CaptureMethod.IMPORT
        )
        extraction = extract_snapshot(snapshot)
        _insist_is_what_it_says(media_type, extraction.media_type)
        version = build_version(policy=policy, extraction=extraction, edition=edition)
        propose_changes(version, read_neighbours(version))
        compare_with_others(version)
        if is_new:
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
