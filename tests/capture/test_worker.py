"""Celery for real: a worker process, beat and a broker see a document change and propose a version."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from commitments.models import FetchAttempt, Policy, ProposedChange, Source, VersionText
from tests.capture.workers import environment

OLD = b"We will test every model before release. We will publish the results within 30 days."
NEW = b"We will test every model before release. We aim to publish the results."
PATIENCE = 60  # seconds; a worker takes two or three to start


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.1)  # between two looks at the work of another process


@pytest.fixture
def worker(committed, settings, worker_number, tmp_path) -> Iterator[subprocess.Popen]:
    """A worker with beat, on the test's own database, broker number and blob folder."""
    command = [sys.executable, "-m", "celery", "-A", "rsp_tracker", "worker", "-B"]
    process = subprocess.Popen(
        [*command, "--concurrency=1", "--loglevel=WARNING"],
        env=environment(tmp_path, 8 + worker_number),
    )
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


def test_a_worker_notices_a_changed_document_and_proposes_a_version(worker, site, page):
    policy = Policy.objects.get(slug="responsible-scaling-policy")
    Source.objects.update(is_active=False)
    site.pages["/policy"] = page(OLD)
    source = Source.objects.create(policy=policy, kind="document", url=site.url("/policy"))

    until(lambda: FetchAttempt.objects.filter(outcome="new").exists(), "the first capture")
    site.pages["/policy"] = page(NEW)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=source.added_at)
    until(lambda: FetchAttempt.objects.filter(outcome="held").exists(), "the first look")
    until(ProposedChange.objects.exists, "a proposal")

    proposal = ProposedChange.objects.get()
    assert (proposal.old_text, proposal.new_text) == (
        "We will publish the results within 30 days.",
        "We aim to publish the results.",
    )
    assert set(VersionText.objects.values_list("state", flat=True)) == {"draft"}
