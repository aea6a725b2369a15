"""Changed passages as Markdown: what went is struck out, what came is bold."""

import re

from commitments.exports.papers import Edition, Paper, Row
from commitments.exports.plain_text import colophon
from commitments.text.blocks import Op, Span
from commitments.text.readable import shown

MARKS = {Op.EQUAL: "{}", Op.DELETE: "~~{}~~", Op.INSERT: "**{}**"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_BEGINNING = re.compile(r"^(\s*\d*)([-+=.)])")  # of a list, a rule, a heading's underline


def render(paper: Paper) -> bytes:
    lines = [f"# {plain(paper.title)}", "", f"<{paper.address}>", ""]
    lines += [f"> {plain(note)}\n" for note in paper.notes]
    lines += [_edition(edition) for edition in paper.editions]
    lines += ["", f"Publisher’s account: {plain(paper.account)}"] if paper.account else []
    for row in paper.rows:
        lines += ["", *_row(row)]
    lines += ["", "---", "", *(f"{plain(line)}  " for line in colophon(paper))]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def plain(text: str) -> str:
    """Text in which nothing is taken for markup; a line of its own stays one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _edition(edition: Edition) -> str:
    seen = edition.evidence
    facts = [f"in force from {edition.effective_on}" if edition.effective_on else ""]
    if seen:
        facts += [f"captured {seen.captured_at:%Y-%m-%d %H:%M} UTC", f"SHA-256 `{seen.sha256}`"]
        facts += [f"bytes withdrawn: {plain(seen.withdrawn)}" if seen.withdrawn else ""]
    told = "; ".join(filter(None, facts))
    return f"- [{plain(edition.name)}](<{edition.address}>): {told}"


def _row(row: Row) -> list[str]:
    title = " · ".join(filter(None, (row.outcome, row.commitment, row.heading)))
    words = "".join(_marked(span) for span in shown(row.spans))
    words = words.replace("~~**", "~~ **").replace("**~~", "** ~~")
    words = _BEGINNING.sub(r"\1\\\2", words)
    notes = [f"*{plain(row.whose_words)}; {plain(row.review.basis)}*"]
    signals = [f"- {plain(signal)}" for signal in row.signals]
    return [f"## {plain(title)}", "", words, "", *notes, *signals, "", f"<{row.address}>"]


def _marked(span: Span) -> str:
    """Marks cling to words: Markdown knows none that begin or end with a space."""
    text = plain(span.text)
    head, tail = (" " if span.text[:1].isspace() else ""), (" " if span.text[-1:].isspace() else "")
    return f"{head}{MARKS[span.op].format(text)}{tail}" if text else head
