"""The page of a comparison: its clauses drawn and kept, the way to one of them, and why nothing changed."""

from bisect import bisect_left
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from commitments.comparing import VersionComparison, cached
from commitments.models import Topic
from commitments.moments import Moment
from commitments.stretches import Filters, Item, Walk
from commitments.templatetags.clauses import Drawing, Side, drawn, named, with_clocks
from commitments.text.compare import ENGINE
from commitments.views.comparison_question import KINDS, VIEWS, Question, written
from commitments.views.partial import HtmxHttpRequest, varied
from commitments.views.requests import carried

# In this order; the database keeps none among the keys of an object.
COUNTED = ("retained", "edited", "guesses", "moved", "split", "merged", "removed", "added")
UNCHANGED = "Nothing visible changed."
SAME_BYTES = UNCHANGED, "Both versions rest on the same captured document, byte for byte."
SAME_WORDS = (
    UNCHANGED,
    "No word changed. The two documents differ in their bytes only: in layout, typography, metadata or the"
    " addresses behind links.",
)
SAME_TO_A_READER = (
    UNCHANGED,
    "No word changed. The two texts differ only in quotation marks, dashes, white space, capital letters, or"
    " the numbers of lists and footnotes.",
)
TWO_READINGS = (
    "The publisher changed nothing.",
    "Both versions rest on the same captured document, byte for byte; what is marked below lies between two"
    " readings of it by two versions of the reader.",
)
DRAWN = "4"  # another number whenever the same comparison would be drawn differently


def answered(
    request: HtmxHttpRequest,
    comparison: VersionComparison,
    question: Question,
    at: Moment,
    context: dict[str, Any],
) -> HttpResponse:
    """The page; or the clauses of one fold for a page that is open; or the way to the page of a clause."""
    is_across = bool(context.get("is_across"))
    how = _drawing(comparison, question, is_across=is_across)
    if question.at and comparison.clauses:
        place = _place_of(Walk(comparison.clauses), question, carried(request)["clocks_more"])
        return redirect(f"{request.path}{place}")
    if request.htmx and question.opened and not request.htmx.history_restore_request:
        return varied(HttpResponse(_part(request, comparison, question.opened[-1], how)))
    has_clauses = comparison.basis == "verbatim"
    clauses = _clauses(request, comparison, question, how) if has_clauses else None
    shown = {
        "moment": at,
        "comparison": comparison,
        "question": question,
        "look": written(question.look, carried(request)["clocks_more"]),
        "views": VIEWS.items(),
        "kinds": KINDS,
        "topics": Topic.choices,
        "is_narrowed": question.filters != Filters(),
        "clauses": clauses,
        "nothing": _why_nothing_changed(comparison, clauses["total"]) if clauses else None,
    }
    return varied(render(request, "compare.html", {**shown, **context}))


def _drawing(comparison: VersionComparison, question: Question, *, is_across: bool) -> Drawing:
    old, new = (
        Side(
            f"{version.policy.organization.name} {version.name}" if is_across else version.name,
            version.get_absolute_url(),
        )
        for version in (comparison.old, comparison.new)
    )
    query = {**question.look, **({"page": str(question.page)} if question.page > 1 else {})}
    is_beside = question.view == "beside"
    return Drawing(old, new, is_beside, is_across, query, question.opened)


def _place_of(walk: Walk, question: Question, more: str) -> str:
    """Query and fragment under which a clause is shown: its page, its fold open; of none, the first page."""
    query = {"view": question.view} if question.view != "changes" else {}
    place = walk.place_of(question.at)
    if place is None:
        return f"{written(query, more)}#clauses"
    pages = walk.pages(walk.changes(), is_whole=question.view == "all")
    page = sum(1 for start, _ in pages if start <= place)
    if page > 1:
        query["page"] = str(page)
    if question.view != "all" and (folds := walk.folds_above(place)):
        query["open"] = ",".join(map(str, folds))
    return f"{written(query, more)}#{walk.stretches[place].id}"


# --- clauses ------------------------------------------------------------------------------------------------


def _clauses(
    request: HttpRequest, comparison: VersionComparison, question: Question, how: Drawing
) -> dict[str, Any]:
    """One page of the clauses, drawn. What everybody asks for is kept: two captured texts never change."""
    found = _kept(comparison, question, how) if question.is_for_everybody else None
    found = found or _made(comparison, question, how)
    return {
        **found,
        "html": with_clocks(found["html"], **_clocks(request)),
        "links": mark_safe(found["links"]),  # noqa: S308  a template's
    }


def _kept(comparison: VersionComparison, question: Question, how: Drawing) -> dict[str, Any]:
    """From the cache, under the number of a page that there is: the first one knows how many there are."""
    first = _kept_page(comparison, question, how, 1)
    page = min(question.page, first["pages"])
    return first if page == 1 else _kept_page(comparison, question, how, page)


def _kept_page(
    comparison: VersionComparison, question: Question, how: Drawing, page: int
) -> dict[str, Any]:
    texts = [v.text.extraction_id for v in (comparison.old, comparison.new) if v.text]
    names = sha256(f"{how.is_across}:{how.old}:{how.new}".encode()).hexdigest()[:20]
    key = f"drawn:{DRAWN}:{ENGINE}:{texts[0]}:{texts[1]}:{question.view}:{page}:{names}"
    there = Question(question.view, "", Filters(), page, (), "")
    query = _drawing(comparison, there, is_across=how.is_across)
    return cached(key, lambda: _made(comparison, there, query))


def _clocks(request: HttpRequest) -> dict[str, str]:
    given = carried(request)
    return {"clocks": given["clocks"], "more": given["clocks_more"]}


def _made(comparison: VersionComparison, question: Question, how: Drawing) -> dict[str, Any]:
    data = comparison.clauses or {}
    walk = Walk(data)
    places = walk.changes(question.filters)
    pages = walk.pages(places, is_whole=question.view == "all" and question.filters == Filters())
    page = min(question.page, len(pages))
    start, end = pages[page - 1]
    kinds, signals, commitments = walk.counts()
    links = {"links": comparison.links}
    return {
        "html": str(drawn(_page_of(walk, question, places, start, end), how)),
        "links": render_to_string("includes/links_changed.html", links),
        "total": sum(kinds.values()),
        "shown": len(places),
        "page": page,
        "pages": len(pages),
        "before": _id_at(walk, places, bisect_left(places, start) - 1),
        "after": _id_at(walk, places, bisect_left(places, end)),
        "kinds": _chips(kinds, question.filters.kind, is_across=how.is_across),
        "signals": _counted(signals, question.filters.signal),
        "commitments": commitments,
        "counts": [(kind, data["counts"][kind]) for kind in COUNTED if data["counts"][kind]],
        "engine": data["engine"],
    }


def _chips(
    kinds: dict[str, int], chosen: str, *, is_across: bool
) -> list[tuple[str, str, str, int]]:
    """Kind, sign, word and number of what there is; what is chosen stands there even if there is none."""
    shown = (str(kind) for kind in KINDS if kinds[kind] or kind == chosen)
    return [(kind, *named(kind, is_across=is_across), kinds[kind]) for kind in shown]


def _counted(signals: dict[str, int], chosen: str) -> list[tuple[str, int]]:
    """The most frequent first; what is chosen stands there even if there is none."""
    found = {**({chosen: 0} if chosen else {}), **signals}
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _id_at(walk: Walk, places: Sequence[int], number: int) -> str:
    """The change next to this page, where there is one."""
    return walk.stretches[places[number]].id if 0 <= number < len(places) else ""


def _page_of(
    walk: Walk, question: Question, places: Sequence[int], start: int, end: int
) -> list[Item]:
    chosen = places[bisect_left(places, start) : bisect_left(places, end)]
    if question.filters != Filters():
        return [walk.stretches[place] for place in chosen]
    if question.view == "all":
        return list(walk.stretches[start:end])
    return list(walk.folded(chosen, start, end, question.opened))


def _part(request: HttpRequest, comparison: VersionComparison, first: int, how: Drawing) -> str:
    """The clauses of one fold, for the page that is open already."""
    fold = Walk(comparison.clauses).opened(first) if comparison.clauses else None
    return with_clocks(drawn([fold], how), **_clocks(request)) if fold else ""


# --- where nothing changed ----------------------------------------------------------------------------------


def _why_nothing_changed(comparison: VersionComparison, changes: int) -> tuple[str, str] | None:
    """Of two captured texts in which no reader sees a change, what is so and why; else None."""
    old, new = comparison.old.text, comparison.new.text
    if old is None or new is None:
        return None
    before, after = old.extraction, new.extraction
    if comparison.old.pk == comparison.new.pk:
        return UNCHANGED, "This is one and the same version on both sides."
    if before.snapshot.blob_id == after.snapshot.blob_id:
        return SAME_BYTES if changes == 0 or before.reader == after.reader else TWO_READINGS
    if before.text_sha256 == after.text_sha256:
        return SAME_WORDS
    return SAME_TO_A_READER if changes == 0 else None
