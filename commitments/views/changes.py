"""The log of changes, and what pages say of a version at a glance."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.comparing import steps_of
from commitments.models import (
    Change,
    ChangeOutcome,
    Commitment,
    Decision,
    Organization,
    PolicyVersion,
    Topic,
    TrackerReading,
)
from commitments.models.policies import VersionRecord
from commitments.moments import Moment
from commitments.views.requests import moment

PAGE_SIZE = 50


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    chosen = {name: request.GET.get(name, "") for name in ("organization", "topic", "outcome")}
    page = Paginator(_ids(at, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "moment": at,
        "chosen": chosen,
        "page": page,
        "steps": _steps(page.object_list, at),
        "organizations": Organization.objects.published(at.known_at)
        .filter(commitments__isnull=False)
        .distinct(),
        "topics": Topic.choices,
        "outcomes": [choice for choice in ChangeOutcome.choices if choice[0] != "retained"],
        "query": "&".join(f"{k}={v}" for k, v in chosen.items() if v),
    }
    return render(request, "change_list.html", context)


def _ids(at: Moment, chosen: dict[str, str]) -> QuerySet[Change, int]:
    """Changes that are more than a retention, newest version first; filtered in the database."""
    readings = TrackerReading.objects.known(at.known_at).filter(change=OuterRef("pk"))
    decisions = Decision.objects.filter(change=OuterRef("pk"))
    if at.known_at:
        decisions = decisions.filter(decided_at__lte=at.known_at)
    records = VersionRecord.objects.public(at.known_at).filter(version=OuterRef("new_version"))
    found = Change.objects.annotate(
        outcome=Coalesce(
            Subquery(decisions.order_by("-decided_at", "-pk").values("judgement__outcome")[:1]),
            Subquery(readings.order_by("-recorded_at", "-pk").values("outcome")[:1]),
        ),
        dated_on=Subquery(records.values(day=Coalesce("effective_on", "first_seen_on"))[:1]),
    ).filter(dated_on__isnull=False, outcome__isnull=False)
    found = found.exclude(outcome="retained")
    if at.as_of:
        found = found.filter(dated_on__lte=at.as_of)
    if chosen["outcome"]:
        found = found.filter(outcome=chosen["outcome"])
    if chosen["organization"]:
        found = found.filter(commitment__organization__slug=chosen["organization"])
    if chosen["topic"]:
        of_topic = Commitment.objects.published(at.known_at).filter(topic=chosen["topic"])
        found = found.filter(commitment__in=of_topic.values("pk"))
    return found.order_by("-dated_on", "new_version_id", "pk").values_list("pk", flat=True)


def _steps(ids: Iterable[int], at: Moment) -> list[Any]:
    """Steps in the order of the ids, with everything a row of the page names: a constant number of queries."""
    order = {pk: place for place, pk in enumerate(ids)}
    published = PolicyVersion.objects.published(at.known_at).with_policy(at.known_at)
    commitments = Commitment.objects.published(at.known_at).with_policy(at.known_at)
    loaded = Change.objects.filter(pk__in=order).prefetch_related(
        Prefetch("old_version", published),
        Prefetch("new_version", published),
        Prefetch("commitment", commitments),
    )
    return sorted(steps_of(loaded, at.known_at), key=lambda step: order[step.change.pk])


def outcome_counts(versions: Iterable[Any], at: Moment) -> dict[int, dict[str, int]]:
    """How many commitments each version weakened, removed and so on: three queries."""
    counts: dict[int, Counter[str]] = {}
    for step in steps_of(Change.objects.filter(new_version__in=list(versions)), at.known_at):
        counts.setdefault(step.change.new_version_id, Counter())[step.outcome] += 1
    shown = [outcome for outcome in ChangeOutcome.values if outcome != ChangeOutcome.RETAINED]
    return {
        version: {outcome: counter[outcome] for outcome in shown if counter[outcome]}
        for version, counter in counts.items()
    }


def with_predecessors(versions: list[Any], at: Moment) -> list[tuple[Any, Any]]:
    """Each version with the edition before it, or None."""
    policies = {version.policy_id for version in versions}
    editions = PolicyVersion.objects.published(at.known_at).editions().filter(policy__in=policies)
    before: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for edition in editions:
        before[edition.pk] = last.get(edition.policy_id)
        last[edition.policy_id] = edition
    return [(version, before.get(version.pk)) for version in versions]
