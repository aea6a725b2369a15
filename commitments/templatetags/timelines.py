"""Time lines of policies: versions at their dates, how much each revision changed, re-uploads and captures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.models import ChangeOutcome
from commitments.templatetags.tracker import told_day

register = template.Library()

UP = ChangeOutcome.ADDED, ChangeOutcome.STRENGTHENED  # from the line outwards
DOWN = ChangeOutcome.REMOVED, ChangeOutcome.WEAKENED, ChangeOutcome.RELOCATED
LANE, LANES = 14, 3  # the names of versions that stand close together take turns
ROOM = 70  # the longest bar, above and below the line
LINE = LANE * LANES + 24 + ROOM
CAPTURED = LINE + ROOM + 32
TALL = CAPTURED + 34
BAR, RADIUS = 10, 5
NUMBERED = 5  # commitments in a bar that has its number beside it


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Drawn for a wide page and for a phone, so that neither is shrunk."""

    name: str
    width: int
    margin: int


SHEETS = _Sheet("wide", 900, 24), _Sheet("narrow", 340, 16)


class _Scale:
    """Days to horizontal places, changes to lengths."""

    def __init__(self, sheet: _Sheet, first: date, last: date, largest: int) -> None:
        self.sheet, self.first, self.last = sheet, date(first.year, 1, 1), last
        self._days = max((last - self.first).days, 1)
        self._unit = ROOM / max(largest, 1)

    def place(self, day: date) -> float:
        room = self.sheet.width - 2 * self.sheet.margin
        return self.sheet.margin + (day - self.first).days / self._days * room

    def length(self, number: int) -> float:
        return number * self._unit


@register.simple_tag(takes_context=True)
def timeline(context: Any, revisions: Sequence[Any], captures: Sequence[Any]) -> SafeString:
    """Versions at their dates, what each revision added above the line and took away below it; each is a link.

    The first edition has no bar: all of it was new. Nothing where there is no version.
    """
    if not revisions:
        return SafeString("")
    moment, clocks = context["moment"], context.get("clocks", "")
    last = moment.as_of or date.today()  # noqa: DTZ011  a day on a time line
    last = max(last, revisions[-1].version.dated_on)
    largest = max(max(_sum(one, UP), _sum(one, DOWN)) for one in revisions)
    scales = (_Scale(sheet, revisions[0].version.dated_on, last, largest) for sheet in SHEETS)
    return format_html_join(
        "",
        '<svg class="timeline {}" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}</svg>',
        (
            (
                scale.sheet.name,
                scale.sheet.width,
                TALL,
                _told(revisions),
                _years(scale),
                _captured(captures, scale, clocks),
                _drawn(revisions, scale, clocks),
                _reuploads(revisions, scale, clocks),
            )
            for scale in scales
        ),
    )


def _sum(revision: Any, outcomes: Iterable[str]) -> int:
    """How many commitments it moved that way; of a first edition none, for it is no revision."""
    return sum(revision.counts.get(o, 0) for o in outcomes) if revision.old else 0


def _told(revisions: Sequence[Any]) -> str:
    facts = (f"{one.version.name}, {told_day(one.version.record)}{_size(one)}" for one in revisions)
    return f"Versions and the size of each revision: {'; '.join(facts)}"


def _size(revision: Any) -> str:
    """Its changes in words, or nothing."""
    counts = revision.counts if revision.old else {}
    told = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    return f": {told}" if told else ""


def _years(scale: _Scale) -> SafeString:
    years = range(scale.first.year, scale.last.year + 1)
    return format_html(
        '{}<line class="axis" x1="0" y1="{y}" x2="{}" y2="{y}"/>',
        format_html_join(
            "",
            '<line class="tick" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/><text x="{0}" y="{3}" dx="4">{4}</text>',
            (
                (f"{scale.place(date(year, 1, 1)):.1f}", LINE - ROOM, TALL - 14, TALL - 2, year)
                for year in years
            ),
        ),
        scale.sheet.width,
        y=LINE,
    )


def _captured(captures: Sequence[Any], scale: _Scale, clocks: str) -> SafeString:
    return format_html_join(
        "",
        '<a href="{0}{1}" aria-label="{2}: {3} captured"><title>{2}: {3} captured</title>'
        '<rect class="touch" x="{4}" y="{5}" width="8" height="20"/>'
        '<line class="capture" x1="{6}" y1="{5}" x2="{6}" y2="{7}"/></a>',
        (
            (
                one.url,
                clocks,
                date_format(one.day, "j F Y"),
                f"{one.number} document{'s' if one.number > 1 else ''}",
                f"{x - 4:.1f}",
                CAPTURED - 10,
                f"{x:.1f}",
                CAPTURED + 6,
            )
            for one in captures
            if (x := scale.place(one.day)) >= 0
        ),
    )


def _drawn(revisions: Sequence[Any], scale: _Scale, clocks: str) -> SafeString:
    lanes = _lanes([scale.place(one.version.dated_on) for one in revisions], revisions)
    return format_html_join(
        "",
        '<a href="{}{}" aria-label="{}, {}{}"><title>{}{}</title>{}</a>',
        (
            (
                one.version.get_absolute_url(),
                clocks,
                one.version.name,
                told_day(one.version.record),
                _size(one),
                one.version.name,
                _size(one),
                _revision(one, lane, scale),
            )
            for one, lane in zip(revisions, lanes, strict=True)
        ),
    )


def _lanes(places: Sequence[float], revisions: Sequence[Any]) -> list[int | None]:
    """In which lane each name finds room, the newest and the lowest first; None where all are taken."""
    starts = [float("inf")] * LANES
    lanes: list[int | None] = []
    for place, revision in reversed(list(zip(places, revisions, strict=True))):
        half = 3.6 * len(revision.version.name) + 3
        free = next((lane for lane in range(LANES) if starts[lane] >= place + half), None)
        if free is not None:
            starts[free] = place - half
        lanes.append(free)
    return lanes[::-1]


def _revision(revision: Any, lane: int | None, scale: _Scale) -> SafeString:
    place = scale.place(revision.version.dated_on)
    x = f"{place:.1f}"
    return format_html(
        '<rect class="touch" x="{}" y="{}" width="{}" height="{}"/>{}{}{}'
        '<circle class="edition" cx="{}" cy="{}" r="{}"/>',
        f"{place - 7:.1f}",
        LINE - ROOM,
        14,
        2 * ROOM,
        _name(revision.version.name, place, lane, scale),
        _stack(revision, UP, x, scale, -1),
        _stack(revision, DOWN, x, scale, 1),
        x,
        LINE,
        RADIUS,
    )


def _name(name: str, place: float, lane: int | None, scale: _Scale) -> SafeString | str:
    """With a line down to its version; a name that has no room is in the table only."""
    if lane is None:
        return ""
    y, half = LANE * (LANES - lane), 3.6 * len(name)
    return format_html(
        '<line class="lead" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/><text class="name" x="{3}" y="{4}">{5}</text>',
        f"{place:.1f}",
        y + 4,
        LINE - RADIUS,
        f"{min(max(place, half), scale.sheet.width - half):.1f}",
        y,
        name,
    )


def _stack(
    revision: Any, outcomes: Sequence[str], x: str, scale: _Scale, direction: int
) -> SafeString:
    """A bar from the line outwards, the outcomes on top of one another."""
    drawn, end = [], float(RADIUS)
    for outcome in outcomes:
        length = scale.length(_sum(revision, [outcome]))
        top = LINE + end if direction > 0 else LINE - end - length
        if length:
            drawn.append((outcome, f"{float(x) - BAR / 2:.1f}", f"{top:.1f}", f"{length:.1f}"))
        end += length
    return format_html(
        "{}{}",
        format_html_join(
            "", f'<rect class="{{}}" x="{{}}" y="{{}}" width="{BAR}" height="{{}}"/>', drawn
        ),
        _number(_sum(revision, outcomes), x, LINE + direction * (end + 8)),
    )


def _number(number: int, x: str, y: float) -> SafeString | str:
    """At the end of a bar that is long enough to stand out."""
    if number < NUMBERED:
        return ""
    return format_html('<text class="size" x="{}" y="{}">{}</text>', x, f"{y:.1f}", number)


def _reuploads(revisions: Sequence[Any], scale: _Scale, clocks: str) -> SafeString:
    """A diamond at the day of each re-upload under a label that was there."""
    variants = (variant for one in revisions for variant in one.variants)
    return format_html_join(
        "",
        '<a href="{0}{1}" aria-label="{2}, {3}"><title>{2}</title>'
        '<path class="reuploaded" transform="translate({4} {5})" d="M0-7 7 0 0 7-7 0Z"/></a>',
        (
            (
                variant.get_absolute_url(),
                clocks,
                variant.name,
                told_day(variant.record),
                f"{scale.place(variant.dated_on):.1f}",
                LINE,
            )
            for variant in variants
        ),
    )


# --- small ---------------------------------------------------------------------------------------------------

SMALL_WIDTH, SMALL_TALL = 220, 18


@register.simple_tag
def small_timeline(days: Iterable[date], first: date, last: date) -> SafeString:
    """A dot for each version, on a line from the record's first day to its last: the same for every policy."""
    whole = max((last - first).days, 1)
    room = SMALL_WIDTH - 10
    places = sorted({round(5 + (day - first).days / whole * room) for day in days})
    dots = (f'<circle class="edition" cx="{x}" cy="{SMALL_TALL // 2}" r="4"/>' for x in places)
    return format_html(
        '<svg class="editions" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">'
        '<line class="axis" x1="0" y1="{2}" x2="{0}" y2="{2}"/>{3}</svg>',
        SMALL_WIDTH,
        SMALL_TALL,
        SMALL_TALL // 2,
        mark_safe("".join(dots)),  # noqa: S308  numbers of ours
    )
