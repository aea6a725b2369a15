"""Changed passages as Markdown: what went is struck out, what came is bold."""

import re
import unicodedata
from collections.abc import Sequence

from commitments.exports.characters import printable
from commitments.exports.papers import Edition, Paper, Row
from commitments.exports.plain_text import colophon
from commitments.text.blocks import Op, Span
from commitments.text.readable import shown

MARKS = {Op.EQUAL: "{}", Op.DELETE: "~~{}~~", Op.INSERT: "**{}**"}
TAGS = {Op.EQUAL: "{}", Op.DELETE: "<del>{}</del>", Op.INSERT: "<strong>{}</strong>"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_TOUCHING = re.compile(r"(~~|\*\*|</\w+>)(?=~~|\*\*|<\w)")
_BEGINNING = re.compile(r"^(\s*\d*)([-+=.)])")  # of a list, a rule, a heading's underline


def render(paper: Paper) -> bytes:
    lines = [f"# {plain(paper.title)}", "", f"<{paper.address}>", ""]
    lines += [f"> {plain(note)}\n" for note in paper.notes]
    lines += [_edition(edition) for edition in paper.editions]
    lines += ["", f"Publisher’s account: {plain(paper.account)}"] if paper.account else []
    for row in paper.rows:
        lines += ["", *_row(paper.title_of(row), row)]
    lines += ["", "---", "", *(f"{plain(line)}  " for line in colophon(paper))]
    return printable("\n".join(lines) + "\n").encode()


def plain(text: str) -> str:
    """Text in which nothing is taken for markup; a line of its own stays one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _edition(edition: Edition) -> str:
    facts = "; ".join(map(plain, edition.facts))
    return f"- [{plain(edition.name)}](<{edition.address}>): {facts}"


def _row(title: str, row: Row) -> list[str]:
    words = _BEGINNING.sub(r"\1\\\2", _words(shown(row.spans)))
    notes = [f"*{plain(row.standing)}*"]
    signals = [f"- {plain(signal)}" for signal in row.signals]
    return [f"## {plain(title)}", "", words, "", *notes, *signals, "", f"<{row.address}>"]


def _words(spans: Sequence[Span]) -> str:
    """What went and what came in its place stand apart."""
    around = ["", *(span.text if span.op is Op.EQUAL else "" for span in spans), ""]
    return _TOUCHING.sub(r"\1 ", "".join(map(_marked, spans, around, around[2:])))


def _marked(span: Span, before: str, after: str) -> str:
    """Marks cling to words: Markdown knows none that begin or end with a space."""
    text = plain(span.text)
    head, tail = (" " if span.text[:1].isspace() else ""), (" " if span.text[-1:].isspace() else "")
    if not text:
        return head
    is_known = _clings(text[0], f" {before}{head}"[-1]) and _clings(text[-1], f"{tail}{after} "[0])
    return f"{head}{(MARKS if is_known else TAGS)[span.op].format(text)}{tail}"


def _clings(inside: str, outside: str) -> bool:
    """Between a letter and a comma or a bracket Markdown knows no mark: a tag of HTML has to stand there."""
    return not _is_sign(inside) or outside.isspace() or _is_sign(outside)


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"
