"""How the watch over a source fares: last try, last change, the last fourteen days, next turn, tickets.

All of it is read from the ledger as it was known then. Where a source stands *now* (its next turn, a text that
waits for a second look) is working state that nobody kept for an earlier moment; for such it is None.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import TruncDate
from django.utils import timezone

from commitments.models import FetchAttempt, Outcome, PolicyVersion, Source, SourceKind, Watch
from commitments.sightings import State, second_look_after
from commitments.watching.public import public_snapshots
from commitments.watching.reasons import reason_of
from commitments.watching.tickets import tickets_of

DAYS = 14
REPLACED = (Outcome.NEW, Outcome.VARIANT, Outcome.RETURNED, Outcome.SETTLED)
UNDECIDED = (Outcome.HELD, Outcome.FLIP_FLOP, Outcome.FLAPPING)


class DayOutcome(TextChoices):
    """What a day's tries came to; of several the one that stands first here."""

    CHANGED = "changed", "a text replaced another"
    FIRST = "first", "seen for the first time"
    HELD = "held", "another text, which does not count yet"
    FAILED = "failed", "failed"
    UNCHANGED = "unchanged", "unchanged"
    NOT_TRIED = "not_tried", "not tried"


class Standing(TextChoices):
    """By what one may choose among sources."""

    FAILING = "failing", "failing"
    CHANGED = "changed", "changed lately"


STANDINGS = {Standing.FAILING: "is_failing", Standing.CHANGED: "has_changed"}


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    outcome: DayOutcome = DayOutcome.NOT_TRIED
    tries: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A text that was seen once, and when it counts if it is still there."""

    seen_at: datetime
    counts_at: datetime


def with_standing(sources: Any, known_at: datetime | None) -> Any:
    """The sources, each with ``is_failing`` and ``has_changed``; no query of its own."""
    window = _tries(known_at).filter(source=OuterRef("pk"), started_at__gte=_midnight(known_at))
    last = Subquery(_newest(_tries(known_at)).values("outcome")[:1])
    is_watched = Q(is_active=True) & ~Q(kind=SourceKind.UPLOAD)
    failed = When(is_watched & Q(last_outcome=Outcome.FAILED), then=Value(True))  # noqa: FBT003
    return sources.alias(last_outcome=last).annotate(
        is_failing=Case(failed, default=Value(False)),  # noqa: FBT003
        has_changed=Exists(_changes(window)),
    )


def in_standing(sources: Any, standing: str, known_at: datetime | None) -> Any:
    return with_standing(sources, known_at).filter(**{STANDINGS[Standing(standing)]: True})


def with_health(sources: Iterable[Any], known_at: datetime | None) -> list[Any]:
    """Each source with what is known of it by then: six queries, whatever their number.

    ``known_version``, ``last_attempt``, ``last_snapshot``, ``last_changed_at``, ``next_check_at``,
    ``check_every`` and ``held`` may be None, as may ``reason``, for which the last try failed. ``days`` has a
    Day for each of the last fourteen, ``known_tickets`` what was open in them: ``open_tickets`` and
    ``closed_tickets``.
    """
    sources = list(sources)
    tried, seen = _last_tries(sources, known_at), _last_snapshots(sources, known_at)
    days, tickets = _days(sources, known_at), tickets_of(sources, known_at, _midnight(known_at))
    versions = _versions(sources, known_at)
    changed = _changed_at(sources, known_at)
    for source in sources:
        source.last_attempt, source.last_snapshot = tried.get(source.pk), seen.get(source.pk)
        source.last_changed_at = changed.get(source.pk)
        source.known_version = versions.get(source.version_id)
        if source.known_version:
            source.known_version.policy = source.policy
        source.reason = reason_of(source.last_attempt) if source.last_attempt else None
        source.days, source.known_tickets = days.get(source.pk, []), tickets.get(source.pk, [])
        source.open_tickets = [ticket for ticket in source.known_tickets if ticket.is_open]
        source.closed_tickets = [ticket for ticket in source.known_tickets if not ticket.is_open]
        has_turns = _is_watched(source) and known_at is None
        source.next_check_at = source.next_fetch_at if has_turns else None
        source.check_every = source.fetch_every if has_turns else None
        source.held = _held(source) if has_turns else None
    return sources


def _versions(sources: list[Any], known_at: datetime | None) -> dict[int, Any]:
    """The public ones among the versions that these sources serve for good."""
    named = {source.version_id for source in sources if source.version_id}
    found: dict[int, Any] = PolicyVersion.objects.named(known_at).in_bulk(named)
    return found


def _is_watched(source: Source) -> bool:
    return source.is_active and source.kind != SourceKind.UPLOAD


# --- the ledger ---------------------------------------------------------------------------------------------


def _tries(known_at: datetime | None) -> QuerySet[FetchAttempt]:
    tries = FetchAttempt.objects.all()
    return tries.filter(started_at__lte=known_at) if known_at else tries


def _newest(tries: QuerySet[FetchAttempt]) -> QuerySet[FetchAttempt]:
    """Of the source in the query around this one: one look into an index, however long the ledger is."""
    return tries.filter(source=OuterRef("pk")).order_by("-started_at", "-pk")


def _has_predecessor() -> Exists:
    """Whether a document had come from the source before: else a new text is the first one, and no change."""
    before = FetchAttempt.objects.filter(
        source=OuterRef("source"), started_at__lt=OuterRef("started_at")
    )
    return Exists(before.exclude(outcome=Outcome.FAILED))


def _changes(tries: QuerySet[FetchAttempt]) -> QuerySet[FetchAttempt]:
    return tries.filter(outcome__in=REPLACED).filter(_has_predecessor())


def _last_tries(sources: list[Any], known_at: datetime | None) -> dict[int, FetchAttempt]:
    newest = Subquery(_newest(_tries(known_at)).values("pk")[:1])
    ids = _rows_of(sources).annotate(newest=newest).values("newest")
    return {row.source_id: row for row in FetchAttempt.objects.filter(pk__in=ids)}


def _rows_of(sources: list[Any]) -> QuerySet[Source]:
    return Source.objects.filter(pk__in=[source.pk for source in sources]).order_by()


def _last_snapshots(sources: list[Any], known_at: datetime | None) -> dict[int, Any]:
    rows = public_snapshots(known_at).filter(source__in=sources)
    rows = rows.order_by("source_id", "-fetched_at", "-pk").distinct("source_id")
    return {row.source_id: row for row in rows}


def _changed_at(sources: list[Any], known_at: datetime | None) -> dict[int, datetime | None]:
    """The source's own note of its last change, or for an earlier moment what the ledger says of it."""
    if known_at is None:
        return {source.pk: source.changed_at for source in sources}
    newest = Subquery(_newest(_changes(_tries(known_at))).values("started_at")[:1])
    return dict(_rows_of(sources).annotate(newest=newest).values_list("pk", "newest"))


# --- the last fourteen days ---------------------------------------------------------------------------------


def _last_day(known_at: datetime | None) -> date:
    """In UTC; days that are still to come are no part of it."""
    now = timezone.now()
    last = min(known_at or now, now).astimezone(UTC).date()
    return max(last, date.min + timedelta(days=DAYS))  # the calendar has a first day


def _midnight(known_at: datetime | None) -> datetime:
    """When the first of the fourteen days began."""
    first = _last_day(known_at) - timedelta(days=DAYS - 1)
    return datetime.combine(first, time.min, UTC)


def _days(sources: list[Any], known_at: datetime | None) -> dict[int, list[Day]]:
    """Of each source that is fetched its days, the oldest first; counted by the database, a row a day."""
    fetched = [source.pk for source in sources if source.kind != SourceKind.UPLOAD]
    rows = (
        _tries(known_at)
        .filter(source__in=fetched, started_at__gte=_midnight(known_at))
        .values("source_id", day=TruncDate("started_at", tzinfo=UTC))
        .annotate(
            rank=Min(_rank()),
            tries=Count("pk"),
            failures=Count("pk", filter=Q(outcome=Outcome.FAILED)),
        )
    )
    known = {
        (row["source_id"], row["day"]): Day(
            row["day"], list(DayOutcome)[row["rank"]], row["tries"], row["failures"]
        )
        for row in rows
    }
    last = _last_day(known_at)
    dates = [last - timedelta(days=ago) for ago in reversed(range(DAYS))]
    return {pk: [known.get((pk, day), Day(day)) for day in dates] for pk in fetched}


def _rank() -> Case:
    """The place of a try's outcome among DayOutcome: the smallest of a day is what is told of it."""
    rank = {outcome: Value(place) for place, outcome in enumerate(DayOutcome)}
    return Case(
        When(_has_predecessor(), outcome__in=REPLACED, then=rank[DayOutcome.CHANGED]),
        When(outcome__in=REPLACED, then=rank[DayOutcome.FIRST]),
        When(outcome__in=UNDECIDED, then=rank[DayOutcome.HELD]),
        When(outcome=Outcome.FAILED, then=rank[DayOutcome.FAILED]),
        default=rank[DayOutcome.UNCHANGED],
        output_field=IntegerField(),
    )


# --- a text that waits for a second look --------------------------------------------------------------------


def _held(source: Any) -> Held | None:
    watch: Watch | None = getattr(source, "watch", None)  # none before the first look
    if watch is None or watch.held_at is None:
        return None
    state = State(size=watch.size)
    wait = second_look_after(state, watch.last_size, settings.FETCH_CONFIRM_AFTER)
    return Held(watch.held_at, watch.held_at + wait)
