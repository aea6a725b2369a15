"""Pictures drawn on the server as SVG: colours by class, so that dark mode and the security policy hold."""

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commitments.history import Entry, Life, happened_on
from commitments.templatetags.tracker import SIGNS

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
