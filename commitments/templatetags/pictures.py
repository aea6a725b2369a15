"""Pictures drawn on the server as SVG: colours by class, so that dark mode and the security policy hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.history import Entry, Life, happened_on
from commitments.templatetags.tracker import SIGNS, told_day
from commitments.watching import Day, DayOutcome

register = template.Library()

LINE_Y, TALL = 34, 84
MARK, DOT = 10, 4  # half the width of a mark of a change, and of a version that changed nothing


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A drawing of the same life, for a wide page or for a phone: drawn twice, so that neither is shrunk."""

    name: str
    width: int
    margin: int
    label: int  # the room that a version's name takes

    @property
    def room(self) -> int:
        return self.width - 2 * self.margin


SHEETS = _Sheet("wide", 900, 24, 46), _Sheet("narrow", 340, 14, 40)


@register.simple_tag
def strip(life: Life, until: date | None = None, here: str | None = None) -> SafeString:
    """The life of a commitment from its first version to today: thick where it binds, a mark at each change.

    ``here`` is the address of the commitment's page (empty on that page itself): then each mark leads to its
    version's words.
    """
    entries = [entry for entry in life.entries if happened_on(entry.version)]
    if not entries:
        return SafeString("")
    end = max(until or date.today(), _day(entries[-1]))  # noqa: DTZ011  a day on a time line
    return format_html_join("", "{}", ((_drawing(sheet, entries, end, here),) for sheet in SHEETS))


def _drawing(sheet: _Sheet, entries: list[Entry], end: date, here: str | None) -> SafeString:
    scale = _Scale(_day(entries[0]), end, sheet)
    return format_html(
        '<svg class="strip {}" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}{}{}{}</svg>',
        sheet.name,
        sheet.width,
        TALL,
        "img" if here is None else "group",  # the parts of an image cannot be reached
        _told(entries),
        _years(scale),
        _lines(entries, end, scale),
        _marks(entries, scale, here),
        _names(entries, scale),
    )


class _Scale:
    """Days to horizontal places, whole years in view."""

    def __init__(self, first: date, last: date, sheet: _Sheet) -> None:
        self.first, self.last, self.sheet = date(first.year, 1, 1), last, sheet
        self.days = max((last - self.first).days, 1)

    def place(self, day: date) -> float:
        return self.sheet.margin + (day - self.first).days / self.days * self.sheet.room

    def x(self, day: date) -> str:
        return f"{self.place(day):.1f}"


def _day(entry: Entry) -> date:
    return happened_on(entry.version) or date.min


def _told(entries: list[Entry]) -> str:
    return "Life of the commitment: " + "; ".join(_fact(entry) for entry in entries)


def _fact(entry: Entry) -> str:
    return f"{entry.version.name}, {told_day(entry.version.record)}: {_state(entry)}"


def _state(entry: Entry) -> str:
    return entry.outcome or ("not recorded" if entry.text is None else "not stated")


def _years(scale: _Scale) -> SafeString:
    years = range(scale.first.year, scale.last.year + 1)
    return format_html_join(
        "",
        '<line class="tick" x1="{0}" y1="20" x2="{0}" y2="62"/><text x="{0}" y="78" dx="4">{1}</text>',
        ((scale.x(date(year, 1, 1)), year) for year in years),
    )


def _lines(entries: list[Entry], end: date, scale: _Scale) -> SafeString:
    ends = [*(_day(entry) for entry in entries[1:]), end]
    return format_html_join(
        "",
        '<line class="life firmness-{0}" x1="{1}" y1="{3}" x2="{2}" y2="{3}"/>',
        (
            (_firmness(entry), scale.x(_day(entry)), scale.x(until), LINE_Y)
            for entry, until in zip(entries, ends, strict=True)
        ),
    )


def _firmness(entry: Entry) -> int | str:
    return "unknown" if entry.text is None else entry.firmness


def _marks(entries: list[Entry], scale: _Scale, here: str | None) -> SafeString:
    """The small ones first, so that a change is never under a version that changed nothing."""
    by_size = sorted(entries, key=_is_change) if here is None else entries
    return format_html_join("", "{}", ((_mark(entry, scale, here),) for entry in by_size))


def _is_change(entry: Entry) -> bool:
    return bool(entry.outcome) and entry.outcome != "retained"


def _mark(entry: Entry, scale: _Scale, here: str | None) -> SafeString | str:
    drawn = _sign(entry, scale)
    if here is None or not drawn:
        return drawn
    return format_html(
        '<a href="{}#{}" aria-label="{}"><title>{}</title>'
        '<rect class="touch" x="{}" y="10" width="20" height="48"/>{}</a>',
        here,
        entry.version.slug,
        _fact(entry),
        _fact(entry),
        f"{scale.place(_day(entry)) - MARK:.1f}",
        drawn,
    )


def _sign(entry: Entry, scale: _Scale) -> SafeString | str:
    place: dict[str, Any] = {"x": scale.x(_day(entry)), "y": LINE_Y, "outcome": entry.outcome}
    if _is_change(entry):
        return format_html(
            '<circle class="dot {outcome}" cx="{x}" cy="{y}" r="{r}"/>'
            '<text class="dot-sign {outcome}" x="{x}" y="{y}">{sign}</text>',
            **place,
            r=MARK,
            sign=SIGNS[entry.outcome],
        )
    if entry.is_stated:
        return format_html('<circle class="dot" cx="{x}" cy="{y}" r="{r}"/>', **place, r=DOT)
    return ""


def _names(entries: list[Entry], scale: _Scale) -> SafeString:
    """The names of the versions that changed something, and of the others where there is room."""
    taken: list[float] = []
    for entry in sorted(entries, key=lambda entry: not _is_change(entry)):
        place = scale.place(_day(entry))
        has_room = all(abs(place - other) >= scale.sheet.label for other in taken)
        if has_room and (entry.is_stated or _is_change(entry)):
            taken.append(place)
    return format_html_join(
        "",
        '<text class="name" x="{}" y="12">{}</text>',
        (
            (f"{min(max(place, 14), scale.sheet.width - 14):.1f}", entry.version.name)
            for entry in entries
            if (place := scale.place(_day(entry))) in taken
        ),
    )


@register.simple_tag
def revisions(days: Sequence[date], day: date, first: date, last: date) -> SafeString:
    """A tick for each day on which a policy was revised, and where ``day`` stands among them."""
    whole = max((last - first).days, 1)
    places = sorted({round((one - first).days / whole * 1000) for one in days if one <= last})
    return format_html(
        '<svg class="revisions" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="{}"/><line x1="{x}" y1="0" x2="{x}" y2="20"/></svg>',
        "".join(f"M{place} 6V20" for place in places),
        x=round((day - first).days / whole * 1000),
    )


@register.simple_tag
def strength(firmness: int) -> SafeString:
    """How firm a promise is, as thick as its line in the life of a commitment; the word stands beside it."""
    return format_html(
        '<svg class="strength" viewBox="0 0 22 8" width="22" height="8" aria-hidden="true">'
        '<line class="life firmness-{}" x1="0" y1="4" x2="22" y2="4"/></svg>',
        firmness,
    )


# --- the health of a source ---------------------------------------------------------------------------------

STEP, CELL, CELL_TALL = 18, 15, 24  # from cell to cell, a cell's width and its height
SHAPES = {  # drawn about the middle of a cell, so that no outcome is told by its colour alone
    DayOutcome.CHANGED: "M0-5.5 5 0 0 5.5-5 0Z",
    DayOutcome.FIRST: "M-4 0H4M0-4V4",
    DayOutcome.HELD: "M-2.5-4V4M2.5-4V4",
    DayOutcome.FAILED: "M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5",
    DayOutcome.UNCHANGED: "M-1 0H1",
    DayOutcome.NOT_TRIED: "",
}
AT_TIMES = "failed at times"
KEYS = [  # what the cells mean, as drawn and in words
    (DayOutcome.UNCHANGED, "", "unchanged"),
    (DayOutcome.CHANGED, "", "another text"),
    (DayOutcome.FIRST, "", "seen for the first time"),
    (DayOutcome.HELD, "", "another text, not yet counted"),
    (DayOutcome.FAILED, "some", AT_TIMES),
    (DayOutcome.FAILED, "", "every try failed"),
    (DayOutcome.NOT_TRIED, "", "not tried"),
]


@register.simple_tag
def health(days: Sequence[Day], number: int) -> SafeString:
    """A cell for each day; ``number`` sets it apart from other such pictures on the page."""
    return format_html(
        '<svg class="health" viewBox="0 0 {width} {tall}" role="img"'
        ' aria-labelledby="health-{n}" aria-describedby="health-{n}-days">'
        '<title id="health-{n}">Health from {first} to {last}</title>'
        '<desc id="health-{n}-days">{told}</desc>{cells}</svg>',
        width=STEP * (len(days) - 1) + CELL,
        tall=CELL_TALL,
        n=number,
        first=_short(days[0].date),
        last=_short(days[-1].date),
        told=_told_days(days),
        cells=mark_safe("".join(_cell(day, n) for n, day in enumerate(days))),  # noqa: S308  ours
    )


@register.simple_tag
def health_keys() -> SafeString:
    """The meaning of each kind of cell."""
    return mark_safe(  # noqa: S308  ours
        "".join(
            '<li><svg class="health" viewBox="0 0 15 24" width="15" height="24" aria-hidden="true">'
            f"{_drawn(outcome, kind, 0, '')}</svg> {words}</li>"
            for outcome, kind, words in KEYS
        )
    )


@register.filter
def health_in_words(days: Sequence[Day]) -> str:
    """How many days of each kind, as a sentence."""
    numbers = Counter(_word(day) for day in days)
    counted = (f"{number} {word}" for word, number in numbers.most_common())
    return f"Of {len(days)} days: {', '.join(counted)}."


@lru_cache(maxsize=1024)  # on most days most sources fared alike
def _cell(day: Day, place: int) -> str:
    tries = f" ({day.failures} of {day.tries} tries failed)" if day.failures else ""
    title = f"<title>{_short(day.date)}: {_word(day)}{tries}</title>"
    return _drawn(day.outcome, "some" if _word(day) == AT_TIMES else "", place, title)


def _drawn(outcome: DayOutcome, kind: str, place: int, title: str) -> str:
    """Numbers and words of ours alone: there is nothing to escape."""
    x, middle = STEP * place, CELL / 2
    return (
        f'<g class="{outcome.value} {kind}">{title}'
        f'<rect x="{x + 0.5}" y="1" width="{CELL - 1}" height="{CELL_TALL - 2}" rx="2"/>'
        f'<path transform="translate({x + middle} {CELL_TALL / 2})" d="{SHAPES[outcome]}"/></g>'
    )


def _word(day: Day) -> str:
    is_mixed = day.outcome is DayOutcome.FAILED and day.failures < day.tries
    return AT_TIMES if is_mixed else day.outcome.label


def _told_days(days: Sequence[Day]) -> str:
    """Days of the same kind in a row told as one."""
    runs = [(word, list(run)) for word, run in groupby(days, _word)]
    return "; ".join(f"{_span(run)} {word}" for word, run in runs) + "."


def _span(run: Sequence[Day]) -> str:
    first, last = _short(run[0].date), _short(run[-1].date)
    return first if first == last else f"{first} to {last}"


@lru_cache(maxsize=64)
def _short(day: date) -> str:
    return date_format(day, "j M")
