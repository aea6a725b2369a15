"""The log of changes, and what pages say of a version at a glance."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.asking import Asked
from commitments.models import (
    Change,
    ChangeOutcome,
    Commitment,
    Organization,
    PolicyVersion,
    Topic,
)
from commitments.moments import Moment
from commitments.steps import Step, load_steps, public_changes, steps_of
from commitments.views.requests import asked, moment, or_400

PAGE_SIZE = 50
OUTCOMES = [choice for choice in ChangeOutcome.choices if choice[0] != ChangeOutcome.RETAINED]


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    chosen = or_400(_filters, asked(request))
    page = Paginator(_chosen(at, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "moment": at,
        "chosen": chosen,
        "page": page,
        "steps": load_steps(list(page.object_list), at.known_at),
        "organizations": _followed(at),
        "topics": Topic.choices,
        "outcomes": OUTCOMES,
    }
    return render(request, "change_list.html", context)


def _followed(at: Moment) -> Any:
    """Organizations with commitments."""
    owners = Commitment.objects.published(at.known_at).values("organization")
    return Organization.objects.published(at.known_at).filter(pk__in=owners)


def _filters(question: Asked) -> dict[str, str]:
    return {
        "organization": question.organization(),
        "topic": question.choice("topic", Topic.values),
        "outcome": question.choice("outcome", dict(OUTCOMES)),
    }


def _chosen(at: Moment, chosen: dict[str, str]) -> Any:
    """Ids of changes that are more than a retention, newest version first; filtered in the database."""
    found = public_changes(at.known_at).exclude(outcome=ChangeOutcome.RETAINED)
    filters = {
        "dated_on__lte": at.as_of,
        "outcome": chosen["outcome"],
        "topic": chosen["topic"],
        "commitment__organization__slug": chosen["organization"],
    }
    found = found.filter(**{name: value for name, value in filters.items() if value})
    return found.order_by("-dated_on", "-new_version_id", "pk").values_list("pk", flat=True)


def outcome_counts(versions: Iterable[Any], at: Moment) -> dict[int, dict[str, int]]:
    """How many commitments each version weakened, removed and so on: three queries."""
    return counted(steps_of(Change.objects.filter(new_version__in=list(versions)), at.known_at))


def counted(steps: Iterable[Step]) -> dict[int, dict[str, int]]:
    """Outcomes other than retentions, by the version that brought them: no query."""
    counts: dict[int, Counter[str]] = {}
    for step in steps:
        counts.setdefault(step.change.new_version_id, Counter())[step.outcome] += 1
    return {
        version: {outcome: counter[outcome] for outcome, _ in OUTCOMES if counter[outcome]}
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
