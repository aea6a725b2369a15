"""Untouched bytes in file storage, named by their SHA-256 and never wrong under that name.

Withdrawn bytes stay out: whoever fetches or imports them again gets the withdrawn blob, and no file is written.
The take-down was a person's decision, and a page that still serves the document must not undo it.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from commitments.errors import TrackerError
from commitments.models import Blob, BlobWithdrawal, Event, VersionText

DRAFT = ".draft-"  # begins the name of a file that is not whole yet
SUFFIXES = {
    "application/pdf": "pdf",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
PORTION = 1024 * 1024


def suffix_of(media_type: str) -> str:
    """How the name of a file with such a document ends."""
    return SUFFIXES.get(media_type.partition(";")[0].strip().lower(), "bin")


class BlobStorage(FileSystemStorage):
    """A folder in which a file appears whole or not at all, even if the machine stops in between.

    Django's own storage writes to the final name: a kill in mid-write leaves a short file that looks stored.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: two who write under one hash write the same, and the second replaces the first."""
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=DRAFT, delete=False) as draft:
            for chunk in content.chunks():
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
        sync_folder(path.parent)
        return name

    def delete(self, name: str) -> None:
        """Remove a file, if it is there; a power cut does not bring it back."""
        super().delete(name)
        folder = Path(self.path(name)).parent
        if folder.exists():
            sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last: a renamed file is only safe once its folder is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# --- keeping and reading ----------------------------------------------------------------------


def store_blob(data: bytes) -> Blob:
    """Keep bytes under their SHA-256. The file is whole before its row is written; a damaged one is mended.

    Of a withdrawn blob only the row is returned: its bytes are not stored again.
    """
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    known = Blob.objects.select_related("withdrawal").filter(pk=blob.pk).first()
    if known and withdrawal_of(known):
        return known
    is_written = _ensure_file(blob, data)
    if known is None:
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
    # Somebody may have withdrawn it since the first look, and removed the file before this one wrote it.
    if is_written and withdrawal_of(blob):
        default_storage.delete(blob.path)
    return known or blob


def _ensure_file(blob: Blob, data: bytes) -> bool:
    """Whether the file had to be written, because it was not there or damaged."""
    if default_storage.exists(blob.path) and _read(blob) == data:
        return False
    default_storage.save(blob.path, ContentFile(data))
    return True


def read_blob(blob: Blob) -> bytes:
    """The untouched bytes.

    Raises TrackerError: ``withdrawn_blob``, with the reason, if they were withdrawn; ``lost_blob`` if the store
    has lost or damaged them.
    """
    if withdrawal := withdrawal_of(blob):
        raise TrackerError("withdrawn_blob", told(withdrawal))
    try:
        data = _read(blob)
    except FileNotFoundError as error:
        message = f"The store has no file {blob.path}: bring it back from a backup."
        raise TrackerError("lost_blob", message) from error
    if hashlib.sha256(data).hexdigest() != blob.sha256:
        message = f"The file {blob.path} is damaged: bring it back from a backup."
        raise TrackerError("lost_blob", message)
    return data


def _read(blob: Blob) -> bytes:
    with default_storage.open(blob.path) as file:
        return bytes(file.read())


# --- withdrawing ------------------------------------------------------------------------------


def withdraw_blob(blob: Blob, *, reason: str, by: User) -> BlobWithdrawal:
    """Remove a blob's bytes for good; its hash stays. The first withdrawal stands.

    From then on nobody sees the text that was read in it, as of no moment (``VersionText.objects.public``).

    The row is committed before the file goes. After a kill in between the bytes are refused already,
    ``check_archive`` names the file, and the same call removes it; the other way round, evidence would be
    missing without a word why.
    """
    with transaction.atomic(durable=True):
        withdrawal, is_new = BlobWithdrawal.objects.get_or_create(
            blob=blob, defaults={"reason": reason, "by": by}
        )
        if is_new:
            facts = {"reason": reason, "texts": _hidden(blob)}
            Event.objects.append("withdraw_blob", subject=blob.sha256, actor=str(by), data=facts)
    default_storage.delete(blob.path)
    return withdrawal


def _hidden(blob: Blob) -> list[str]:
    """The versions whose public text was read in these bytes."""
    texts = VersionText.objects.stated(None).filter(extraction__snapshot__blob=blob)
    return [str(text.version) for text in texts.select_related("version__policy__organization")]


def withdrawal_of(blob: Blob) -> BlobWithdrawal | None:
    """The withdrawal of a blob, or None; a query, unless it was selected with the blob."""
    withdrawal: BlobWithdrawal | None = getattr(blob, "withdrawal", None)
    return withdrawal


def told(withdrawal: BlobWithdrawal) -> str:
    """One sentence for whoever asks for withdrawn bytes."""
    day = withdrawal.withdrawn_at.date()
    return f"The bytes of {withdrawal.blob_id} were withdrawn on {day}: {withdrawal.reason}"


# --- looking after the store ------------------------------------------------------------------


def is_stored(blob: Blob) -> bool:
    """Whether there is a file under the blob's name, whatever it holds."""
    return default_storage.exists(blob.path)


def measured(blob: Blob) -> tuple[str, int]:
    """SHA-256 and size of the file under the blob's name, read in portions. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with default_storage.open(blob.path) as file:
        for portion in file.chunks(PORTION):
            digest.update(portion)
            size += len(portion)
    return digest.hexdigest(), size


def stored_files(folder: str = "") -> Iterator[str]:
    """The path of every file in the store, in order, one folder in memory at a time."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was stored yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(files))
    for name in sorted(folders):
        yield from stored_files(prefix + name)
