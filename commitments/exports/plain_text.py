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
        lines += ["", *_row(row)]
    lines += ["", "-" * 72, *colophon(paper)]
    return printable("\n".join(lines) + "\n").encode()


def _edition(edition: Edition) -> list[str]:
    dates = [
        f"{name} {day}"
        for name, day in (
            ("in force from", edition.effective_on),
            ("published", edition.published_on),
            ("first seen", edition.first_seen_on),
        )
        if day
    ]
    lines = ["", f"{edition.name} ({'; '.join(dates)})", f"  {edition.address}"]
    if edition.evidence:
        seen = edition.evidence
        lines += [
            f"  captured {seen.captured_at:%Y-%m-%d %H:%M} UTC ({seen.method}) from {seen.url}",
            f"  SHA-256 {seen.sha256}, {seen.size:,} bytes, {seen.media_type}",
        ]
        lines += [f"  bytes withdrawn: {seen.withdrawn}"] if seen.withdrawn else []
    return lines


def _row(row: Row) -> list[str]:
    words = "".join(MARKS[span.op].format(span.text) for span in shown(row.spans))
    title = " | ".join(filter(None, (row.outcome.upper(), row.commitment, row.heading)))
    notes = [f"({row.whose_words}; {row.review.basis})", *(f"! {signal}" for signal in row.signals)]
    return [title, words, *notes, row.address]


def colophon(paper: Paper) -> list[str]:
    """What every export says of itself at its end."""
    stamp = paper.stamp
    known = f", as known at {stamp.known_at:%Y-%m-%d %H:%M} UTC" if stamp.known_at else ""
    return [
        f"{stamp.credit}, data set {stamp.edition}, {stamp.codebook}; made {stamp.made_on}{known}.",
        f"{paper.is_reviewed}.",
        stamp.licence,
    ]
