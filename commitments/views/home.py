"""The first page: the pledge then and now, what changed lately, and what the publishers said of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.history import accounts_of
from commitments.models import (
    Change,
    Commitment,
    Organization,
    Policy,
    PolicyVersion,
    RevisionAccount,
    Topic,
)
from commitments.models.policies import AMONG_EQUAL_DATES_LATEST_FIRST
from commitments.moments import Moment
from commitments.pledges import baselines
from commitments.statistics import ZHU_2026, Assessment, assessments, in_all
from commitments.steps import Step, steps_of
from commitments.views.changes import counted, with_predecessors
from commitments.views.requests import moment
from commitments.watermarks import watermark

LATEST = 8
# Of one day the first policy by its name, and of a policy the last version.
LATEST_FIRST = "policy__organization__slug", "policy__slug", *AMONG_EQUAL_DATES_LATEST_FIRST
SHOWN = 3  # changes of each revision; the worst first
WORST_FIRST = {
    outcome: place
    for place, outcome in enumerate(("removed", "weakened", "relocated", "strengthened", "added"))
}


@dataclass(frozen=True, slots=True)
class News:
    """A version, what it did, and who says so; ``steps`` are the worst of its changes."""

    version: Any
    old: Any
    account: RevisionAccount | None
    counts: dict[str, int]
    decided: int
    steps: list[Step]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def more(self) -> int:
        return self.total - len(self.steps)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at, today = moment(request), timezone.now().date()
    facts = _kept(watermark().key, today) if at.is_now else _facts(at)
    context = {"moment": at, "topics": Topic.choices, "day": at.as_of or today, **facts}
    return render(request, "home.html", context)


@lru_cache(maxsize=1)
def _kept(mark: str, today: date) -> dict[str, Any]:
    """Today's facts, kept in memory until something is published."""
    return _facts(Moment())


def _facts(at: Moment) -> dict[str, Any]:
    return {
        "organization_count": Organization.objects.published(at.known_at).count(),
        "policy_count": Policy.objects.published(at.known_at).count(),
        "latest": _latest(at),
        **_announced(at),
        **_pledge(at),
    }


def _latest(at: Moment) -> list[News]:
    """The newest versions of all organizations, with what became of their commitments."""
    versions = PolicyVersion.objects.published(at.known_at).editions().with_policy(at.known_at)
    if at.as_of:
        versions = versions.filter(dated_on__lte=at.as_of)
    newest = list(versions.order_by("-dated_on", *LATEST_FIRST)[:LATEST])
    steps = steps_of(Change.objects.filter(new_version__in=newest), at.known_at)
    steps = [step for step in steps if step.outcome in WORST_FIRST]
    decided = Counter(step.change.new_version_id for step in steps if step.decision)
    counts, accounts, worst = counted(steps), accounts_of(newest, at), _worst(steps, newest, at)
    return [
        News(
            version,
            old,
            accounts.get(version.pk),
            counts.get(version.pk, {}),
            decided[version.pk],
            worst[version.pk],
        )
        for version, old in with_predecessors(newest, at)
    ]


def _worst(steps: list[Step], versions: list[Any], at: Moment) -> dict[int, list[Step]]:
    """A few changes of each version, with their commitments: two queries."""
    found: dict[int, list[Step]] = {version.pk: [] for version in versions}
    for step in sorted(steps, key=lambda s: (WORST_FIRST[s.outcome], s.change.commitment_id)):
        found[step.change.new_version_id].append(step)
    found = {version: its[:SHOWN] for version, its in found.items()}
    shown = [step.change.commitment_id for its in found.values() for step in its]
    commitments = Commitment.objects.published(at.known_at).in_bulk(shown)
    for version in versions:
        for step in found[version.pk]:
            step.change.commitment = commitments[step.change.commitment_id]
            step.change.commitment.organization = version.policy.organization
    return found


def _announced(at: Moment) -> dict[str, Any]:
    rows = assessments(at)
    return {"published": Assessment("", ZHU_2026), "assessed": rows, "total": in_all(rows)}


def _pledge(at: Moment) -> dict[str, Any]:
    """The first core commitment of the record, what stands in its place, and how the other pledges fared."""
    core = Commitment.objects.published(at.known_at).filter(is_core=True)
    commitment = core.order_by("pk").first()
    if commitment is None:
        return {"pledge": None}
    found = baselines([commitment.policy_id], at)
    for baseline in found:
        for pledge in baseline.pledges:
            if pledge.life.commitment.pk == commitment.pk:
                return {"pledge": pledge, "baseline": baseline}
    return {"pledge": None}
