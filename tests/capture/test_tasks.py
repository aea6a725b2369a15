"""What the job around a fetch does: it comes again when that may help, and not when it cannot."""

from types import SimpleNamespace

import pytest
from celery.exceptions import Retry
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_prerun
from django import db
from django.db import InterfaceError, OperationalError

from commitments import capture, tasks
from commitments.errors import FetchError
from commitments.models import Source
from rsp_tracker.celery import app


class Again(Exception):
    """The job asked to be run again in so many seconds."""


@pytest.fixture
def run(monkeypatch):
    """``run(outcome, retries)`` runs the job on an attempt, or on the error that is raised instead of one."""

    def go(outcome, retries: int = 0):
        def fetch(source_id: int):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(capture, "fetch_source", fetch)
        tasks.fetch_source.push_request(retries=retries, called_directly=False)
        try:
            tasks.fetch_source.run(1)
        except Retry as again:
            return again.when
        finally:
            tasks.fetch_source.pop_request()
        return None

    monkeypatch.setattr(tasks.fetch_source, "apply_async", lambda *args, **options: None)
    monkeypatch.setattr(
        tasks.fetch_source,
        "signature_from_request",
        lambda *args, **options: SimpleNamespace(apply_async=lambda: None),
    )
    return go


def attempt(**facts):
    source = SimpleNamespace(url="http://example.org/")
    facts = {
        "outcome": "failed",
        "error_code": "timeout",
        "is_permanent": False,
        "retry_after": None,
    } | facts
    return SimpleNamespace(source=source, **facts)


def test_what_may_pass_is_tried_again_later_and_later(run):
    waits = [run(attempt(), retries) for retries in range(3)]
    assert all(60 * 2**n <= wait <= 90 * 2**n for n, wait in enumerate(waits))


def test_after_three_times_the_schedule_takes_over(run):
    assert run(attempt(), retries=3) is None


def test_what_will_not_pass_is_not_tried_again(run):
    assert run(attempt(is_permanent=True)) is None
    assert run(attempt(outcome="unchanged", is_permanent=None)) is None
    assert run(None) is None


def test_a_server_that_names_a_time_is_heeded(run):
    assert 600 <= run(attempt(retry_after=600)) <= 900


def test_a_busy_host_is_no_try_and_costs_none(run):
    busy = FetchError("host_busy", "Another worker is there.", permanent=False)
    busy.retry_after = 4
    assert 4 <= run(busy, retries=50) <= 6


def test_a_worker_keeps_its_connection_from_task_to_task(monkeypatch):
    """Celery would close it before and after each; only what is old or broken is to be closed."""
    closed, asked = [], []
    fixup = DjangoWorkerFixup(app)
    monkeypatch.setattr(fixup, "_close_database", lambda: closed.append(1))
    monkeypatch.setattr(db, "close_old_connections", lambda: asked.append(1))
    for _ in range(10):
        fixup.close_database()
        task_prerun.send(sender=None, task=SimpleNamespace(request=SimpleNamespace(is_eager=False)))
    assert (len(closed), len(asked)) == (0, 10)


@pytest.mark.parametrize("down", [OperationalError, InterfaceError])
def test_a_database_that_is_restarted_is_waited_for(run, down):
    assert 3 <= run(down("server closed the connection"), retries=50) <= 4.5


def test_a_queue_that_takes_no_job_leaves_the_turn_where_it_was(rsp, monkeypatch):
    source = Source.objects.create(policy=rsp, kind="document", url="https://lab.example/policy")
    Source.objects.exclude(pk=source.pk).update(is_active=False)
    monkeypatch.setattr(tasks.fetch_source, "delay", lambda source_id: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.fetch_due_sources()
    assert capture.claim_due_sources() == [source.pk]


def test_all_that_is_due_is_handed_over_at_once(rsp, monkeypatch):
    Source.objects.update(is_active=False)
    addresses = (f"https://lab.example/{n}" for n in range(250))
    due = Source.objects.bulk_create(
        Source(policy=rsp, kind="document", url=address) for address in addresses
    )
    handed: list[int] = []
    monkeypatch.setattr(tasks.fetch_source, "delay", handed.append)
    tasks.fetch_due_sources()
    assert sorted(handed) == [source.pk for source in due]
