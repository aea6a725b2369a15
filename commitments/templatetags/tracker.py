"""How the tracker's values look on a page. Every text is escaped here or by the template."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.models import ChangeOutcome
from commitments.models.policies import DatePrecision
from commitments.text.blocks import Op, Span
from commitments.text.readable import shown

register = template.Library()

TAGS = {"equal": "", "insert": "ins", "delete": "del"}
SIGNS = {
    "added": "+",
    "removed": "✕",
    "weakened": "▼",
    "strengthened": "▲",
    "relocated": "↗",
    "moved": "↕",
    "edited": "✎",
    "split": "÷",
    "merged": "∪",
    "retained": "=",
    "kept": "=",
    "both-ways": "⇅",
    "replaced": "⇄",
    "announced": "●",
    "partly": "◐",
    "silent": "○",
    "re-upload": "↻",
    "only-left": "◧",
    "only-right": "◨",
    "alike": "≈",
}


@register.filter
def difference(spans: Iterable[Any]) -> SafeString:
    """An edit script as readable text with ins and del; takes spans or the engine's JSON, ``[op, text]``."""
    script = [Span(Op(span[0]), span[1]) if isinstance(span, list) else span for span in spans]
    return _marked(shown(script))


@register.filter
def old_side(spans: Iterable[Span]) -> SafeString:
    """The old text of a readable edit script, what the new one lacks marked as deleted."""
    return _marked(span for span in spans if span.op is not Op.INSERT)


@register.filter
def new_side(spans: Iterable[Span]) -> SafeString:
    """The new text of a readable edit script, what the old one lacks marked as inserted."""
    return _marked(span for span in spans if span.op is not Op.DELETE)


def _marked(spans: Iterable[Span]) -> SafeString:
    return mark_safe("".join(_span(span) for span in spans))  # noqa: S308  each is escaped


def _span(span: Span) -> str:
    tag = TAGS[span.op]
    return f"<{tag}>{escape(span.text)}</{tag}>" if tag else escape(span.text)


@register.filter
@cache
def mark(outcome: str, words: str = "") -> SafeString:
    """What happened, as a sign, a colour and a word."""
    label = words or dict(ChangeOutcome.choices).get(outcome, outcome)
    return format_html(
        '<span class="mark {}"><span class="sign" aria-hidden="true">{}</span> {}</span>',
        outcome,
        SIGNS.get(outcome, "○"),
        label,
    )


@register.filter
@cache
def sign(outcome: str) -> SafeString:
    """A mark whose word is for the ear only: for cells of a matrix."""
    return format_html(
        '<span class="mark {0}"><span class="sign" aria-hidden="true">{1}</span>'
        '<span class="ear">{0}</span></span>',
        outcome,
        SIGNS.get(outcome, "○"),
    )


@register.filter
def dated(record: Any) -> SafeString | str:
    """A version's date as precisely as it is known, for people and machines."""
    if record is None:
        return ""
    if record.effective_on:
        return _time(record.effective_on, record.effective_precision)
    return format_html("first seen {}", _time(record.first_seen_on, DatePrecision.DAY))


def _time(day: date, precision: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        f"{day:%Y-%m}" if precision == DatePrecision.MONTH else day.isoformat(),
        _in_words(day, precision),
    )


def _in_words(day: date, precision: str) -> str:
    return date_format(day, "F Y" if precision == DatePrecision.MONTH else "j F Y")


def told_day(record: Any) -> str:
    """A version's date for a picture, as precisely as it is known."""
    if record.effective_on:
        return _in_words(record.effective_on, record.effective_precision)
    return date_format(record.first_seen_on, "j F Y")


@register.filter
def snippet(parts: Iterable[tuple[bool, str]]) -> SafeString:
    """A search hit's excerpt; the parts that matched are marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for hit, text in parts)
    )


@register.filter
def linked(target: str) -> SafeString | str:
    """A publisher's address as a link, where it is one of the web; else only its letters."""
    if not target.lower().startswith(("http://", "https://")):
        return target
    return format_html('<a href="{0}" rel="noreferrer nofollow">{0}</a>', target)


@register.filter
def percent(share: Fraction | None) -> str:
    """A rate in whole per cent; one that is undefined says so, for 0 would be a praise."""
    return "undefined" if share is None else f"{round(share * 100)}\u202f%"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.simple_tag
def address(request: Any, **changed: Any) -> str:
    """This page with other parameters; an empty one is left out."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def narrowed(request: Any, name: str, value: str) -> str:
    """The first page of this list with another choice of this name; an empty one is left out."""
    return address(request, **{name: value, "after": "", "start": ""})


@register.filter
def clocked(url: str, clocks: str) -> str:
    """An address with the clocks of the page before its fragment."""
    path, mark, fragment = url.partition("#")
    return f"{path}{clocks}{mark}{fragment}"


@register.filter
def version_run(versions: Sequence[Any]) -> str:
    """Where the same words stand: "in v1.0, v2.0 and v2.2", or the ends of a long run."""
    names = [version.name for version in versions]
    if len(names) > 4:
        return f"in {len(names)} versions, {names[0]} to {names[-1]}"
    *before, last = names
    return f"in {', '.join(before)} and {last}" if before else f"in {last}"
