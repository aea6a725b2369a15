"""What is due when, as derived from the texts: a page, and a feed for calendars."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments import ics
from commitments.comparing import cached
from commitments.deadlines import Deadlines, deadlines
from commitments.models import Commitment, Organization
from commitments.moments import Moment
from commitments.views.keeping import SECONDS, kept
from commitments.views.requests import asked, moment, or_400
from commitments.watermarks import watermark

PAGE_SIZE = 15
BEGINNING = 5  # of each section but the first, where all stand on one page
SECTIONS = {
    "coming": "Coming up",
    "over": "Named days that have passed",
    "waiting": "Waiting for an event",
    "superseded": "Superseded",
}


@require_safe
@kept
def calendar(request: HttpRequest) -> HttpResponse:
    """Every section's beginning; one section whole, page by page, where ``?section=`` names it."""
    question, at = asked(request), moment(request)
    organization = or_400(question.organization)
    section = or_400(question.choice, "section", SECTIONS)
    found = deadlines(at).of(organization)
    context = {
        "moment": at,
        "day": found.day,
        "organization": organization,
        "organizations": _followed(at),
        "section": section,
        "sections": [_section(request, name, found) for name in SECTIONS if section in ("", name)],
    }
    return render(request, "calendar.html", context)


def _section(request: HttpRequest, name: str, found: Deadlines) -> dict[str, Any]:
    is_alone = request.GET.get("section") == name
    size = PAGE_SIZE if is_alone or name == "coming" else BEGINNING
    pages = Paginator(getattr(found, name), size)
    page = pages.get_page(request.GET.get("page") if is_alone else 1)
    return {"name": name, "title": SECTIONS[name], "page": page, "is_alone": is_alone}


def _followed(at: Moment) -> Any:
    """Organizations with commitments."""
    owners = Commitment.objects.published(at.known_at).values("organization")
    return Organization.objects.published(at.known_at).filter(pk__in=owners)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Of the record as it is now, made once a day for each organization: programs ask again and again."""
    question, at = asked(request), moment(request)
    organization = or_400(question.organization)

    def made() -> dict[str, bytes]:
        found = deadlines(at).of(organization)
        return {"ics": ics.calendar(found, request.build_absolute_uri)}

    key = f"ics:{watermark().key}:{timezone.now().date()}:{request.build_absolute_uri('/')}:{organization}"
    body = cached(key, made, SECONDS) if at.is_now else made()
    response = HttpResponse(body["ics"], content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="due-dates.ics"'
    return response
