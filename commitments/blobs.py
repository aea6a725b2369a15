"""Untouched bytes in file storage, named by their SHA-256 and never wrong under that name."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from commitments.errors import TrackerError
from commitments.models import Blob


class BlobStorage(FileSystemStorage):
    """A folder in which a file appears whole or not at all, even if the machine stops in between.

    Django's own storage writes to the final name: a kill in mid-write leaves a short file that looks stored.
    """

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".draft-", delete=False) as draft:
            for chunk in content.chunks():
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
        _sync_folder(path.parent)
        return name


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def store_blob(data: bytes) -> Blob:
    """Keep bytes under their SHA-256. The file is whole before its row is written; a damaged one is mended."""
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    if default_storage.exists(blob.path) and _read(blob) != data:
        default_storage.delete(blob.path)
    if not default_storage.exists(blob.path):
        default_storage.save(blob.path, ContentFile(data))
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


def read_blob(blob: Blob) -> bytes:
    """The untouched bytes. Raises TrackerError ``lost_blob`` if the store has lost or damaged them."""
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
