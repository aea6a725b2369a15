"""What is due when, as derived from the texts: a page, and a feed for calendars."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import ics
from commitments.deadlines import Deadlines, deadlines
from commitments.models import Commitment, Organization
from commitments.moments import Moment
from commitments.views.requests import asked, moment, or_400

PAGE_SIZE = 15
SECTIONS = {
    "coming": "Coming up",
    "over": "Named days that have passed",
    "waiting": "Waiting for an event",
    "superseded": "Superseded",
}


@require_safe
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
    pages = Paginator(getattr(found, name), PAGE_SIZE)
    is_alone = request.GET.get("section") == name
    page = pages.get_page(request.GET.get("page") if is_alone else 1)
    return {"name": name, "title": SECTIONS[name], "page": page, "is_alone": is_alone}


def _followed(at: Moment) -> Any:
    """Organizations with commitments."""
    owners = Commitment.objects.published(at.known_at).values("organization")
    return Organization.objects.published(at.known_at).filter(pk__in=owners)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    question, at = asked(request), moment(request)
    found = deadlines(at).of(or_400(question.organization))
    body = ics.calendar(found, request.build_absolute_uri)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="due-dates.ics"'
    return response
