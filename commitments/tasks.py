"""Celery's tasks: ids in, one verb, and the next job enqueued only after the commit."""

from functools import partial

from celery import shared_task
from celery.utils.log import get_task_logger
from django.conf import settings
from django.db import transaction

from commitments import capture
from commitments.models import Outcome

RETRY_SECONDS = 60
log = get_task_logger(__name__)


@shared_task
def fetch_due_sources() -> None:
    """Claim what is due and hand each source to a worker. Runs every minute, by beat."""
    if not settings.FETCH_ENABLED:
        return
    with transaction.atomic():
        for source_id in capture.claim_due_sources():
            transaction.on_commit(partial(fetch_source.delay, source_id))


@shared_task(bind=True, max_retries=3)
def fetch_source(self: object, source_id: int) -> None:
    """Fetch one source; the ledger has the outcome. Only what the error calls temporary is tried again."""
    attempt = capture.fetch_source(source_id)
    if attempt is None:
        return
    log.info("%s: %s %s", attempt.source.url, attempt.outcome, attempt.error_code)
    if attempt.outcome == Outcome.FAILED and not attempt.is_permanent:
        retries = self.request.retries  # type: ignore[attr-defined]
        if retries < self.max_retries:  # type: ignore[attr-defined]
            self.retry(countdown=RETRY_SECONDS * 2**retries)  # type: ignore[attr-defined]
