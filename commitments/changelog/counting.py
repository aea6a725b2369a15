"""The facets of the log."""

from collections.abc import Iterable

from commitments.changelog.choosing import (
    ANNOUNCEMENTS,
    BASES,
    MATERIALITIES,
    OUTCOMES,
    Chosen,
)
from commitments.changelog.log import NOT_ASSESSED, REUPLOAD
from commitments.facets import Facet, Tally
from commitments.frames import frame
from commitments.models import Announcement, ChangeOutcome, Topic
from commitments.moments import Moment

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


def facets_of(counted: Tally, chosen: Chosen, moment: Moment) -> list[Facet]:
    """In the order in which they are shown."""
    names = frame(moment).names
    years = sorted(counted.counts["year"], reverse=True)
    labels = [
        ("outcome", "What happened", _labelled(OUTCOMES)),
        ("organization", "Organization", sorted((n, names[n]) for n in names if "/" not in n)),
        ("topic", "Topic", Topic.choices),
        ("announcement", "Said by the publisher", _labelled(ANNOUNCEMENTS)),
        ("materiality", "Materiality", _labelled(MATERIALITIES)),
        ("basis", "Who says so", _labelled(BASES)),
        ("year", "Year", [(year, year) for year in years]),
    ]
    return [counted.facet(*facet, chosen.counted) for facet in labels]


def _labelled(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, LABELS[value]) for value in values]
