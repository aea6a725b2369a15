"""What is watched, and how it fares."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import FetchAttempt, Organization, Policy, Snapshot, Source
from commitments.views.requests import moment


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    chosen = request.GET.get("organization", "")
    found = with_health(Source.objects.all()).prefetch_related(
        Prefetch("policy", Policy.objects.published(at.known_at))
    )
    if chosen:
        found = found.filter(policy__organization__slug=chosen)
    context = {
        "moment": at,
        "sources": found.order_by("policy__organization__slug", "policy_id", "pk"),
        "organizations": Organization.objects.published(at.known_at),
        "chosen": chosen,
    }
    return render(request, "source_list.html", context)


def sources_of(policy: Policy) -> Any:
    return with_health(Source.objects.filter(policy=policy))


def with_health(sources: Any) -> Any:
    """Sources with their last try and latest capture, in the same query."""
    tries = FetchAttempt.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk")
    captures = Snapshot.objects.filter(source=OuterRef("pk")).order_by("-fetched_at", "-pk")
    return sources.annotate(
        tried_at=Subquery(tries.values("started_at")[:1]),
        outcome=Subquery(tries.values("outcome")[:1]),
        error=Subquery(tries.values("error")[:1]),
        captured_at=Subquery(captures.values("fetched_at")[:1]),
        snapshot_id=Subquery(captures.values("pk")[:1]),
    )
