"""check_archive: every fault is named in one line, a clean archive says so, and nothing is written."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from commitments import blobs
from commitments.management.progress import Progress
from commitments.models import Blob, Event, Snapshot


@pytest.fixture
def blob(db) -> Blob:
    blobs.store_blob(b"a neighbour that is well")
    return blobs.store_blob(b"words")


def faults(run) -> list[str]:
    """The lines of a check that failed, the summary last."""
    out = StringIO()
    with pytest.raises(CommandError, match=r"The archive has \d+ fault"):
        run("check_archive", out=out)
    return out.getvalue().splitlines()


def test_a_clean_archive_is_said_to_be_so(run, two_versions):
    told = run("check_archive")
    assert told.startswith("2 blobs, 0 withdrawn, 2 snapshots, ")
    assert told.endswith("all is as it should be.\n")


def test_an_empty_archive_is_clean(run, db):
    assert "all is as it should be" in run("check_archive")


def truncate(path: Path) -> None:
    os.truncate(path, 3)


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2] ^= 1
    path.write_bytes(data)


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncate, "corrupt: {path} holds 3 bytes instead of 5;"),
        (flip_a_bit, "corrupt: {path} holds other bytes;"),
        (lengthen, "corrupt: {path} holds 6 bytes instead of 5;"),
        (Path.unlink, "missing: {path} is not in the store;"),
        (become_a_folder, "unreadable: {path} cannot be read: Is a directory;"),
    ],
)
def test_damage_is_found_and_what_to_do_is_said(
    run, blob, file_of, damage: Callable[[Path], None], said: str
):
    damage(file_of(blob))
    line, summary = faults(run)
    assert line.startswith(said.format(path=blob.path))
    assert "bring the file back from a backup, or import the same document again" in line
    assert summary.endswith(f": 1 {said.split(':')[0]}.")


def test_the_snapshots_that_rest_on_lost_bytes_are_named(run, two_versions, file_of):
    snapshot = Snapshot.objects.latest()
    file_of(snapshot.blob).unlink()
    assert f"snapshots resting on it: {snapshot.pk};" in faults(run)[0]


def test_every_fault_is_named(run, db, file_of):
    kept = [blobs.store_blob(f"words {number}".encode()) for number in range(5)]
    for blob in kept[:3]:
        file_of(blob).unlink()
    lines = faults(run)
    assert sorted(line.split()[1] for line in lines[:-1]) == sorted(b.path for b in kept[:3])
    assert lines[-1].startswith("5 blobs, ") and lines[-1].endswith(": 3 missing.")


def test_storing_the_same_bytes_mends_the_archive(run, blob, file_of):
    flip_a_bit(file_of(blob))
    faults(run)
    blobs.store_blob(b"words")
    assert "all is as it should be" in run("check_archive")


@pytest.mark.parametrize("name", [f"ab/cd/{'abcd' * 16}", "stray.txt", "ab/notes/of-somebody.txt"])
def test_a_file_without_a_row_is_a_note(run, blob, settings, name):
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"words")
    note, summary = run("check_archive").splitlines()
    assert note.startswith(f"note: orphan: {name} belongs to no blob")
    assert summary.endswith(": 1 orphan.")


def test_so_is_a_copy_in_the_wrong_folder(run, blob, settings, file_of):
    wrong = Path(settings.MEDIA_ROOT) / "zz" / blob.sha256
    wrong.parent.mkdir()
    wrong.write_bytes(file_of(blob).read_bytes())
    assert f"note: orphan: zz/{blob.sha256}" in run("check_archive")


def test_what_a_killed_write_left_is_a_note(run, blob, file_of):
    (file_of(blob).parent / ".draft-x7").write_bytes(b"wo")
    assert f"note: leftover draft: {blob.path[:6]}.draft-x7" in run("check_archive")


def test_withdrawn_bytes_are_not_missed(run, blob, editor):
    blobs.withdraw_blob(blob, reason="a test", by=editor)
    assert "2 blobs, 1 withdrawn" in run("check_archive")


def test_bytes_that_are_withdrawn_during_the_check_are_not_missed(run, blob, editor, monkeypatch):
    measured = blobs.measured

    def measured_late(row: Blob) -> tuple[str, int]:
        if row == blob:
            blobs.withdraw_blob(Blob.objects.get(pk=row.pk), reason="a test", by=editor)
        return measured(row)

    monkeypatch.setattr("commitments.archive.checking.measured", measured_late)
    assert "2 blobs, 1 withdrawn" in run("check_archive")


def test_withdrawn_bytes_that_are_still_there_are_a_fault(run, blob, editor, file_of):
    blobs.withdraw_blob(blob, reason="a test", by=editor)
    file_of(blob).write_bytes(b"words")
    assert faults(run)[0].endswith(f"run withdraw_blob {blob.sha256} again.")


@pytest.mark.parametrize(
    "forgery",
    ["UPDATE {table} SET actor = 'mallory' WHERE id = {pk}", "DELETE FROM {table} WHERE id = {pk}"],
)
def test_a_chain_that_was_tampered_with_is_a_fault(run, dataset, forgery):
    event = Event.objects.append("try", subject="one", actor="edith")
    Event.objects.append("try", subject="two", actor="edith")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE commitments_event DISABLE TRIGGER USER")
        cursor.execute(forgery.format(table="commitments_event", pk=event.pk))
    line, summary = faults(run)
    assert line.startswith("broken chain: event ")
    assert "does not follow from the one before" in line
    assert summary.endswith(": 1 broken chain.")


def test_a_check_changes_nothing(run, blob, file_of, settings):
    flip_a_bit(file_of(blob))
    (file_of(blob).parent / ".draft-x7").write_bytes(b"wo")

    def state() -> list[tuple[str, bytes]]:
        files = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
        return sorted((str(path), path.read_bytes()) for path in files)

    before = state(), Event.objects.count()
    faults(run)
    assert (state(), Event.objects.count()) == before


def test_the_number_of_queries_does_not_grow_with_the_archive(
    run, db, django_assert_max_num_queries
):
    for number in range(60):
        blobs.store_blob(f"words {number}".encode())
    with django_assert_max_num_queries(12):
        run("check_archive")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_that_goes_away():
    terminal = Terminal()
    with Progress(terminal, 200) as progress:
        progress.advance(100)
        progress.advance(100)
    shown = terminal.getvalue().split("\r")
    assert any(" 50%" in line for line in shown) and any("100%" in line for line in shown)
    assert shown[-2].strip() == shown[-1] == ""


def test_elsewhere_there_is_no_bar():
    out = StringIO()
    with Progress(out, 0) as progress:
        progress.advance(5)
    assert out.getvalue() == ""
