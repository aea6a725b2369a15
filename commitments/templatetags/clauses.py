"""Clauses of a comparison, as HTML.

Written in Python: a rewrite changes some four hundred clauses, and thirty template nodes for each of them took
half of the page's time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.stretches import ACROSS, GUESS, Fold, Item, Opened, Stretch
from commitments.templatetags.tracker import difference, mark, new_side, old_side
from commitments.text.blocks import Op, Span

ARTICLE = """\
<article class="change{shape}" id="{id}"{numbered}>{others}
<div class="meta">{mark}{moved}</div>
<div class="what"><p class="where">{where}</p>
{words}</div>
<aside>{places}{notes}</aside>
</article>
"""
CLOSED = """\
<p class="fold" id="fold-{first}"><a id="open-{first}" href="?{query}#fold-{first}" hx-get="?{part}"\
 hx-target="#fold-{first}" hx-swap="outerHTML">{size} unchanged clause{s}{where}</a></p>
"""
OPENED = """\
<div class="opened" id="fold-{first}">
<p class="fold"><a id="open-{first}" data-refold href="?{query}#fold-{first}">\
Fold {size} unchanged clause{s} again</a></p>
{clauses}</div>
"""
# Stand for the clocks of whoever reads the page, alone or after other parameters: drawn clauses are kept for
# everybody. No captured text holds a NUL.
CLOCKS, CLOCKS_MORE = "\0?", "\0+"
NOTHING = mark_safe('<span class="faint">—</span>')
GUESSED = (
    "A guess of the machine, which nobody has confirmed: the old sentence and the one most like it."
)


@dataclass(frozen=True, slots=True)
class Side:
    """A version as clauses are linked to it: ``address`` is its page's."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """How clauses are drawn: in columns or not, of one policy or of two, and where folds are opened."""

    old: Side
    new: Side
    is_beside: bool = False
    is_across: bool = False
    query: Mapping[str, str] = field(default_factory=dict)  # of this page, without what is opened
    opened: tuple[int, ...] = ()


def drawn(items: Iterable[Item], how: Drawing) -> SafeString:
    """Every item in reading order, the clocks left open: see ``with_clocks``."""
    return mark_safe("".join(_item(item, how) for item in items))  # noqa: S308  each is made by format_html


def with_clocks(html: str, clocks: str, more: str) -> SafeString:
    """What ``drawn`` made, for a reader with these clocks (``carried``)."""
    filled = html.replace(CLOCKS, format_html("{}", clocks))
    return mark_safe(filled.replace(CLOCKS_MORE, format_html("{}", more)))  # noqa: S308


def named(kind: str, *, is_across: bool) -> tuple[str, str]:
    """The sign and the word of a kind of pair: between two documents nothing came or went."""
    return ACROSS[kind] if is_across else (kind, kind)


def _item(item: Item, how: Drawing) -> SafeString:
    if isinstance(item, Fold):
        return _fold(item, how)
    return _opened(item, how) if isinstance(item, Opened) else _clause(item, how)


def _fold(fold: Fold, how: Drawing) -> SafeString:
    return format_html(
        CLOSED,
        first=fold.first,
        query=_query(how, {*how.opened, fold.first}),
        part=_query(how, {fold.first}),
        size=fold.size,
        s="s"[: fold.size != 1],
        where=f" in “{fold.path[-1]}”" if fold.path else "",
    )


def _opened(fold: Opened, how: Drawing) -> SafeString:
    size = len(fold.stretches)
    return format_html(
        OPENED,
        first=fold.first,
        query=_query(how, {*how.opened} - {fold.first}),
        size=size,
        s="s"[: size != 1],
        clauses=drawn([*fold.stretches, *([fold.rest] if fold.rest else [])], how),
    )


def _query(how: Drawing, opened: Iterable[int]) -> str:
    places = ",".join(map(str, sorted(opened)))
    query = {**how.query, "open": places} if places else how.query
    return f"{urlencode(query, safe=',')}{CLOCKS_MORE}"


def _clause(stretch: Stretch, how: Drawing) -> SafeString:
    moved = stretch.pair["moved"] and stretch.pair["kind"] != "moved" and not how.is_across
    numbered = format_html(' data-change="{}" tabindex="-1"', stretch.number)
    others = ((clause["id"],) for clause in stretch.new[1:])
    return format_html(
        ARTICLE,
        shape="" if stretch.number else " same",
        id=stretch.id,
        numbered=numbered if stretch.number else "",
        others=format_html_join("", '<span id="{}"></span>', others),
        mark=mark(*named(stretch.kind, is_across=how.is_across)) if stretch.number else "",
        moved=mark_safe("<br>moved") if moved else "",
        where=" › ".join(stretch.path),
        words=_words(stretch, how),
        places=_places(stretch, how),
        notes="" if how.is_across else _notes(stretch),
    )


def _words(stretch: Stretch, how: Drawing) -> SafeString:
    words = _beside(stretch, how) if how.is_beside else _inline(stretch)
    return _of_two_documents(words) if how.is_across else words


def _of_two_documents(words: str) -> SafeString:
    """Without ins and del, which tell of one text that was revised."""
    for tag, side in (("del", "only-left"), ("ins", "only-right")):
        words = words.replace(f"<{tag}>", f'<span class="{side}">').replace(f"</{tag}>", "</span>")
    return mark_safe(words)  # noqa: S308  made by format_html: a publisher's own tags are escaped in it


def _inline(stretch: Stretch) -> SafeString:
    return format_html(
        '<p class="policy-text clause{}">{}</p>\n', _binding(stretch), difference(stretch.spans)
    )


def _beside(stretch: Stretch, how: Drawing) -> SafeString:
    """Old and new in two columns, each with its own marks; an empty side says so to the ear."""
    spans = [Span(Op(op), text) for op, text in stretch.spans]
    before, after = ("Left", "Right") if how.is_across else ("Before", "After")
    sides = (
        (before, old_side(spans) if stretch.old else NOTHING),
        (after, new_side(spans) if stretch.new else NOTHING),
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
    old = " and ".join(_link(clause, how.old) for clause in stretch.old)
    new = " and ".join(_link(clause, how.new) for clause in stretch.new)
    links = mark_safe(" → ".join(filter(None, (old, new))))  # noqa: S308  each is made by format_html
    if how.is_across or not stretch.pair["moved"] or not stretch.old:
        return format_html("<p>{}</p>", links)
    before = stretch.old[0]["path"]
    return format_html(
        "<p>{}</p><p>Stood under “{}”.</p>", links, before[-1] if before else "the title"
    )


def _link(clause: Mapping[str, Any], side: Side) -> SafeString:
    page = f", p. {clause['page']}" if clause["page"] else ""
    return format_html(
        '<a href="{}{}#{}">{}{}</a>', side.address, CLOCKS, clause["id"], side.name, page
    )


def _notes(stretch: Stretch) -> SafeString:
    guess = format_html("<p>{}</p>", GUESSED) if stretch.kind == GUESS else mark_safe("")
    signals: Sequence[Mapping[str, Any]] = stretch.pair["signals"]
    listed = format_html_join(
        "",
        '<li><a href="{}{}#rule-{}">{}</a>{}</li>',
        (
            (_methodology(), CLOCKS, signal["rule"], signal["message"], _caused(signal))
            for signal in signals
        ),
    )
    return format_html(
        "{}{}", guess, format_html('<ul class="signals">{}</ul>', listed) if signals else ""
    )


@cache
def _methodology() -> str:
    return reverse("methodology")


def _caused(signal: Mapping[str, Any]) -> SafeString | str:
    """The words that caused a signal, where its message does not hold them already."""
    before, after = signal.get("before", ""), signal.get("after", "")
    if not (before or after) or (before in signal["message"] and after in signal["message"]):
        return ""
    return format_html(": <del>{}</del> <ins>{}</ins>", before, after)
