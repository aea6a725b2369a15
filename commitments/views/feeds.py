"""Feeds: the log of changes as Atom, for every choice that its page offers."""

from datetime import UTC, datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from commitments import feeds
from commitments.changelog import Chosen, choose
from commitments.moments import Moment
from commitments.views.requests import asked, moment, or_400
from commitments.watermarks import Watermark, watermark

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Costs three queries where nothing was published since the reader's last visit (304)."""
    at, chosen, mark = moment(request), or_400(choose, asked(request)), watermark()
    answer = condition(
        etag_func=lambda request: _etag(request, mark),
        last_modified_func=lambda request: mark.at,
    )
    return answer(lambda request: _atom(request, chosen, at, mark))(request)


def _etag(request: HttpRequest, mark: Watermark) -> str:
    """With the day, because no mark should be trusted for longer."""
    told = f"{request.build_absolute_uri()} {mark.key} {timezone.now().date()}"
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


def _atom(request: HttpRequest, chosen: Chosen, at: Moment, mark: Watermark) -> HttpResponse:
    more = f"?{chosen.query_string}" if chosen.query else ""
    channel = feeds.Channel(
        title=f"Changes ({', '.join(chosen.query.values())})" if chosen.query else "Changes",
        page=request.build_absolute_uri(reverse("change-list") + more),
        address=request.build_absolute_uri(),
        tag=f"{feeds.TAG}changes{more}",
        grown_at=mark.at or EPOCH,
    )
    body = feeds.atom(channel, feeds.news(chosen, at), request.build_absolute_uri)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
