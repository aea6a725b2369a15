"""What is watched, and how it fares."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Organization, Policy
from commitments.moments import Moment
from commitments.views.requests import asked, moment, or_400
from commitments.watching import public_sources, with_health


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    at = moment(request).of_any_day()
    chosen = or_400(asked(request).organization)
    found = public_sources(at.known_at)
    if chosen:
        found = found.filter(policy__organization__slug=chosen)
    found = found.order_by("policy__organization__slug", "policy_id", "pk")
    context = {
        "moment": at,
        "sources": with_health(found, at.known_at),
        "organizations": Organization.objects.published(at.known_at),
        "chosen": chosen,
    }
    return render(request, "source_list.html", context)


def sources_of(policy: Policy, at: Moment) -> list[Any]:
    found = public_sources(at.known_at).filter(policy=policy).order_by("pk")
    return with_health(found, at.known_at)
