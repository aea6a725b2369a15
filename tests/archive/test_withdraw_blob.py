"""withdraw_blob: the bytes go, the hash and the reason stay, and a kill at any instant leaves no riddle."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from commitments import blobs
from commitments.errors import TrackerError
from commitments.models import Blob, BlobWithdrawal, Event, Snapshot

WHY = "The publisher's lawyers asked."


@pytest.fixture
def blob(db) -> Blob:
    return blobs.store_blob(b"words")


@pytest.fixture
def withdraw(run, editor):
    return lambda blob, reason=WHY, by="edith": run(
        "withdraw_blob", blob.sha256, "--reason", reason, "--by", by
    )


def test_the_bytes_go_and_the_record_stays(blob, withdraw, file_of, editor):
    said = withdraw(blob)
    assert not file_of(blob).exists()
    assert Blob.objects.get() == blob
    withdrawal = BlobWithdrawal.objects.get()
    assert (withdrawal.blob, withdrawal.reason, withdrawal.by) == (blob, WHY, editor)
    assert WHY in said and f"{withdrawal.withdrawn_at:%Y-%m-%d}" in said
    event = Event.objects.first()
    assert (event.verb, event.subject, event.actor) == ("withdraw_blob", blob.sha256, "edith")
    assert event.data == {"reason": WHY, "texts": []}
    assert Event.objects.first_broken() is None


def test_whoever_reads_them_is_told_why(blob, withdraw):
    withdraw(blob)
    with pytest.raises(TrackerError, match=WHY) as caught:
        blobs.read_blob(Blob.objects.get())
    assert caught.value.code == "withdrawn_blob"


def test_the_text_that_was_read_in_them_is_shown_to_nobody_whatever_the_moment(
    client, withdraw, bring
):
    version = bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    before = timezone.now()
    places = [
        version.get_absolute_url(),
        f"/api/v1{version.get_absolute_url()}clauses/",
        f"{version.get_absolute_url()}text/",
        "/search/?q=lighthouse",
        "/api/v1/search/?q=lighthouse",
    ]
    assert all(b"lighthouse lit" in _body(client, place) for place in places[:3])
    withdraw(version.text.extraction.snapshot.blob)
    for place in places:
        for moment in ({}, {"known_at": before.isoformat()}):
            shown = _body(client, place, moment)
            assert b"lighthouse lit" not in shown and b"lighthouse</mark> lit" not in shown
    page = client.get(version.get_absolute_url()).content.decode()
    assert "lawyers asked" in page and version.captured.extraction.snapshot.blob_id in page
    event = Event.objects.get(verb="withdraw_blob")
    assert event.data["texts"] == [str(version)]


def _body(client, place: str, moment: dict[str, str] | None = None) -> bytes:
    return bytes(client.get(place, moment or {}).content)


def test_a_second_time_changes_nothing(blob, withdraw, django_user_model):
    django_user_model.objects.create_user("mallory")
    withdraw(blob)
    said = withdraw(blob, reason="Another reason", by="mallory")
    assert WHY in said and "Another" not in said
    assert BlobWithdrawal.objects.count() == 1
    assert Event.objects.filter(verb="withdraw_blob").count() == 1


def test_a_kill_before_the_file_is_gone_is_seen_and_finished(
    blob, withdraw, file_of, run, monkeypatch
):
    def killed(name):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(default_storage._wrapped, "delete", killed)
        withdraw(blob)
    assert file_of(blob).exists()
    with pytest.raises(TrackerError, match="were withdrawn"):
        blobs.read_blob(Blob.objects.get())
    with pytest.raises(CommandError, match="1 fault"):
        run("check_archive")
    withdraw(blob)
    assert not file_of(blob).exists()
    assert "1 withdrawn" in run("check_archive")
    assert Event.objects.filter(verb="withdraw_blob").count() == 1


def test_a_file_never_goes_before_its_row_is_committed(blob, editor, file_of, monkeypatch):
    def fail(*args, **options):
        raise IntegrityError("the database is gone")

    monkeypatch.setattr(Event.objects, "append", fail)
    with pytest.raises(IntegrityError):
        blobs.withdraw_blob(blob, reason=WHY, by=editor)
    assert file_of(blob).exists()
    assert not BlobWithdrawal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_inside_a_transaction_that_could_still_roll_back(
    file_of, django_user_model
):
    blob = blobs.store_blob(b"words")
    edith = django_user_model.objects.create_user("edith")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        blobs.withdraw_blob(blob, reason=WHY, by=edith)
    assert file_of(blob).exists()


def test_the_same_bytes_are_not_written_again_not_even_for_a_moment(
    blob, withdraw, file_of, monkeypatch
):
    withdraw(blob)
    with monkeypatch.context() as patch:
        patch.setattr(default_storage._wrapped, "save", lambda *_: pytest.fail("written"))
        assert blobs.withdrawal_of(blobs.store_blob(b"words")).reason == WHY
    assert not file_of(blob).exists()
    assert blobs.read_blob(blobs.store_blob(b"other words")) == b"other words"


def test_nor_do_they_when_they_are_withdrawn_while_they_are_being_mended(
    blob, editor, file_of, monkeypatch
):
    file_of(blob).unlink()
    save = default_storage._wrapped.save

    def save_late(name, content):
        """The other process withdraws between this one's first look and its write."""
        blobs.withdraw_blob(Blob.objects.get(), reason=WHY, by=editor)
        return save(name, content)

    monkeypatch.setattr(default_storage._wrapped, "save", save_late)
    blobs.store_blob(b"words")
    assert not file_of(blob).exists()


def test_a_document_that_is_imported_again_is_refused_with_the_reason(
    run, withdraw, bring, tmp_path
):
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    blob = Snapshot.objects.latest().blob
    said = withdraw(blob)
    assert "The text of" in said and "v9.0" in said and "is shown no more" in said
    path = tmp_path / "again.txt"
    path.write_text("We will keep the lighthouse lit.")
    policy = "anthropic/responsible-scaling-policy"
    with pytest.raises(CommandError, match=WHY):
        run(
            "import_document",
            path,
            "--policy",
            policy,
            *["--label", "v9.1", "--effective", "2026-11-01"],
        )


@pytest.mark.parametrize(
    ("sha256", "by", "reason", "words"),
    [
        ("f" * 64, "edith", WHY, "There is no blob ffff"),
        ("5891", "edith", WHY, "There is no blob 5891"),
        (None, "nobody", WHY, "There is no user nobody"),
        (None, "edith", " \n", "needs a reason"),
    ],
)
def test_what_makes_no_sense_removes_nothing(run, blob, editor, file_of, sha256, by, reason, words):
    with pytest.raises(CommandError, match=words):
        run("withdraw_blob", sha256 or blob.sha256, "--reason", reason, "--by", by)
    assert file_of(blob).exists()
    assert not BlobWithdrawal.objects.exists()


def test_the_database_wants_a_reason_too(blob, editor):
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        BlobWithdrawal.objects.create(blob=blob, reason=" ", by=editor)


def test_a_withdrawal_cannot_be_taken_back(blob, withdraw):
    withdraw(blob)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM commitments_blobwithdrawal")


def test_a_hash_in_capitals_is_the_same_hash(blob, run, editor, file_of):
    assert blob.sha256 == hashlib.sha256(b"words").hexdigest()
    run("withdraw_blob", blob.sha256.upper(), "--reason", WHY, "--by", "edith")
    assert not file_of(blob).exists()
