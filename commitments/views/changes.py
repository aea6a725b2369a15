"""The log of changes, and what pages say of a version at a glance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.changelog import (
    REUPLOAD,
    Chosen,
    Entry,
    Line,
    Revision,
    Row,
    choose,
    entries_of,
    facets_of,
    lines_of,
    page_of,
    read_place,
    written,
)
from commitments.exports.matters import Changes
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.facets import Facet
from commitments.models import ChangeOutcome, PolicyVersion
from commitments.moments import Moment
from commitments.steps import Step
from commitments.views.export_menu import Menu
from commitments.views.keeping import kept
from commitments.views.partial import HtmxHttpRequest, render_part
from commitments.views.requests import asked, moment, or_400

PAGE_SIZE = 30
OUTCOMES = [choice for choice in ChangeOutcome.choices if choice[0] != ChangeOutcome.RETAINED]


@require_safe
@kept
def changes(request: HtmxHttpRequest) -> HttpResponse:
    at, question = moment(request), asked(request)
    chosen = or_400(choose, question)
    after = or_400(read_place, question.text("after"))
    found = entries_of(chosen, at)
    facets = facets_of(found.tally, chosen, at)
    places, last = page_of(found.rows, after=after, size=PAGE_SIZE)
    context = {
        "moment": at,
        "chosen": chosen,
        "chips": _chips(chosen, facets),
        "facets": facets,
        "total": found.tally.total,
        "all": sum(choice.count for choice in facets[0].choices),
        "export": _export(request, found.rows, at),
        "revisions": _by_revision(lines_of(places, at)),
        "after": after,
        "last": last and written(last),
    }
    return render_part(request, "change_list.html", "includes/changes_found.html", context)


def _export(request: HttpRequest, rows: Sequence[Row], at: Moment) -> Menu:
    """What is chosen, all pages of it. The API has no re-uploads among its changes, but in its files."""
    order = Order.of(Subject.CHANGES, {}, request.GET.dict())
    has_json = order.asked.get("outcome") != REUPLOAD
    matter = Changes(order.asked, rows, at)
    return Menu(matter, reverse("api:change-list"), order.choice, has_json)


def _chips(chosen: Chosen, facets: list[Facet]) -> list[tuple[str, str, str]]:
    """(name in the address, what it is, its value) of everything that is chosen."""
    by_hand = [
        ("policy", "Policy", chosen.policy),
        ("since", "Since", chosen.since),
        ("until", "Until", chosen.until),
    ]
    return [
        *((facet.name, facet.title, facet.chosen.label) for facet in facets if facet.chosen),
        *((name, title, str(value)) for name, title, value in by_hand if value),
    ]


def _by_revision(lines: list[Line]) -> list[tuple[Revision, list[Entry]]]:
    """Each revision once, with the entries of it that are shown."""
    grouped = groupby(lines, key=lambda line: line.revision)
    return [(revision, [line.entry for line in its if line.entry]) for revision, its in grouped]


def counted(steps: Iterable[Step]) -> dict[int, dict[str, int]]:
    """Outcomes other than retentions, by the version that brought them: no query."""
    counts: dict[int, Counter[str]] = {}
    for step in steps:
        counts.setdefault(step.change.new_version_id, Counter())[step.outcome] += 1
    return {
        version: {outcome: counter[outcome] for outcome, _ in OUTCOMES if counter[outcome]}
        for version, counter in counts.items()
    }


def with_predecessors(versions: list[Any], at: Moment) -> list[tuple[Any, Any]]:
    """Each version with the edition before it, or None."""
    policies = {version.policy_id for version in versions}
    editions = PolicyVersion.objects.published(at.known_at).editions().filter(policy__in=policies)
    editions = editions.prefetch_related(None)  # only their names are asked for
    before: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for edition in editions:
        before[edition.pk] = last.get(edition.policy_id)
        last[edition.policy_id] = edition
    return [(version, before.get(version.pk)) for version in versions]
