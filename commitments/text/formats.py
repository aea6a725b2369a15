"""A comparison for readers without a database: plain text, Markdown, HTML; and JSON for programs."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from commitments.text.blocks import Change, Clause, Comparison, Op, PairKind, Span
from commitments.text.compare import as_data
from commitments.text.readable import shown

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1rem; margin: 2rem 0 .25rem; } .note { color: #555; font-size: .875rem; }
del { background: #fbe3e4; } ins { background: #dff3e4; text-decoration: none; }
@media (prefers-color-scheme: dark) {
  body { background: #16181d; color: #e6e6e6; } .note { color: #aaa; } del { background: #5a2326; }
  ins { background: #1d4a2a; } }
"""


class _Entry(NamedTuple):
    """What became of a clause, as every format tells it."""

    title: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...]


def as_json(comparison: Comparison) -> str:
    return json.dumps(as_data(comparison), ensure_ascii=False, indent=1)


def as_text(comparison: Comparison) -> str:
    """Changed clauses only, with ``[-words that went-]`` and ``{+words that came+}``."""
    marks = {Op.EQUAL: "%s", Op.DELETE: "[-%s-]", Op.INSERT: "{+%s+}"}
    lines = [_summary(comparison)]
    for entry in _entries(comparison):
        words = "".join(marks[span.op].replace("%s", span.text) for span in entry.spans)
        lines += ["", entry.title, f"  {words}", *(f"  ! {note}" for note in entry.notes)]
    return "\n".join(lines)


def as_markdown(comparison: Comparison) -> str:
    """Changed clauses only, with words that went struck out and words that came in bold."""
    marks = {Op.EQUAL: "%s", Op.DELETE: "~~%s~~", Op.INSERT: "**%s**"}
    lines = [_summary(comparison)]
    for entry in _entries(comparison):
        words = _spaced("".join(_wrapped(span, marks[span.op]) for span in entry.spans))
        lines += ["", f"## {_plain(entry.title)}", "", words, ""]
        lines += [f"- {_plain(note)}" for note in entry.notes]
    return "\n".join(lines)


def as_html(comparison: Comparison) -> str:
    """One page that refers to nothing outside itself: changed clauses only, with ``del`` and ``ins``."""
    marks = {Op.EQUAL: "%s", Op.DELETE: "<del>%s</del>", Op.INSERT: "<ins>%s</ins>"}
    lines = [
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Comparison</title>',
        f"<style>\n{_STYLE}</style>",
        f"<h1>Comparison</h1>\n<p>{escape(_summary(comparison))}</p>",
    ]
    for entry in _entries(comparison):
        words = "".join(marks[span.op].replace("%s", escape(span.text)) for span in entry.spans)
        lines += [f"<h2>{escape(entry.title)}</h2>", f"<p>{words}</p>"]
        lines += [f'<p class="note">{escape(note)}</p>' for note in entry.notes]
    return "\n".join(lines)


FORMATS: Mapping[str, Callable[[Comparison], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}


def _summary(comparison: Comparison) -> str:
    named = ", ".join(f"{kind} {count}" for kind, count in comparison.counts.items())
    return f"Clauses: {len(comparison.old)} old, {len(comparison.new)} new; {named}"


def _entries(comparison: Comparison) -> Iterator[_Entry]:
    old = {clause.id: clause for clause in comparison.old}
    new = {clause.id: clause for clause in comparison.new}
    for change in comparison.changes:
        if change.pair.kind is not PairKind.RETAINED:
            yield _entry(change, old, new)


def _entry(change: Change, old: dict[str, Clause], new: dict[str, Clause]) -> _Entry:
    pair = change.pair
    here = new[pair.new[0]] if pair.new else old[pair.old[0]]
    op = {PairKind.REMOVED: Op.DELETE, PairKind.ADDED: Op.INSERT}.get(pair.kind, Op.EQUAL)
    title = f"{pair.kind.upper()} {pair.score:.2f} {' > '.join(here.path)}".rstrip()
    notes = tuple(f"{signal.rule}: {signal.message}" for signal in change.signals)
    return _Entry(title, shown(change.spans) or (Span(op, here.text),), notes)


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _wrapped(span: Span, mark: str) -> str:
    """Marks cling to words: Markdown knows none that begin or end with a space."""
    words = span.text.strip()
    if not words:
        return span.text if span.op is Op.EQUAL else " "
    head, tail = span.text.split(words, 1)
    return head + mark.replace("%s", _plain(words)) + tail


def _spaced(text: str) -> str:
    """A deletion and the insertion after it, told apart."""
    return text.replace("~~**", "~~ **").replace("**~~", "** ~~")
