"""What an archive holds, and the taking of it into our own: each capture once, whenever the run was stopped."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from commitments.capture import extract_snapshot, record_snapshot
from commitments.fetching import Fetched
from commitments.models import CaptureMethod, Extraction, Snapshot, Source


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes as an archive saw them: ``fetched.fetched_at`` is the archive's time, not ours.

    ``provenance`` says where they come from. ``running.replay`` reads three things in it: ``label`` with
    ``effective_on`` and ``published_on``, and ``is_technical``: only the archive's reading of the page is new.
    """

    fetched: Fetched
    provenance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture in an archive's list. ``mark`` names it there for good; ``load`` brings it."""

    source: Source
    mark: str
    load: Callable[[], Capture]


Known = dict[str, tuple[int, bool]]


def known_marks(source: Source) -> Known:
    """Which captures of a source we have: their snapshots' ids, and whether each has been read. One query."""
    readings = Extraction.objects.filter(snapshot=OuterRef("pk"))
    archived = Snapshot.objects.filter(source=source, method=CaptureMethod.ARCHIVE)
    rows = archived.annotate(is_read=Exists(readings)).values_list(
        "provenance__mark", "pk", "is_read"
    )
    return {mark: (pk, is_read) for mark, pk, is_read in rows if mark}


def take(entry: Entry, known: Known) -> bool:
    """Keep a capture and read it; False if both were done before. Raises TrackerError.

    What was kept and not read, since the run was stopped in between, is read from our own store.
    """
    pk, is_read = known.get(entry.mark, (None, False))
    if is_read:
        return False
    if pk is None:
        snapshot, is_new = _kept(entry)
        pk, is_read = snapshot.pk, snapshot.extractions.exists()
    else:
        snapshot, is_new = Snapshot.objects.select_related("source", "blob").get(pk=pk), False
    known[entry.mark] = pk, is_read
    if not is_read:
        extract_snapshot(snapshot)
        known[entry.mark] = pk, True
    return is_new or not is_read


def _kept(entry: Entry) -> tuple[Snapshot, bool]:
    capture = entry.load()
    return record_snapshot(
        source=entry.source,
        fetched=capture.fetched,
        method=CaptureMethod.ARCHIVE,
        provenance={"mark": entry.mark, **capture.provenance},
    )


def sources_of(entries: Iterable[Entry]) -> list[Source]:
    """Each source once, in the order of their ids: everybody locks in one order."""
    return sorted({entry.source.pk: entry.source for entry in entries}.values(), key=lambda s: s.pk)
