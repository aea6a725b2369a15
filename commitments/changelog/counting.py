"""How many entries each choice would show."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear

from commitments.changelog.choosing import (
    ANNOUNCEMENTS,
    BASES,
    COUNTED,
    MATERIALITIES,
    OUTCOMES,
    REUPLOAD,
    Chosen,
    changes_of,
    reuploads_of,
)
from commitments.facets import Facet, Values, tally
from commitments.models import Announcement, ChangeOutcome, Organization, Topic
from commitments.moments import Moment
from commitments.steps import NOT_ASSESSED
from commitments.watermarks import watermark

Cell = tuple[Values, int]
LABELS = {
    **dict(ChangeOutcome.choices),
    **dict(Announcement.choices),
    REUPLOAD: "same-label re-upload",
    NOT_ASSESSED: "not assessed",
    "material": "material",
    "not-material": "not material",
    "decision": "reviewed and decided",
    "reading": "tracker’s reading, not reviewed",
}


def facets_of(chosen: Chosen, moment: Moment) -> tuple[int, list[Facet]]:
    """How many entries fit, and the facets of the log: four queries at most, whatever its length."""
    counted = tally(_counted_cells(chosen.without_counted(), moment), COUNTED, chosen.counted)
    organizations = Organization.objects.published(moment.known_at)
    years = sorted(counted.counts["year"], reverse=True)
    labels = [
        ("outcome", "What happened", _labelled(OUTCOMES)),
        ("organization", "Organization", sorted((o.slug, o.name) for o in organizations)),
        ("topic", "Topic", Topic.choices),
        ("announcement", "Said by the publisher", _labelled(ANNOUNCEMENTS)),
        ("materiality", "Materiality", _labelled(MATERIALITIES)),
        ("basis", "Who says so", _labelled(BASES)),
        ("year", "Year", [(year, year) for year in years]),
    ]
    return counted.total, [counted.facet(*facet, chosen.counted) for facet in labels]


def _labelled(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, LABELS[value]) for value in values]


def _counted_cells(whole: Chosen, moment: Moment) -> Sequence[Cell]:
    """Kept in memory until something is published, except for days and instants: those are without end."""
    if moment.is_now and not whole.since and not whole.until:
        return _kept(whole, watermark().key)
    return tuple(_cells(whole, moment))


@lru_cache(maxsize=64)  # the whole log, and that of each policy somebody asks for
def _kept(whole: Chosen, mark: str) -> Sequence[Cell]:
    return tuple(_cells(whole, Moment()))


def _cells(chosen: Chosen, moment: Moment) -> Iterable[Cell]:
    """Entries with the same codes counted together by the database: some hundred rows for any log."""
    changes = changes_of(chosen, moment).exclude(outcome=ChangeOutcome.RETAINED)
    grouped = changes.values_list(
        "commitment__organization__slug",
        "topic",
        "outcome",
        "announcement",
        "materiality",
        "decided",
        ExtractYear("dated_on"),
    ).annotate(number=Count("pk"))
    for organization, topic, outcome, announcement, materiality, decided, year, number in grouped:
        basis = "reading" if decided is None else "decision"
        codes = (organization, topic, outcome, announcement, materiality, basis, str(year))
        yield dict(zip(COUNTED, ((code,) for code in codes), strict=True)), number
    yield from _reuploads(chosen, moment)


def _reuploads(chosen: Chosen, moment: Moment) -> Iterable[Cell]:
    rows: Any = reuploads_of(chosen, moment).prefetch_related(None).order_by()
    for organization, day in rows.values_list("policy__organization__slug", "dated_on"):
        none: dict[str, tuple[str, ...]] = dict.fromkeys(COUNTED, ())
        codes = {"organization": (organization,), "outcome": (REUPLOAD,), "year": (str(day.year),)}
        yield {**none, **codes}, 1
