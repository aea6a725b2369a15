"""What the tracker has corrected: rows of its record that took the place of others which were public.

Nothing is overwritten, so the log needs no hand to keep it: a later row about the same thing, saying something
else, is a correction, and a withdrawal is one too. Of a draft or a withdrawn version no words are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from commitments.models import (
    BlobWithdrawal,
    Change,
    CommitmentText,
    State,
    TrackerReading,
    VersionRecord,
)
from commitments.steps import between_public
from commitments.watermarks import watermark

MOST = 200  # the newest; what is older is in the record's own rows, by known_at


@dataclass(frozen=True, slots=True)
class Correction:
    """``before`` and ``after`` are what was said and is said; empty where they are no text."""

    at: datetime
    what: str
    address: str
    before: str
    after: str
    note: str
    by: str


def corrections(known_at: datetime | None = None) -> list[Correction]:
    """The newest first, ``MOST`` of them. Today's cost one query until something is published.

    Then, and for another moment, they cost five queries through the whole record and those that name what was
    corrected.
    """
    return _corrections(known_at) if known_at else _todays(watermark().key)


@lru_cache(maxsize=1)
def _todays(mark: str) -> list[Correction]:
    return _corrections(None)


def _corrections(known_at: datetime | None) -> list[Correction]:
    found = [*_texts(known_at), *_readings(known_at), *_versions(known_at), *_takedowns(known_at)]
    return sorted(found, key=attrgetter("at"), reverse=True)[:MOST]


def _superseding(rows: Any, owner: list[str], *fields: str) -> Any:
    """Rows that say something else than the row before them about the same thing, newest first."""
    order = [F("recorded_at").asc(), F("pk").asc()]
    before = {
        f"before_{name}": Window(Lag(name), partition_by=owner, order_by=order) for name in fields
    }
    differs = Q()
    for name in fields:
        differs |= ~Q(**{name: F(f"before_{name}")})
    first = fields[0]
    rows = rows.annotate(**before).filter(differs, **{f"before_{first}__isnull": False})
    return rows.order_by("-recorded_at", "-pk")[:MOST]


def _texts(known_at: datetime | None) -> Iterator[Correction]:
    rows = CommitmentText.objects.known(known_at).filter(version__in=_public(known_at))
    rows = rows.defer("search").select_related("commitment__organization", "version", "recorded_by")
    for row in _superseding(rows, ["commitment", "version"], "text", "kind"):
        yield Correction(
            row.recorded_at,
            f"What {row.version.name} says: {row.commitment}",
            f"{row.commitment.get_absolute_url()}#{row.version.slug}",
            row.before_text,
            row.text,
            row.note,
            _by(row),
        )


def _readings(known_at: datetime | None) -> Iterator[Correction]:
    shown = between_public(Change.objects.all(), known_at)
    rows = TrackerReading.objects.known(known_at).filter(change__in=shown)
    rows = rows.select_related(
        "change__commitment__organization", "change__new_version", "recorded_by"
    )
    for row in _superseding(rows, ["change"], "outcome"):
        commitment, version = row.change.commitment, row.change.new_version
        yield Correction(
            row.recorded_at,
            f"The reading of {commitment} in {version.name}",
            f"{commitment.get_absolute_url()}#{version.slug}",
            row.before_outcome,
            row.outcome,
            row.note,
            _by(row),
        )


def _versions(known_at: datetime | None) -> Iterator[Correction]:
    """Dates and summaries of versions, and versions that were withdrawn; drafts are nobody's business."""
    rows = VersionRecord.objects.known(known_at).exclude(state=State.DRAFT)
    rows = rows.select_related("version__policy__organization", "recorded_by")
    public = set(_public(known_at).values_list("version_id", flat=True))
    for row in _superseding(rows, ["version"], "summary", "state"):
        is_gone = row.state == State.WITHDRAWN
        if not is_gone and row.version_id not in public:
            continue
        yield Correction(
            row.recorded_at,
            f"{'Withdrawn' if is_gone else 'The record of'} {row.version}",
            "" if is_gone else row.version.get_absolute_url(),
            "" if is_gone else row.before_summary,
            "" if is_gone else row.summary,
            "" if is_gone else row.note,
            _by(row),
        )


def _public(known_at: datetime | None) -> Any:
    return VersionRecord.objects.public(known_at).values("version")


def _takedowns(known_at: datetime | None) -> Iterator[Correction]:
    rows = BlobWithdrawal.objects.filter(**({"withdrawn_at__lte": known_at} if known_at else {}))
    for row in islice(rows.select_related("by"), MOST):
        what = f"The document with SHA-256 {row.blob_id} was taken down"
        yield Correction(row.withdrawn_at, what, "", "", "", row.reason, str(row.by))


def _by(row: Any) -> str:
    return str(row.recorded_by) if row.recorded_by else str(row.get_origin_display())
