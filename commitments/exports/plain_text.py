"""Changed passages as plain text: ``[-words that went-]`` and ``{+words that came+}``."""

from commitments.exports.characters import printable
from commitments.exports.papers import Edition, Paper, Row
from commitments.text.blocks import Op
from commitments.text.readable import shown

MARKS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}


def render(paper: Paper) -> bytes:
    lines = [paper.title, "=" * len(paper.title), "", paper.address, *paper.notes]
    lines += [line for edition in paper.editions for line in _edition(edition)]
    lines += ["", f"Publisher's account: {paper.account}"] if paper.account else []
    for row in paper.rows:
        lines += ["", paper.title_of(row), *_row(row)]
    lines += ["", "-" * 72, *colophon(paper)]
    return printable("\n".join(lines) + "\n").encode()


def _edition(edition: Edition) -> list[str]:
    return ["", edition.name, *(f"  {line}" for line in (edition.address, *edition.facts))]


def _row(row: Row) -> list[str]:
    words = "".join(MARKS[span.op].format(span.text) for span in shown(row.spans))
    return [words, f"({row.standing})", *(f"! {signal}" for signal in row.signals), row.address]


def colophon(paper: Paper) -> list[str]:
    """What every export says of itself at its end."""
    stamp = paper.stamp
    known = f", as known at {stamp.known_at:%Y-%m-%d %H:%M} UTC" if stamp.known_at else ""
    return [
        f"{stamp.credit}, data set {stamp.edition}, {stamp.codebook}; made {stamp.made_on}{known}.",
        f"{paper.is_reviewed}.",
        stamp.licence,
    ]
