"""Organizations by topics on any day, and the words behind each cell."""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.comparing import cached
from commitments.frames import frame
from commitments.matrix import chosen, matrix, not_reviewed
from commitments.models import Organization, Topic
from commitments.moments import Moment
from commitments.searching import MAX_QUERY
from commitments.standing import Standing, editions_in_force, standing
from commitments.views.requests import asked, moment, or_400
from commitments.watermarks import watermark

PAGE_SIZE = 30
CACHE_SECONDS = 24 * 3600  # the key holds the day and the record's mark
QUESTIONS = [  # what is often asked, as choices of this page
    ("Who promises to pause?", {"topic": Topic.TRAINING_PAUSE}),
    (
        "Who lets outsiders test or check?",
        {"q": '"third party" OR independent OR auditor OR "outside expert"'},
    ),
    ("Who protects whistleblowers?", {"topic": Topic.WHISTLEBLOWING}),
    ("Who makes it depend on competitors?", {"topic": Topic.COMPETITOR_CLAUSE}),
]


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The whole matrix; or, where an organization, a topic or words are chosen, everything behind it."""
    question, at = asked(request), moment(request)
    choice = {
        "organization": or_400(question.organization),
        "topic": or_400(question.choice, "topic", Topic.values),
        "query": question.text("q")[:MAX_QUERY],
    }
    days = _days(at)
    context = {
        "moment": at,
        "chosen": choice,
        "topics": Topic.choices,
        "questions": QUESTIONS,
        "organizations": Organization.objects.published(at.known_at),
        **days,
        **(
            _behind(request, choice, at)
            if any(choice.values())
            else {"cells": _cells(request, at, days["days"])}
        ),
    }
    return render(request, "matrix.html", context)


def _cells(request: HttpRequest, at: Moment, days: Collection[date]) -> str:
    """The matrix as HTML: the same until something is published.

    Kept for today and the days of revisions, to which the page leads: there are other days without number.
    """

    def made() -> dict[str, str]:
        part = "includes/matrix_cells.html"
        return {"html": render_to_string(part, {"matrix": matrix(at)}, request)}

    if at.known_at or (at.as_of and at.as_of not in days):
        return made()["html"]
    key = f"matrix:{watermark().key}:{timezone.now().date()}:{at.as_of}"
    return str(cached(key, made, CACHE_SECONDS)["html"])


def _behind(request: HttpRequest, choice: dict[str, str], at: Moment) -> dict[str, Any]:
    found = chosen(at, **choice)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = standing(page.object_list, at)
    is_of_all = not (choice["organization"] or choice["query"])
    groups = groupby(rows, key=lambda one: one.commitment.record.get_topic_display())
    return {
        "page": page,
        "groups": [(topic, list(its)) for topic, its in groups],
        "newer": _newer(rows, at),
        "unreviewed": not_reviewed(found, at) if is_of_all else [],
    }


def _newer(rows: list[Standing], at: Moment) -> dict[int, Any]:
    """By text the edition in force, where it is not the one that was recorded."""
    editions = editions_in_force(at)
    in_force = ((one, editions[str(one.commitment.policy)]) for one in rows)
    return {one.text.pk: edition for one, edition in in_force if edition.pk != one.version.pk}


def _days(at: Moment) -> dict[str, Any]:
    """The day that is shown, the record's first, and the revisions before and after it."""
    today = timezone.now().date()
    day = at.as_of or today
    days = sorted({one.day for one in frame(at).versions.values() if not one.is_reupload})
    return {
        "day": day,
        "days": days,
        "first_day": min([*days[:1], day]),
        "last_day": max(today, day),
        "day_before": max((one for one in days if one < day), default=None),
        "day_after": min((one for one in days if one > day), default=None),
    }
