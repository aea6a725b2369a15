"""Full-text search over clauses, commitments and summaries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import searching
from commitments.models import Organization
from commitments.views.requests import asked, moment, or_400

PAGE_SIZE = 25
KINDS = {"": "everything", "commitment": "commitments", "summary": "summaries", "clause": "clauses"}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    question = asked(request)
    query = question.text("q")[:200]
    kind = or_400(question.choice, "kind", filter(None, KINDS))
    organization = or_400(question.organization)
    in_force = bool(or_400(question.flag, "in_force"))
    start = _start(request.GET.get("start", ""))
    hits, total = (
        searching.search(
            query,
            moment=at,
            organization=organization,
            kinds=(kind,) if kind else (),
            in_force=in_force,
            limit=PAGE_SIZE,
            offset=start,
        )
        if query
        else ([], 0)
    )
    context = {
        "moment": at,
        "query": query,
        "kind": kind,
        "kinds": KINDS.items(),
        "organization": organization,
        "in_force": in_force,
        "organizations": Organization.objects.published(at.known_at),
        "hits": hits,
        "total": total,
        "first": start + 1,
        "last": start + len(hits),
        "earlier": max(0, start - PAGE_SIZE) if start else None,
        "later": start + PAGE_SIZE if start + PAGE_SIZE < total else None,
    }
    return render(request, "search.html", context)


def _start(text: str) -> int:
    return min(int(text), 10_000) if text.isascii() and text.isdigit() else 0
