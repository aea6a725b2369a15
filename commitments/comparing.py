"""Two versions side by side, for page, API and exports alike: their commitments, and their clauses.

Clauses are compared word for word where documents of both versions have been captured; until then the tracker's
own summaries of the commitments are all there is, and ``basis`` says so. Reading writes nothing: what the
machine has not stored is computed and kept in the cache only.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import redis
from django.core.cache import cache
from django.db.models import Prefetch

from commitments.models import (
    Change,
    Commitment,
    CommitmentText,
    Comparison,
    Decision,
    Extraction,
    PolicyVersion,
    TrackerReading,
)
from commitments.proposals import compute
from commitments.text.blocks import Op, Span
from commitments.text.compare import ENGINE
from commitments.text.diff import diff_words

log = logging.getLogger(__name__)
CACHE_SECONDS = 7 * 24 * 3600  # the key holds everything the value depends on


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a commitment between two consecutive versions, and who says so."""

    change: Change
    outcome: str
    basis: str  # "decision" or "reading"; a reading is the tracker's own, not reviewed
    reading: TrackerReading | None
    decision: Decision | None

    @property
    def announcement(self) -> str:
        return self.decision.judgement.announcement if self.decision else ""

    @property
    def happened_on(self) -> date | None:
        record = self.change.new_version.record
        return (record.effective_on or record.first_seen_on) if record else None


@dataclass(frozen=True, slots=True)
class CommitmentComparison:
    """One commitment in two versions; ``steps`` are the changes that lie between them."""

    commitment: Commitment
    kind: str  # retained, edited, added, removed: what the two texts show
    old: CommitmentText | None
    new: CommitmentText | None
    spans: tuple[Span, ...]
    steps: tuple[Step, ...]
    are_neighbours: bool  # whether the versions follow one another

    @property
    def step(self) -> Step | None:
        """The recorded change between neighbours; of versions further apart only the texts speak."""
        return self.steps[0] if self.are_neighbours and self.steps else None

    @property
    def outcome(self) -> str:
        return self.step.outcome if self.step else self.kind


@dataclass(frozen=True, slots=True)
class VersionComparison:
    old: PolicyVersion
    new: PolicyVersion
    commitments: tuple[CommitmentComparison, ...]
    clauses: dict[str, Any] | None  # the engine's data, where both texts are captured
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def basis(self) -> str:
        return "summaries" if self.clauses is None else "verbatim"


def compare_versions(
    old: PolicyVersion, new: PolicyVersion, known_at: datetime | None = None
) -> VersionComparison:
    """Compare two public versions (loaded by ``published()``). Costs a dozen queries, and the engine once."""
    commitments = tuple(compare_commitments(old, new, known_at))
    clauses = None
    if old.text and new.text:
        clauses = _clauses(old.text.extraction, new.text.extraction)
    kinds = [item.kind for item in commitments]
    counts = {kind: kinds.count(kind) for kind in ("retained", "edited", "added", "removed")}
    return VersionComparison(old, new, commitments, clauses, counts)


def _clauses(old: Extraction, new: Extraction) -> dict[str, Any]:
    stored = Comparison.objects.filter(old_extraction=old, new_extraction=new, engine=ENGINE)
    if found := stored.values_list("data", flat=True).first():
        return dict(found)
    return _cached(f"comparison:{ENGINE}:{old.pk}:{new.pk}", lambda: compute(old, new))


def _cached(key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """From the cache, or made; a lost cache costs time and is logged, but loses no reader a page."""
    try:
        if found := cache.get(key):
            return dict(found)
        made = make()
        cache.set(key, made, CACHE_SECONDS)
    except redis.RedisError:
        log.warning("The cache cannot be reached; %s was computed anew.", key, exc_info=True)
        return make()
    return made


def compare_commitments(
    old: PolicyVersion, new: PolicyVersion, known_at: datetime | None = None
) -> Iterable[CommitmentComparison]:
    """Every commitment that either version states, in the record's order."""
    texts = CommitmentText.objects.known(known_at).filter(version__in=[old, new])
    texts = texts.latest_per("commitment", "version").select_related("reference").defer("search")
    by_place = {(text.commitment_id, text.version_id): text for text in texts}
    between = _editions_after(old, new, known_at)
    steps = _steps_along(between, known_at)
    for commitment in Commitment.objects.published(known_at).of(new.policy):
        before = by_place.get((commitment.pk, old.pk))
        after = by_place.get((commitment.pk, new.pk))
        kind = _kind(before, after)
        if kind:
            yield CommitmentComparison(
                commitment,
                kind,
                before,
                after,
                _spans(before, after),
                tuple(steps.get(commitment.pk, ())),
                are_neighbours=len(between) == 1,
            )


def _stated(text: CommitmentText | None) -> str:
    return "" if text is None or text.is_absent else text.text


def _kind(old: CommitmentText | None, new: CommitmentText | None) -> str:
    before, after = _stated(old), _stated(new)
    if not before and not after:
        return ""
    if not before or not after:
        return "added" if after else "removed"
    return "retained" if before == after else "edited"


def _spans(old: CommitmentText | None, new: CommitmentText | None) -> tuple[Span, ...]:
    before, after = _stated(old), _stated(new)
    if before and after:
        return diff_words(before, after)
    return (Span(Op.INSERT, after) if after else Span(Op.DELETE, before),)


def _editions_after(old: PolicyVersion, new: PolicyVersion, known_at: datetime | None) -> list[Any]:
    """The editions after ``old`` and up to ``new``; one, if they are neighbours."""
    editions = PolicyVersion.objects.published(known_at).editions().of(new.policy)
    order = {version.pk: place for place, version in enumerate(editions)}
    if old.pk not in order or new.pk not in order:
        return []
    return editions[order[old.pk] + 1 : order[new.pk] + 1]


def _steps_along(editions: list[Any], known_at: datetime | None) -> dict[int, list[Step]]:
    """The recorded changes of these editions (oldest first), by commitment."""
    by_pk = {version.pk: version for version in editions}
    order = list(by_pk)
    found: dict[int, list[Step]] = {}
    steps = steps_of(Change.objects.filter(new_version__in=order), known_at)
    for step in sorted(steps, key=lambda step: order.index(step.change.new_version_id)):
        step.change.new_version = by_pk[step.change.new_version_id]
        found.setdefault(step.change.commitment_id, []).append(step)
    return found


def steps_of(changes: Any, known_at: datetime | None = None) -> list[Step]:
    """Changes with what was published about each by then: three queries, whatever their number.

    A change about which nothing was published is left out.
    """
    readings = TrackerReading.objects.known(known_at).latest_per("change")
    decisions = (
        Decision.objects.filter(**({"decided_at__lte": known_at} if known_at else {}))
        .order_by("change_id", "-decided_at", "-pk")
        .distinct("change_id")
        .select_related("judgement__codebook", "judgement__judged_by", "decided_by")
    )
    loaded: Sequence[Change] = changes.prefetch_related(
        Prefetch("readings", readings.select_related("reference"), to_attr="known_readings"),
        Prefetch("decisions", decisions, to_attr="known_decisions"),
    )
    return [step for change in loaded if (step := _step(change))]


def _step(change: Any) -> Step | None:
    reading = next(iter(change.known_readings), None)
    decision = next(iter(change.known_decisions), None)
    if decision:
        return Step(change, decision.judgement.outcome, "decision", reading, decision)
    return Step(change, reading.outcome, "reading", reading, None) if reading else None
