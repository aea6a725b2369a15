"""Full-text search over clauses, commitments and summaries."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments import searching
from commitments.asking import Asked
from commitments.errors import TrackerError
from commitments.exports.matters import Finds
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.facets import Facet
from commitments.models import Topic
from commitments.moments import Moment
from commitments.searching import Found, Wanted
from commitments.views.export_menu import Menu
from commitments.views.partial import HtmxHttpRequest, render_part
from commitments.views.requests import asked, moment, or_400

PAGE_SIZE = 25
FURTHEST = 10_000  # the last place a page may begin at
KINDS = [
    ("commitment", "commitments"),
    ("summary", "tracker’s summaries"),
    ("clause", "publishers’ words"),
]
STRENGTHS = [
    ("must", "must, will"),
    ("intend", "intend, aim, expect"),
    ("may", "may, could"),
    ("recommend", "should, recommend"),
]


@require_safe
def search(request: HtmxHttpRequest) -> HttpResponse:
    at, question = moment(request), asked(request)
    start = min(or_400(question.number, "start", 0), FURTHEST)
    context = {"moment": at, "query": question.text("q"), **_answer(question, at, start)}
    if context.get("hits"):
        order = Order.of(Subject.SEARCH, {}, request.GET.dict())
        matter = Finds(order.asked, context["found"], at)
        context["export"] = Menu(matter, reverse("api:search"), order.choice)
    return render_part(request, "search.html", "includes/search_found.html", context)


def _answer(question: Asked, at: Moment, start: int) -> dict[str, Any]:
    try:
        wanted = searching.want(question)
    except TrackerError as error:
        if error.code == "query_too_long":
            return {"fault": str(error)}
        raise BadRequest(str(error)) from error
    found = searching.find(wanted, at)
    facets = _facets(found, wanted)
    return {
        "wanted": wanted,
        "found": found,
        "facets": facets,
        "chips": [(f.name, f.title, f.chosen.label) for f in facets if f.chosen],
        "all": sum(choice.count for choice in facets[0].choices),
        "hits": searching.hits(found, at, start=start, size=PAGE_SIZE),
        **_pages(start, found.total),
        **_little(found, wanted, at),
    }


def _pages(start: int, total: int) -> dict[str, Any]:
    return {
        "first": start + 1,
        "last": min(start + PAGE_SIZE, total),
        "earlier": max(0, start - PAGE_SIZE) if start else None,
        "later": start + PAGE_SIZE if start + PAGE_SIZE < min(total, FURTHEST) else None,
    }


def _little(found: Found, wanted: Wanted, at: Moment) -> dict[str, Any]:
    """What helps where nothing or little was found."""
    if not wanted.terms or found.total >= searching.LITTLE:
        return {}
    if not found.total and searching.are_ignored(wanted.terms):
        return {"is_ignored": True}
    return {"suggestion": searching.suggestion(wanted, found.total, at)}


def _facets(found: Found, wanted: Wanted) -> list[Facet]:
    counts = found.tally.counts
    named = [
        ("kind", "Kind", KINDS),
        ("organization", "Organization", _named(found, "organization")),
        ("policy", "Policy", _named(found, "policy")),
        ("topic", "Topic", Topic.choices),
        ("strength", "Strength", STRENGTHS),
        ("year", "Year", [(year, year) for year in sorted(counts["year"], reverse=True)]),
    ]
    if wanted.policy:
        names = {
            v.slug: v.name for v in sorted(found.frame.versions.values(), key=lambda v: v.place)
        }
        named.append(
            ("version", "Version", [(v, names[v]) for v in names if v in counts["version"]])
        )
    return [found.tally.facet(*facet, wanted.counted) for facet in named]


def _named(found: Found, facet: str) -> list[tuple[str, str]]:
    """Under the slug alone a policy may be asked for, but is no choice."""
    names = found.frame.names
    of_kind = (name for name in names if ("/" in name) == (facet == "policy"))
    return sorted((name, names[name]) for name in of_kind if found.tally.counts[facet][name])
