"""Is the evidence still what it was? Every blob re-hashed, every file accounted for, the audit chain followed.

Nothing is mended here: a check that writes could hide what it should show.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import PurePosixPath

from commitments.blobs import DRAFT, is_stored, measured, stored_files, withdrawal_of
from commitments.models import Blob, BlobWithdrawal, Event, Snapshot

BATCH = 500  # names that are looked up in one query
NAMED = 5  # snapshots that are named in a sentence


class Kind(StrEnum):
    MISSING = "missing"
    CORRUPT = "corrupt"
    UNREADABLE = "unreadable"
    NOT_REMOVED = "not removed"
    BROKEN_CHAIN = "broken chain"
    ORPHAN = "orphan"
    DRAFT = "leftover draft"


NOTES = {Kind.ORPHAN, Kind.DRAFT}  # what a crash may leave: no evidence is lost


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and in one sentence what to do about it."""

    kind: Kind
    what: str


def check_archive(on_blob: Callable[[Blob], None]) -> Iterator[Finding]:
    """Everything that is not as it should be, as it is found; ``on_blob`` hears of each blob that is done.

    Rows and names are read in portions, so memory does not grow with the archive.
    """
    yield from _blobs(on_blob)
    yield from _files()
    yield from _chain()


# --- rows: has each its bytes? ----------------------------------------------------------------


def _blobs(on_blob: Callable[[Blob], None]) -> Iterator[Finding]:
    blobs = Blob.objects.select_related("withdrawal").order_by("pk")
    for blob in blobs.iterator(BATCH):
        if finding := _look_at(blob):
            yield finding
        on_blob(blob)


def _look_at(blob: Blob) -> Finding | None:
    finding = _withdrawn(blob) if withdrawal_of(blob) else _kept(blob)
    # Withdrawn since its row was read? Then it is missing on purpose.
    if finding and finding.kind == Kind.MISSING:
        return None if BlobWithdrawal.objects.filter(blob=blob).exists() else finding
    return finding


def _withdrawn(blob: Blob) -> Finding | None:
    if not is_stored(blob):
        return None
    what = f"{blob.path} was withdrawn but its file is still there; run withdraw_blob {blob.sha256} again."
    return Finding(Kind.NOT_REMOVED, what)


def _kept(blob: Blob) -> Finding | None:
    try:
        digest, size = measured(blob)
    except FileNotFoundError:
        return Finding(Kind.MISSING, f"{blob.path} is not in the store; {_remedy(blob)}")
    except OSError as error:
        what = f"{blob.path} cannot be read: {error.strerror}; {_remedy(blob)}"
        return Finding(Kind.UNREADABLE, what)
    if digest == blob.sha256 and size == blob.size:
        return None
    wrong = f"{size} bytes instead of {blob.size}" if size != blob.size else "other bytes"
    return Finding(Kind.CORRUPT, f"{blob.path} holds {wrong}; {_remedy(blob)}")


def _remedy(blob: Blob) -> str:
    resting = Snapshot.objects.filter(blob=blob).order_by("pk").values_list("pk", flat=True)
    named = [str(pk) for pk in resting[: NAMED + 1]]
    more = ["and more"] if len(named) > NAMED else []
    which = f"snapshots resting on it: {', '.join(named[:NAMED] + more)}; " if named else ""
    return f"{which}bring the file back from a backup, or import the same document again."


# --- files: has each its row? -----------------------------------------------------------------


def _files() -> Iterator[Finding]:
    paths = stored_files()
    while batch := list(islice(paths, BATCH)):
        names = {PurePosixPath(path).name for path in batch}
        known = {blob.path for blob in Blob.objects.filter(pk__in=names)}
        yield from (_unexpected(path) for path in batch if path not in known)


def _unexpected(path: str) -> Finding:
    if PurePosixPath(path).name.startswith(DRAFT):
        what = f"{path} was never finished; remove it when no worker is running."
        return Finding(Kind.DRAFT, what)
    what = f"{path} belongs to no blob, as after a crash between file and row; it may be removed."
    return Finding(Kind.ORPHAN, what)


# --- events -----------------------------------------------------------------------------------


def _chain() -> Iterator[Finding]:
    broken = Event.objects.first_broken()
    if broken is None:
        return
    what = (
        f"event {broken.pk} ({broken}) does not follow from the one before: one of them was changed or"
        " removed behind the triggers; compare them with a backup of the database."
    )
    yield Finding(Kind.BROKEN_CHAIN, what)
