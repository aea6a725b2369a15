"""Whose turn it is, one try at a source, and the ledger of all tries."""

from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import (
    Case,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from commitments import fetching
from commitments.capture.discovering import discover
from commitments.capture.evidence import keep_reading, read_snapshot, record_snapshot
from commitments.capture.following import close_tickets, follow, open_ticket, second_look_after
from commitments.capture.rereading import carry_over, word_count
from commitments.errors import TrackerError
from commitments.fetching import Fetched
from commitments.models import (
    CaptureMethod,
    FetchAttempt,
    Outcome,
    Source,
    SourceKind,
    Ticket,
    TicketKind,
    Watch,
)
from commitments.sightings import Sighting

RETRY_WITHIN = timedelta(hours=1)  # a source that failed for now is not left for its whole period
NOT_TRIED = (
    "host_busy",
    "pacing_down",
)  # nobody was asked anything: that is no try, and no failure
FAILS_FOR = timedelta(days=3)  # then an editor is told


def claim_due_sources(limit: int = 100) -> list[int]:
    """Ids of sources that are due, now claimed: their next turn moves on, so no other worker takes them.

    The next turn comes after a twentieth of the time for which the text has stood, half an hour at least and a
    day at most: what changed yesterday may change today. Two queries, whatever the number of sources.
    """
    now = timezone.now()
    with transaction.atomic():
        due = Source.objects.filter(is_active=True, next_fetch_at__lte=now)
        due = due.exclude(kind=SourceKind.UPLOAD).order_by("next_fetch_at")
        claimed = list(due.select_for_update(skip_locked=True)[:limit].values_list("pk", flat=True))
        age = ExpressionWrapper((Value(now) - F("changed_at")) / 20, output_field=DurationField())
        wait = Case(
            When(changed_at=None, then=Value(Source.LEAST_OFTEN)),
            default=Least(Greatest(age, Value(Source.MOST_OFTEN)), Value(Source.LEAST_OFTEN)),
        )
        Source.objects.filter(pk__in=claimed).update(next_fetch_at=Value(now) + wait)
    return claimed


def fetch_source(source_id: int) -> FetchAttempt | None:
    """Try a source once and write the try into the ledger; None if it is not watched any more.

    A document whose text counts makes a draft version and proposals; a page about a policy is only kept. What
    is expected to fail is recorded, and the source's turn comes again; a fault of ours is recorded and raised.
    Raises FetchError where the host's turn has not come: nothing was tried, ``retry_after`` says when to.
    An unchanged poll costs one conditional request and two queries, and writes its attempt only.
    """
    source = _watched(source_id)
    if source is None:
        return None
    attempt = FetchAttempt(source=source, started_at=timezone.now())
    try:
        _try(source, attempt)
    except TrackerError as error:
        if error.code in NOT_TRIED:
            raise
        attempt.retry_after = getattr(error, "retry_after", None)
        _fail(attempt, error.code, str(error), is_permanent=error.permanent)
        attempt.http_status = getattr(error, "http_status", None) or attempt.http_status
    except (InterfaceError, OperationalError):  # no failure of the source's, nor a place to note it
        raise
    except Exception as error:
        _fail(attempt, "fault", f"{type(error).__name__} in the tracker itself.", is_permanent=True)
        raise
    finally:
        # Not when the worker is being stopped: the job is handed out again, and another one tries.
        if attempt.outcome:
            _close(attempt, known_to_fail=source.known_to_fail)
    return attempt


def _watched(source_id: int) -> Any:
    """The source with its watch and whether it is ``known_to_fail``: one query, once there is a watch."""
    failing = Ticket.objects.filter(source=OuterRef("pk"), kind=TicketKind.FAILING, closed_at=None)
    found = (
        Source.objects.filter(pk=source_id, is_active=True)
        .exclude(kind=SourceKind.UPLOAD)
        .select_related("watch__last_snapshot", "policy", "version")
        .annotate(known_to_fail=Exists(failing))
        .first()
    )
    if found and not hasattr(found, "watch"):
        Watch.objects.get_or_create(source=found)
        found = _watched(source_id)
    return found


def _try(source: Source, attempt: FetchAttempt) -> None:
    watch = source.watch
    fetched = fetching.fetch(
        source.url,
        etag=watch.etag,
        last_modified=watch.last_modified,
        seen_at=watch.last_snapshot.final_url if watch.last_snapshot else "",
        respects_robots=not source.ignores_robots_because,
    )
    attempt.http_status = fetched.http_status
    if fetched.is_unchanged and watch.last_snapshot:
        attempt.snapshot = watch.last_snapshot
        seen = Sighting(watch.last_text, watch.last_size, fetched.fetched_at)
        attempt.outcome = follow(watch, watch.last_snapshot, seen, is_unread=False)
    else:
        _take(source, watch, fetched, attempt)


def _take(source: Source, watch: Watch, fetched: Fetched, attempt: FetchAttempt) -> None:
    """Keep what came, read it if it was not read, and follow it up."""
    attempt.snapshot, is_new = record_snapshot(
        source=source, fetched=fetched, method=CaptureMethod.FETCH
    )
    # Bytes that were kept but never followed up: the reader failed, or a worker was killed on the way.
    is_unread = is_new or watch.last_snapshot_id != attempt.snapshot.pk
    # Known bytes are judged as they were read then: another reader since is no change of theirs.
    seen = Sighting(watch.last_text, watch.last_size, fetched.fetched_at)
    if is_unread:
        result = read_snapshot(attempt.snapshot)
        extraction = keep_reading(attempt.snapshot, result)
        seen = Sighting(extraction.text_sha256, word_count(extraction), fetched.fetched_at)
        if seen.text != watch.current:
            carry_over(watch)
        discover(source, attempt.snapshot, result.leads)
    attempt.outcome = follow(watch, attempt.snapshot, seen, is_unread=is_unread)


# --- the ledger ---------------------------------------------------------------------------------------------


def _fail(attempt: FetchAttempt, code: str, message: str, *, is_permanent: bool) -> None:
    attempt.outcome = Outcome.FAILED
    attempt.error_code, attempt.error, attempt.is_permanent = code, message, is_permanent


def _close(attempt: FetchAttempt, *, known_to_fail: bool) -> None:
    """Write the try down; what failed, or waits for a second look, has its turn sooner."""
    now = timezone.now()
    attempt.duration = now - attempt.started_at
    attempt.save(force_insert=True)
    if attempt.outcome == Outcome.FAILED:
        _tell_of_failure(attempt)
    elif known_to_fail:
        close_tickets(attempt.source, TicketKind.FAILING)
    if attempt.is_permanent is False:
        _come_again(attempt.source, now + RETRY_WITHIN)
    if attempt.outcome == Outcome.HELD:
        _come_again(attempt.source, now + second_look_after(attempt.source.watch))


def _come_again(source: Source, at: datetime) -> None:
    Source.objects.filter(pk=source.pk, next_fetch_at__gt=at).update(next_fetch_at=at)


def _tell_of_failure(attempt: FetchAttempt) -> None:
    """Open a ticket once nothing but failures came for three days; the first success closes it."""
    tries = FetchAttempt.objects.filter(source=attempt.source)
    good = tries.exclude(outcome=Outcome.FAILED).order_by("-started_at").first()
    bad = tries.filter(outcome=Outcome.FAILED)
    bad = bad.filter(started_at__gt=good.started_at) if good else bad
    first = bad.order_by("started_at").values_list("started_at", flat=True)[0]
    if attempt.started_at - first >= FAILS_FOR:
        message = (
            f"Every try since {first:%Y-%m-%d} has failed, the last one because: {attempt.error}"
        )
        open_ticket(attempt.source, TicketKind.FAILING, message)
