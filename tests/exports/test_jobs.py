"""Files that a worker makes: asked for once, made once, kept for a day, and never out of date."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from commitments import tasks
from commitments.blobs import withdraw_blob
from commitments.errors import ConflictError, TrackerError
from commitments.exports import FORMATS, jobs
from commitments.exports.gathering import Gatherer
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.models import Blob, Export, OrganizationRecord
from tests.exports.made import ORIGIN

HISTORY = Order.of(Subject.HISTORY, {"organization": "naver"}, {})
TEXT = FORMATS["txt"]


def ask(order: Order = HISTORY, made=TEXT, origin: str = ORIGIN) -> tuple[Export, bool]:
    return jobs.ask(order, made, order.find(), gatherer=Gatherer(origin), address="/api/v1/")


def done() -> Export:
    job, _ = ask()
    jobs.make(job.key)
    job.refresh_from_db()
    return job


def publish_something() -> None:
    first = OrganizationRecord.objects.first()
    OrganizationRecord.objects.create(organization=first.organization, name="New", origin="dataset")


def test_what_is_asked_for_is_made_part_by_part(dataset, monkeypatch):
    job, is_new = ask()
    assert (is_new, job.state, job.title) == (
        True,
        "waiting",
        "NAVER: its policies, version by version",
    )
    seen = []
    change = jobs._state

    def watched(key, **facts):
        change(key, **facts)
        seen.append(Export.objects.values_list("state", "done").get())

    monkeypatch.setattr(jobs, "_state", watched)
    jobs.make(job.key)
    parts = HISTORY.find().parts
    assert seen == [*(("working", n) for n in range(parts + 1)), ("done", parts)]
    job.refresh_from_db()
    with jobs.opened(job) as file:
        data = file.read()
    assert data.startswith(b"PK")
    assert (job.size, job.media_type) == (len(data), "application/zip")
    assert job.name.startswith("naver_history_txt_")


def test_the_same_question_is_the_same_file(dataset):
    job = done()
    assert ask() == (job, False)
    assert [ask(made=FORMATS["md"])[1], ask(origin="https://other.example")[1]] == [True, True]


def test_junk_in_an_address_makes_no_other_file(dataset):
    job, _ = ask()
    junk = {"limit": "3", "x": "y", "format": "txt"}
    assert ask(Order.of(Subject.HISTORY, {"organization": "naver"}, junk)) == (job, False)


def test_after_a_publication_it_is_another_question_and_the_old_file_is_handed_to_nobody(dataset):
    job = done()
    publish_something()
    assert jobs.opened(job) is None
    assert ask()[0] != job


def test_after_a_take_down_the_old_file_is_handed_to_nobody_and_swept_away(two_versions, editor):
    job = done()
    withdraw_blob(Blob.objects.first(), reason="copyright claim", by=editor)
    assert jobs.opened(job) is None
    assert jobs.sweep() == 1
    assert not jobs.files().exists(job.key)


def test_what_the_record_has_overtaken_is_not_made(dataset):
    job, _ = ask()
    publish_something()
    jobs.make(job.key)
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.CHANGED)
    assert not jobs.files().exists(job.key)


def test_what_was_made_while_the_record_changed_is_handed_to_nobody(dataset, monkeypatch):
    save = jobs._state

    def publish_meanwhile(key, **facts):
        if facts.get("state") == "working":
            publish_something()
        save(key, **facts)

    monkeypatch.setattr(jobs, "_state", publish_meanwhile)
    job = done()
    assert job.state == "done"
    assert jobs.opened(job) is None


def test_only_so_many_wait_at_a_time(dataset, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_OPEN", 1)
    job, _ = ask()
    with pytest.raises(ConflictError, match="files are being made already"):
        ask(made=FORMATS["md"])
    assert ask() == (job, False)  # which takes no further place
    jobs.make(job.key)
    assert ask(made=FORMATS["md"])[1]


def test_what_failed_is_tried_again_when_it_is_asked_for_again(dataset, monkeypatch):
    def fail(*args, **options):
        raise TrackerError("lost_blob", "The store has no file x: bring it back from a backup.")

    with monkeypatch.context() as patch:
        patch.setattr("commitments.exports.histories.zipped", fail)
        job = done()
    assert (job.state, job.fault) == (
        "failed",
        "The store has no file x: bring it back from a backup.",
    )
    again, is_new = ask()
    assert (again.pk, is_new) == (job.pk, True)
    assert done().state == "done"


def test_a_second_run_of_what_is_done_does_nothing(dataset):
    job = done()
    before = job.changed_at
    jobs.make(job.key)
    job.refresh_from_db()
    assert job.changed_at == before
    jobs.make("no-such-key")


def test_a_file_is_kept_for_a_day(dataset):
    job = done()
    assert jobs.sweep() == 0
    assert jobs.files().exists(job.key)
    Export.objects.update(changed_at=timezone.now() - timedelta(hours=25))
    assert jobs.sweep() == 1
    assert not jobs.files().exists(job.key)
    assert jobs.opened(job) is None


def test_of_too_many_files_the_oldest_go(dataset, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_KEPT", 1)
    old = done()
    Export.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    new, _ = ask(made=FORMATS["md"])
    jobs.make(new.key)
    assert jobs.sweep() == 1
    assert [jobs.files().exists(job.key) for job in (old, new)] == [False, True]


def test_what_a_killed_worker_left_has_failed_and_can_be_asked_for_again(dataset):
    job, _ = ask()
    Export.objects.update(state="working", changed_at=timezone.now() - timedelta(minutes=16))
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.INTERRUPTED)
    assert ask()[1]


def test_one_file_does_not_kill_worker_after_worker(dataset):
    job, _ = ask()
    Export.objects.update(state="working", tries=jobs.MOST_TRIES)
    jobs.make(job.key)
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.DEADLY)
    ask()  # whoever asks again begins anew
    assert done().state == "done"


def test_what_takes_too_long_says_how_it_is_made_without_a_limit(dataset, monkeypatch):
    def take_long(key):
        raise tasks.SoftTimeLimitExceeded

    job, _ = ask()
    monkeypatch.setattr(jobs, "make", take_long)
    tasks.make_export(job.key)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "manage.py export" in job.fault


def test_a_fault_of_ours_is_told_and_not_swallowed(dataset, monkeypatch):
    monkeypatch.setattr("commitments.exports.histories.zipped", lambda files: 1 / 0)
    job, _ = ask()
    with pytest.raises(ZeroDivisionError):
        jobs.make(job.key)
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.OUR_FAULT)


def test_what_the_database_interrupts_is_taken_up_again(dataset, monkeypatch):
    def lost(files):
        raise OperationalError("server closed the connection unexpectedly")

    job, _ = ask()
    with monkeypatch.context() as patch:
        patch.setattr("commitments.exports.histories.zipped", lost)
        with pytest.raises(OperationalError):  # for which the task is tried again
            jobs.make(job.key)
    job.refresh_from_db()
    assert (job.state, job.tries) == ("working", 1)
    assert done().state == "done"
