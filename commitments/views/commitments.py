"""One commitment's whole life."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.history import Life, lives_in, versions_of
from commitments.models import Commitment
from commitments.moments import Moment
from commitments.views.requests import moment


@require_safe
def commitment_detail(request: HttpRequest, organization: str, slug: str) -> HttpResponse:
    at = moment(request)
    commitments = Commitment.objects.published(at.known_at).with_policy(at.known_at)
    found = commitments.filter(organization__slug=organization, slug=slug).first()
    if found is None:
        raise Http404(f"There is no commitment “{slug}” of “{organization}” in the record.")
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
