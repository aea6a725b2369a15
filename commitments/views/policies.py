"""One policy: its time line, its commitments by version, what its publisher said of each revision."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.finding import find_policy
from commitments.history import Life, accounts_of, lives_in, versions_of
from commitments.models import ChangeOutcome, Commitment, Policy, PolicyVersion, RevisionAccount
from commitments.moments import Moment
from commitments.views.changes import counted
from commitments.views.requests import moment, or_404
from commitments.views.sources import sources_of
from commitments.watching import public_snapshots
from commitments.watermarks import watermark


@dataclass(frozen=True, slots=True)
class Revision:
    """An edition beside the one before it; ``variants`` are its re-uploads under the same label."""

    version: Any
    old: Any
    counts: dict[str, int]
    removed: list[Commitment]
    account: RevisionAccount | None
    variants: list[Any]


@dataclass(frozen=True, slots=True)
class Capture:
    """A day on which documents were captured, and the first of them."""

    day: date
    number: int
    url: str


@require_safe
def policy_detail(request: HttpRequest, organization: str, policy: str) -> HttpResponse:
    at = moment(request)
    found = or_404(find_policy, organization, policy, at)
    facts = _kept(watermark().key, found) if at.is_now else _facts(found, at)
    context = {
        "moment": at,
        "policy": found,
        "current": _current(facts["versions"], at),
        "captures": _captures(found, at),
        "sources": sources_of(found, at),
        **facts,
    }
    return render(request, "policy_detail.html", context)


def _current(versions: Sequence[Any], at: Moment) -> Any:
    """The edition of the day: one may be published before its own."""
    day = at.as_of or timezone.now().date()
    return next((version for version in reversed(versions) if version.dated_on <= day), None)


@lru_cache(maxsize=64)
def _kept(mark: str, policy: Policy) -> dict[str, Any]:
    """What is published of a policy today, kept in memory until something is published."""
    return _facts(policy, Moment())


def _facts(policy: Policy, at: Moment) -> dict[str, Any]:
    versions = versions_of(policy, at)
    lives = lives_in(versions, Commitment.objects.published(at.known_at).of(policy), at)
    revisions = _revisions(policy, versions, lives, at)
    return {
        "versions": versions,
        "revisions": revisions,
        "totals": _totals(revisions),
        "topics": _by_topic(lives),
    }


def _revisions(
    policy: Policy, versions: Sequence[Any], lives: Sequence[Life], at: Moment
) -> list[Revision]:
    """Oldest first: four queries."""
    variants = PolicyVersion.objects.published(at.known_at).filter(variant__gt=0)
    variants = variants.filter(dated_on__lte=at.as_of) if at.as_of else variants
    others = variants.of(policy)
    counts = counted(entry.step for life in lives for entry in life.entries if entry.step)
    accounts = accounts_of(versions, at)
    return [
        Revision(
            version,
            old,
            counts.get(version.pk, {}),
            [life.commitment for life in lives if life.entries[place].outcome == "removed"],
            accounts.get(version.pk),
            [variant for variant in others if variant.label == version.label],
        )
        for place, (old, version) in enumerate(zip([None, *versions], versions, strict=False))
    ]


def _totals(revisions: Iterable[Revision]) -> dict[str, int]:
    """How often all revisions together strengthened a commitment, weakened one and so on."""
    found: Counter[str] = Counter()
    for revision in revisions:
        found.update(revision.counts if revision.old else {})
    return {outcome: found[outcome] for outcome in ChangeOutcome if found[outcome]}


def _captures(policy: Policy, at: Moment) -> list[Capture]:
    """The days on which something was captured, oldest first: a query."""
    found = public_snapshots(at.known_at).filter(source__policy=policy)
    days = found.annotate(day=TruncDate("fetched_at")).values("day").order_by("day")
    rows = days.annotate(number=Count("pk"), first=Min("pk"))
    rows = rows.filter(day__lte=at.as_of) if at.as_of else rows
    return [
        Capture(row["day"], row["number"], reverse("api:snapshot-detail", args=[row["first"]]))
        for row in rows
    ]


def _by_topic(lives: Sequence[Life]) -> list[tuple[str, list[Life]]]:
    """Topic by topic, each at its first commitment's place in the record."""
    topics = list(dict.fromkeys(life.commitment.record.topic for life in lives))
    ordered = sorted(lives, key=lambda life: topics.index(life.commitment.record.topic))
    groups = groupby(ordered, key=lambda life: life.commitment.record.get_topic_display())
    return [(topic, list(its)) for topic, its in groups]
