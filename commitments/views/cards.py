"""Pictures of a commitment and of a comparison, for links that are shared."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commitments.comparing import compare_versions
from commitments.exports.card import render_png
from commitments.exports.gathering import Gatherer
from commitments.exports.papers import Paper
from commitments.finding import find_among, find_commitment, find_policy
from commitments.history import lives_in, versions_of
from commitments.models import PolicyVersion
from commitments.moments import Moment
from commitments.views.requests import or_404

HOUR = 3600


@require_safe
@cache_control(public=True, max_age=HOUR)
def commitment(request: HttpRequest, organization: str, slug: str) -> HttpResponse:
    def paper() -> Paper:
        found = or_404(find_commitment, organization, slug, Moment())
        [life] = lives_in(versions_of(found.policy, Moment()), [found], Moment())
        return Gatherer(request.build_absolute_uri("/")).life(life)

    return _picture(request, paper)


@require_safe
@cache_control(public=True, max_age=HOUR)
def comparison(
    request: HttpRequest, organization: str, policy: str, old: str, new: str
) -> HttpResponse:
    def paper() -> Paper:
        owner = or_404(find_policy, organization, policy, Moment())
        versions = PolicyVersion.objects.published().of(owner)
        before, after = (or_404(find_among, versions, slug, Moment()) for slug in (old, new))
        found = compare_versions(before, after, versions)
        return Gatherer(request.build_absolute_uri("/")).comparison(found, None)

    return _picture(request, paper)


def _picture(request: HttpRequest, paper: Callable[[], Paper]) -> HttpResponse:
    """Drawn once an hour at most; of today's record, since a picture has no clocks."""
    png = cache.get_or_set(
        f"card:{request.get_host()}{request.path}", lambda: render_png(paper()), HOUR
    )
    return HttpResponse(png, content_type="image/png")
