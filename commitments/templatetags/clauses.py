"""Clauses of a comparison, as HTML.

Written in Python: a rewrite changes some four hundred clauses, and thirty template nodes for each of them took
half of the page's time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.stretches import GUESS, Fold, Stretch
from commitments.templatetags.tracker import difference, mark, new_side, old_side
from commitments.text.blocks import Op, Span

ARTICLE = """\
<article class="change{shape}" id="{id}"{numbered}>
<div class="meta">{mark}{moved}</div>
<div class="what"><p class="where">{where}</p>
{words}</div>
<aside>{places}{notes}</aside>
</article>
"""
ACROSS = {
    "removed": "only here",
    "added": "only there",
    "edited": "alike",
    "retained": "same words",
}
NOTHING = mark_safe('<span class="faint">—</span>')
GUESSED = (
    "A guess of the machine, which nobody has confirmed: the old sentence and the one most like it."
)


@dataclass(frozen=True, slots=True)
class Side:
    """A version as clauses are linked to it: ``address`` is its page's, clocks and all."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """How clauses are drawn: in columns or not, of one policy or of two, and where folds are opened."""

    old: Side
    new: Side
    is_beside: bool = False
    is_across: bool = False
    query: Mapping[str, str] | None = None  # of this page, without what is opened


def drawn(items: Iterable[Stretch | Fold], how: Drawing, opened: int | None = None) -> SafeString:
    """Every item in reading order. ``opened`` is the fold whose clauses stand among the items."""
    parts = (_fold(item, how) if isinstance(item, Fold) else _clause(item, how) for item in items)
    return mark_safe("".join(parts))  # noqa: S308  each is made by format_html


def _fold(fold: Fold, how: Drawing) -> SafeString:
    query = urlencode({**(how.query or {}), "open": fold.first})
    return format_html(
        '<p class="fold" id="fold-{first}"><a href="?{query}#fold-{first}" hx-get="?{query}"'
        ' hx-target="#fold-{first}" hx-swap="outerHTML">{size} unchanged clause{s}{where}</a></p>\n',
        first=fold.first,
        query=query,
        size=fold.size,
        s="s"[: fold.size != 1],
        where=f" in “{fold.path[-1]}”" if fold.path else "",
    )


def _clause(stretch: Stretch, how: Drawing) -> SafeString:
    kind = ACROSS.get(stretch.kind, stretch.kind) if how.is_across else stretch.kind
    moved = stretch.pair["moved"] and stretch.pair["kind"] != "moved"
    numbered = format_html(' data-change="{}" tabindex="-1"', stretch.number)
    return format_html(
        ARTICLE,
        shape="" if stretch.number else " same",
        id=stretch.id,
        numbered=numbered if stretch.number else "",
        mark=mark(stretch.kind, kind) if stretch.number else "",
        moved=mark_safe("<br>moved") if moved else "",
        where=" › ".join(stretch.path),
        words=_beside(stretch) if how.is_beside else _inline(stretch),
        places=_places(stretch, how),
        notes=_notes(stretch),
    )


def _inline(stretch: Stretch) -> SafeString:
    return format_html(
        '<p class="policy-text clause{}">{}</p>\n', _binding(stretch), difference(stretch.spans)
    )


def _beside(stretch: Stretch) -> SafeString:
    """Old and new in two columns, each with its own marks; an empty side says so to the ear."""
    spans = [Span(Op(op), text) for op, text in stretch.spans]
    sides = (
        ("Before", old_side(spans) if stretch.old else NOTHING),
        ("After", new_side(spans) if stretch.new else NOTHING),
    )
    shown = (
        ("" if words is NOTHING else _binding(stretch), title, words) for title, words in sides
    )
    return format_html(
        '<div class="beside">{}</div>\n',
        format_html_join(
            "", '<p class="policy-text clause{}"><span class="ear">{}: </span>{}</p>', shown
        ),
    )


def _binding(stretch: Stretch) -> str:
    return " binding" if stretch.is_commitment else ""


def _places(stretch: Stretch, how: Drawing) -> SafeString:
    """Links to the clause in both versions, old → new; of what moved, from which heading."""
    old = " ".join(_link(clause, how.old) for clause in stretch.old)
    new = " ".join(_link(clause, how.new) for clause in stretch.new)
    links = mark_safe(" → ".join(filter(None, (old, new))))  # noqa: S308  each is made by format_html
    if not stretch.pair["moved"] or not stretch.old:
        return format_html("<p>{}</p>", links)
    before = stretch.old[0]["path"]
    return format_html(
        "<p>{}</p><p>Stood under “{}”.</p>", links, before[-1] if before else "the title"
    )


def _link(clause: Mapping[str, Any], side: Side) -> SafeString:
    page = f", p. {clause['page']}" if clause["page"] else ""
    return format_html('<a href="{}#{}">{}{}</a>', side.address, clause["id"], side.name, page)


def _notes(stretch: Stretch) -> SafeString:
    guess = format_html("<p>{}</p>", GUESSED) if stretch.kind == GUESS else mark_safe("")
    signals: Sequence[Mapping[str, Any]] = stretch.pair["signals"]
    listed = format_html_join(
        "",
        '<li><a href="/methodology/#rule-{}">{}</a>{}</li>',
        ((signal["rule"], signal["message"], _words(signal)) for signal in signals),
    )
    return format_html(
        "{}{}", guess, format_html('<ul class="signals">{}</ul>', listed) if signals else ""
    )


def _words(signal: Mapping[str, Any]) -> SafeString | str:
    """The words that caused a signal, where its message does not hold them already."""
    before, after = signal.get("before", ""), signal.get("after", "")
    if not (before or after) or (before in signal["message"] and after in signal["message"]):
        return ""
    return format_html(": <del>{}</del> <ins>{}</ins>", before, after)
