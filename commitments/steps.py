"""What happened to commitments between versions, and who says so: for the log, for pages and for the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery

from commitments.models import (
    Change,
    Commitment,
    Decision,
    Policy,
    PolicyVersion,
    State,
    TrackerReading,
    VersionRecord,
)


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


def between_public(changes: Any, known_at: datetime | None) -> Any:
    """A withdrawn version takes the changes from it and to it along."""
    said = VersionRecord.objects.said(known_at).order_by("-recorded_at", "-pk").values("state")
    states = {
        f"{side}_state": Subquery(said.filter(version=OuterRef(f"{side}_version"))[:1])
        for side in ("old", "new")
    }
    between = changes.alias(**states).filter(new_state=State.PUBLISHED)
    return between.filter(Q(old_version=None) | Q(old_state=State.PUBLISHED))


def load_steps(ids: Sequence[int], known_at: datetime | None) -> list[Step]:
    """These changes in this order, with their versions, commitments and policies: ten queries."""
    found = steps_of(Change.objects.filter(pk__in=ids), known_at)
    steps = {step.change.pk: step for step in found}
    _complete([step.change for step in found], known_at)
    return [steps[pk] for pk in ids]


def _complete(changes: Sequence[Change], known_at: datetime | None) -> None:
    """Each version and commitment is loaded once, however many changes name it."""
    named = {pk for c in changes for pk in (c.old_version_id, c.new_version_id) if pk}
    versions = PolicyVersion.objects.named(known_at).in_bulk(named)
    commitments = Commitment.objects.published(known_at).in_bulk(c.commitment_id for c in changes)
    Policy.objects.published(known_at).hand_to([*versions.values(), *commitments.values()])
    for change in changes:
        change.old_version = versions[change.old_version_id] if change.old_version_id else None
        change.new_version = versions[change.new_version_id]
        change.commitment = commitments[change.commitment_id]


def steps_of(changes: Any, known_at: datetime | None = None) -> list[Step]:
    """Changes with what was published about each by then: three queries, whatever their number.

    A change about which nothing was published is left out.
    """
    readings = TrackerReading.objects.known(known_at).latest_per("change")
    decisions = latest_decisions(known_at).select_related("judgement__judged_by", "decided_by")
    loaded: Sequence[Change] = between_public(changes, known_at).prefetch_related(
        Prefetch("readings", readings.select_related("reference"), to_attr="known_readings"),
        Prefetch("decisions", decisions, to_attr="known_decisions"),
    )
    return [step for change in loaded if (step := _step(change))]


def latest_decisions(known_at: datetime | None) -> Any:
    """The decision on each change that was in force then, with its judgement and codebook."""
    made = Decision.objects.filter(**({"decided_at__lte": known_at} if known_at else {}))
    latest = made.order_by("change_id", "-decided_at", "-pk").distinct("change_id")
    return latest.select_related("judgement__codebook")


def _step(change: Any) -> Step | None:
    reading = next(iter(change.known_readings), None)
    decision = next(iter(change.known_decisions), None)
    if decision:
        return Step(change, decision.judgement.outcome, "decision", reading, decision)
    return Step(change, reading.outcome, "reading", reading, None) if reading else None
