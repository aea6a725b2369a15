"""The whole log in memory: where each entry stands, its codes, and when it was published here.

Some fifty bytes an entry and no words: to count, choose and page is then to walk a list. Asked of the database,
each page of a log of thousands would look up the latest statement about every change in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Min

from commitments.frames import Frame, frame
from commitments.models import (
    Change,
    State,
    TrackerReading,
    VersionRecord,
)
from commitments.moments import Moment
from commitments.steps import latest_decisions
from commitments.watermarks import watermark

REUPLOAD = "re-upload"  # beside the outcomes: no commitment changed, but the text did
NOT_ASSESSED = "not-assessed"


class Place(NamedTuple):
    """Where an entry stands in the log. It never moves, however many newer entries come before it.

    ``change`` is 0 for the version itself, where that is a re-upload.
    """

    day: date
    version: int
    change: int


class Codes(NamedTuple):
    """Empty where an entry has none of the kind."""

    organization: str
    topic: str
    outcome: str
    announcement: str
    materiality: str
    basis: str  # decision or reading
    year: str


class Row(NamedTuple):
    place: Place
    published_at: datetime
    policy: str  # organization/slug
    code: int  # which of the log's codes
    is_first: bool  # nothing of it stood in a version before


@dataclass(frozen=True, slots=True)
class Log:
    """Newest first, retentions too. Many rows share their codes."""

    rows: Sequence[Row]
    codes: Sequence[Codes]


def log(moment: Moment) -> Log:
    """One query where it was asked before of this record, else about ten; see ``frame``."""
    mark = watermark().key
    return _others(mark, moment.known_at) if moment.known_at else _todays(mark)


@lru_cache(maxsize=2)
def _todays(mark: str) -> Log:
    return _log(None)


@lru_cache(maxsize=4)
def _others(mark: str, known_at: datetime) -> Log:
    return _log(known_at)


def _log(known_at: datetime | None) -> Log:
    at = frame(Moment(known_at=known_at))
    numbers: dict[Codes, int] = {}
    entries = sorted(_entries(at, known_at), key=lambda entry: _newest_first(entry[0], at))
    rows = tuple(
        Row(place, published_at, policy, numbers.setdefault(codes, len(numbers)), is_first)
        for place, published_at, policy, codes, is_first in entries
    )
    return Log(rows, tuple(numbers))


def _newest_first(place: Place, at: Frame) -> tuple[int, str, int, int]:
    """On one day policy by policy, its last version first: whatever came into this database first."""
    version = at.versions[place.version]
    return -place.day.toordinal(), version.policy, -version.place, place.change


def _entries(
    at: Frame, known_at: datetime | None
) -> Iterator[tuple[Place, datetime, str, Codes, bool]]:
    since = _public_since(known_at)
    said = _said(known_at)
    changes = Change.objects.filter(new_version__in=at.versions, commitment__in=at.commitments)
    for pk, commitment, old, new in changes.values_list(
        "pk", "commitment_id", "old_version_id", "new_version_id"
    ):
        if pk not in said or (old and old not in at.versions):
            continue  # a withdrawn version takes the changes from it along
        version, about, its = at.versions[new], at.commitments[commitment], said[pk]
        codes = Codes(about.organization, about.topic, *its.codes, str(version.day.year))
        place, published_at = Place(version.day, new, pk), max(its.at, since[new])
        yield place, published_at, about.policy, codes, old is None
    for pk, version in at.versions.items():
        if not version.is_reupload:
            continue
        none = ("", REUPLOAD, "", "", "", str(version.day.year))
        codes = Codes(version.organization, *none)
        yield Place(version.day, pk, 0), since[pk], version.policy, codes, False


class _Said(NamedTuple):
    """What is published about a change: outcome, announcement, materiality and basis; and since when."""

    codes: tuple[str, str, str, str]
    at: datetime


def _said(known_at: datetime | None) -> dict[int, _Said]:
    """By the change's id; a decision stands before a reading, and the later of the two is news."""
    readings = TrackerReading.objects.known(known_at).latest_per("change")
    said = {
        change: _Said((outcome, NOT_ASSESSED, NOT_ASSESSED, "reading"), at)
        for change, outcome, at in readings.values_list("change_id", "outcome", "recorded_at")
    }
    for decision in latest_decisions(known_at):
        judgement, earlier = decision.judgement, said.get(decision.change_id)
        material = "material" if judgement.is_material else "not-material"
        codes = (judgement.outcome, judgement.announcement, material, "decision")
        at = max(filter(None, (decision.decided_at, earlier and earlier.at)))
        said[decision.change_id] = _Said(codes, at)
    return said


def _public_since(known_at: datetime | None) -> dict[int, datetime]:
    """Later corrections of what we say about a version are no news about its commitments."""
    records = VersionRecord.objects.known(known_at).filter(state=State.PUBLISHED)
    first = records.order_by().values("version").annotate(at=Min("recorded_at"))
    return dict(first.values_list("version", "at"))
