"""Celery's tasks: ids in, one verb; what fails for want of a service is done when the service is back."""

import random
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.utils.log import get_task_logger
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from commitments import capture
from commitments.errors import FetchError
from commitments.exports import jobs
from commitments.models import PolicyVersion
from commitments.proposals import compare_with_others
from rsp_tracker.celery import app

RETRY_SECONDS = 60
DATABASE_SECONDS = 3
MOST_TURNS = 1000  # that a job waits for at a busy host; its source comes again anyway
log = get_task_logger(__name__)


@app.task
def fetch_due_sources() -> None:
    """Claim all that is due, in portions, and hand each source to a worker. Runs every minute, by beat."""
    while settings.FETCH_ENABLED and _hand_over():
        pass


def _hand_over() -> int:
    """How many sources were claimed.

    Handed over before the claim is committed: if the queue does not take a job, nothing is claimed, and a kill
    in between makes a fetch too many and not one too few.
    """
    with transaction.atomic():
        claimed = capture.claim_due_sources()
        for source_id in claimed:
            fetch_source.delay(source_id)
    return len(claimed)


@app.task(bind=True, max_retries=3)
def fetch_source(self: Any, source_id: int) -> None:
    """Fetch one source; the ledger has the outcome. Only what the error calls temporary is tried again."""
    try:
        attempt = capture.fetch_source(source_id)
    except (
        FetchError
    ) as busy:  # another worker is at that host: no try, so it does not count as one
        wait = _jittered(busy.retry_after or RETRY_SECONDS)
        raise self.retry(countdown=wait, max_retries=MOST_TURNS) from busy
    except (InterfaceError, OperationalError) as down:  # the database is being restarted, say
        raise self.retry(countdown=_jittered(DATABASE_SECONDS), max_retries=MOST_TURNS) from down
    if attempt is None:
        return
    log.info("%s: %s %s", attempt.source.url, attempt.outcome, attempt.error_code)
    if attempt.is_permanent is False and self.request.retries < self.max_retries:
        wait = attempt.retry_after or RETRY_SECONDS * 2**self.request.retries
        raise self.retry(countdown=_jittered(wait))


@app.task
def compare_texts(version_id: int) -> None:
    """Compare a version that was published with the others of its policy, before a reader asks for it."""
    compare_with_others(PolicyVersion.objects.get(pk=version_id))


@app.task(bind=True, max_retries=3, reject_on_worker_lost=True)
def make_export(self: Any, key: str) -> None:
    """Make a file for whoever asked; its row tells how far it is and what became of it.

    A killed worker's job is handed to the next one at once; the row counts, so that one file does not kill all.
    """
    try:
        jobs.make(key)
    except SoftTimeLimitExceeded:
        jobs.fail(key, jobs.TOO_LONG)
    except (InterfaceError, OperationalError) as down:
        raise self.retry(countdown=_jittered(DATABASE_SECONDS)) from down


@app.task
def sweep_exports() -> None:
    """Remove files that are too old or out of date. Runs every ten minutes, by beat."""
    log.info("%s exports removed", jobs.sweep())


def _jittered(seconds: float) -> float:
    """Up to half as long again, so that what failed together does not come back together."""
    return seconds * random.uniform(1, 1.5)  # noqa: S311  no secret hangs on it
