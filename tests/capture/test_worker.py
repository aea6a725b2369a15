"""Celery for real: a worker process, beat and a broker see a document change and propose a version."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connection

from commitments.models import FetchAttempt, Policy, ProposedChange, Source, VersionText
from rsp_tracker import embedded

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
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": embedded.with_database(django_settings.REDIS_URL, 8 + worker_number),
        "DATA_DIR": str(tmp_path),
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FETCH_EVERY_SECONDS": "0.5",
        "FETCH_CONFIRM_SECONDS": "0",
        "FETCH_HOST_SECONDS": "0",
    }
    command = [sys.executable, "-m", "celery", "-A", "rsp_tracker", "worker", "-B"]
    process = subprocess.Popen([*command, "--concurrency=1", "--loglevel=WARNING"], env=environment)
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


def _database_url() -> str:
    database = connection.settings_dict
    if database["HOST"].startswith("/"):  # a Unix socket's folder stands in the path
        return f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}"
    return f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


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
