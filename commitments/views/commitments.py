"""One commitment's whole life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.finding import find_commitment
from commitments.history import Life, lives_in, versions_of
from commitments.models import Commitment
from commitments.moments import Moment
from commitments.views.requests import moment, or_404


@require_safe
def commitment_detail(request: HttpRequest, organization: str, slug: str) -> HttpResponse:
    at = moment(request)
    found = or_404(find_commitment, organization, slug, at)
    versions = versions_of(found.policy, at)
    life = lives_in(versions, [found], at)[0]
    context = {
        "moment": at,
        "commitment": found,
        "life": life,
        "versions": versions,
        "successors": _successors(life, at),
    }
    return render(request, "commitment_detail.html", context)


def _successors(life: Life, at: Moment) -> list[Commitment]:
    commitments = Commitment.objects.published(at.known_at)
    return commitments.filter(slug__in=life.successors).of(life.commitment.policy)
