"""Pictures drawn on the server as SVG: colours by class, so that dark mode and the security policy hold."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commitments.history import Entry, Life, happened_on
from commitments.templatetags.tracker import SIGNS
from commitments.watching import Day, DayOutcome

register = template.Library()

WIDTH, MARGIN, LINE_Y = 900, 24, 30


@register.simple_tag
def strip(life: Life, until: date | None = None) -> SafeString:
    """The life of a commitment from its first version to today: thick where it binds, a mark at each change."""
    entries = [entry for entry in life.entries if happened_on(entry.version)]
    if not entries:
        return SafeString("")
    end = max(until or date.today(), _day(entries[-1]))  # noqa: DTZ011  a day on a time line
    scale = _Scale(_day(entries[0]), end)
    return format_html(
        '<svg class="strip" viewBox="0 0 {} 80" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        _told(entries),
        _years(scale),
        _lines(entries, end, scale),
        _marks(entries, scale),
    )


class _Scale:
    """Days to horizontal places, whole years in view."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = date(first.year, 1, 1), last
        self.days = max((last - self.first).days, 1)

    def x(self, day: date) -> str:
        share = (day - self.first).days / self.days
        return f"{MARGIN + share * (WIDTH - 2 * MARGIN):.1f}"


def _day(entry: Entry) -> date:
    return happened_on(entry.version) or date.min


def _told(entries: list[Entry]) -> str:
    facts = (f"{entry.version.name} {_day(entry)}: {_state(entry)}" for entry in entries)
    return "Life of the commitment: " + "; ".join(facts)


def _state(entry: Entry) -> str:
    return entry.outcome or ("not recorded" if entry.text is None else "not stated")


def _years(scale: _Scale) -> SafeString:
    years = range(scale.first.year, scale.last.year + 1)
    return format_html_join(
        "",
        '<line class="tick" x1="{0}" y1="8" x2="{0}" y2="52"/><text x="{0}" y="74" dx="4">{1}</text>',
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


def _marks(entries: list[Entry], scale: _Scale) -> SafeString:
    return format_html_join("", "{}", ((_mark(entry, scale),) for entry in entries))


def _mark(entry: Entry, scale: _Scale) -> SafeString | str:
    place: dict[str, Any] = {"x": scale.x(_day(entry)), "y": LINE_Y, "outcome": entry.outcome}
    if entry.outcome and entry.outcome != "retained":
        return format_html(
            '<circle class="dot {outcome}" cx="{x}" cy="{y}" r="10"/>'
            '<text class="dot-sign {outcome}" x="{x}" y="{y}">{sign}</text>',
            **place,
            sign=SIGNS[entry.outcome],
        )
    if entry.is_stated:
        return format_html('<circle class="dot" cx="{x}" cy="{y}" r="4"/>', **place)
    return ""


# --- the health of a source ---------------------------------------------------------------------------------

STEP, CELL, TALL = 18, 15, 24  # from cell to cell, a cell's width and its height
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
        tall=TALL,
        n=number,
        first=_short(days[0].date),
        last=_short(days[-1].date),
        told=_told_days(days),
        cells=format_html_join("", "{}", ((_cell(day, n),) for n, day in enumerate(days))),
    )


@register.simple_tag
def health_keys() -> SafeString:
    """The meaning of each kind of cell."""
    return format_html_join(
        "",
        '<li><svg class="health" viewBox="0 0 15 24" width="15" height="24" aria-hidden="true">{}</svg>'
        " {}</li>",
        ((_drawn(outcome, kind, 0, ""), words) for outcome, kind, words in KEYS),
    )


@register.filter
def health_in_words(days: Sequence[Day]) -> str:
    """How many days of each kind, as a sentence."""
    numbers = Counter(_word(day) for day in days)
    counted = (f"{number} {word}" for word, number in numbers.most_common())
    return f"Of {len(days)} days: {', '.join(counted)}."


def _cell(day: Day, place: int) -> SafeString:
    tries = f" ({day.failures} of {day.tries} tries failed)" if day.failures else ""
    title = format_html("<title>{}: {}{}</title>", _short(day.date), _word(day), tries)
    return _drawn(day.outcome, "some" if _word(day) == AT_TIMES else "", place, title)


def _drawn(outcome: DayOutcome, kind: str, place: int, title: SafeString | str) -> SafeString:
    return format_html(
        '<g class="{} {}">{}<rect x="{}" y="1" width="{}" height="{}" rx="2"/>'
        '<path transform="translate({} {})" d="{}"/></g>',
        outcome.value,
        kind,
        title,
        STEP * place + 0.5,
        CELL - 1,
        TALL - 2,
        STEP * place + CELL / 2,
        TALL / 2,
        SHAPES[outcome],
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


def _short(day: date) -> str:
    return date_format(day, "j M")
