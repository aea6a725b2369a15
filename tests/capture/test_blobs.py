"""blobs: bytes under their SHA-256, whole or not at all, and never wrong under that name."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from commitments import blobs
from commitments.errors import TrackerError
from commitments.models import Blob


def file_of(blob: Blob, settings) -> Path:
    return Path(settings.MEDIA_ROOT) / blob.path


def test_bytes_come_back_as_they_were(db):
    blob = blobs.store_blob(b"\x00\xffwords")
    assert blob.sha256 == hashlib.sha256(b"\x00\xffwords").hexdigest()
    assert blobs.read_blob(blob) == b"\x00\xffwords"


def test_the_same_bytes_are_kept_once(db, settings):
    blobs.store_blob(b"words")
    blob = blobs.store_blob(b"words")
    assert Blob.objects.count() == 1
    assert [path.name for path in file_of(blob, settings).parent.iterdir()] == [blob.sha256]


def test_a_short_file_of_an_earlier_crash_is_replaced(db, settings):
    blob = Blob(sha256=hashlib.sha256(b"words").hexdigest(), size=5)
    file_of(blob, settings).parent.mkdir(parents=True)
    file_of(blob, settings).write_bytes(b"wo")
    assert blobs.read_blob(blobs.store_blob(b"words")) == b"words"


def test_a_write_that_fails_leaves_no_file_under_the_name(db, settings, monkeypatch):
    def fail(self, chunk_size=None):
        yield b"wo"
        raise OSError("disk full")

    monkeypatch.setattr(ContentFile, "chunks", fail)
    with pytest.raises(OSError, match="disk full"):
        blobs.store_blob(b"words")
    blob = Blob(sha256=hashlib.sha256(b"words").hexdigest())
    assert not file_of(blob, settings).exists()
    assert not Blob.objects.exists()


@pytest.mark.parametrize(("damage", "words"), [(None, "has no file"), (b"worms", "is damaged")])
def test_lost_or_damaged_bytes_are_said(db, settings, damage, words):
    blob = blobs.store_blob(b"words")
    file_of(blob, settings).unlink()
    if damage:
        file_of(blob, settings).write_bytes(damage)
    with pytest.raises(TrackerError, match=words):
        blobs.read_blob(blob)
