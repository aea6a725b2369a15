"""The first page: what changed lately, and the pledge then and now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.history import Life, lives_in, versions_of
from commitments.models import (
    ChangeOutcome,
    Commitment,
    Organization,
    Policy,
    PolicyVersion,
)
from commitments.moments import Moment
from commitments.views.changes import outcome_counts, with_predecessors
from commitments.views.requests import moment

LATEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    context: dict[str, Any] = {
        "moment": at,
        "organization_count": Organization.objects.published(at.known_at).count(),
        "policy_count": Policy.objects.published(at.known_at).count(),
        "latest": _latest(at),
        **_pledge(at),
    }
    return render(request, "home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"outcomes": ChangeOutcome})


def _latest(at: Moment) -> list[dict[str, Any]]:
    """The newest versions of all organizations, with what became of their commitments."""
    versions = PolicyVersion.objects.published(at.known_at).editions().with_policy(at.known_at)
    if at.as_of:
        versions = versions.filter(dated_on__lte=at.as_of)
    newest = list(versions.order_by("-dated_on", "-pk")[:LATEST])
    counts = outcome_counts(newest, at)
    return [
        {"version": version, "old": old, "counts": counts.get(version.pk, {})}
        for version, old in with_predecessors(newest, at)
    ]


def _pledge(at: Moment) -> dict[str, Any]:
    """The first core commitment of the record, and what stands in its place."""
    core = Commitment.objects.published(at.known_at).filter(records__is_core=True)
    commitment = core.with_policy(at.known_at).order_by("pk").first()
    if commitment is None:
        return {"life": None}
    versions = versions_of(commitment.policy, at)
    life = lives_in(versions, [commitment], at)[0]
    return {"life": life, "successors": _successors(life, versions, at)}


def _successors(life: Life, versions: list[Any], at: Moment) -> list[Life]:
    commitments = Commitment.objects.published(at.known_at).filter(
        policy=life.commitment.policy_id, slug__in=life.successors
    )
    found = {life.commitment.slug: life for life in lives_in(versions, list(commitments), at)}
    return [found[slug] for slug in life.successors if slug in found]
