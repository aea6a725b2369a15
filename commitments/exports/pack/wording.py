"""Words of the evidence pack: what is in it, and what may be printed of it."""

from textwrap import fill
from typing import NamedTuple

from commitments.exports.papers import Edition, Paper, Row
from commitments.exports.plain_text import colophon
from commitments.exports.rows import SUMMARY
from commitments.models import CaptureMethod
from commitments.text.redline import new_text, old_text

COLUMNS = 96
FILES = """\
comparison.pdf, comparison.html   both passages of every change; of two texts also their redline
changes.csv                       the same changes, a row each
passages.txt                      every change with words that are safe to print
captures.json                     what was captured, when, where from, by which way
documents/                        the untouched bytes of the documents, named by their SHA-256
captures.warc.gz                  the same captures as WARC 1.1, for any web archive to read
events.json                       the tracker's audit chain: these versions in full, all else by its hashes
citation.bib                      how to cite this
SHA256SUMS, verify.py             python3 verify.py checks all of it, offline
"""


PRINTABLE = """\
The captures show what was there when they were made, and no more. Write that a passage was present in one \
capture and absent from another; do not write when, or by whom, it was taken out. What the machine has \
proposed and nobody has assessed is no finding. Sentences that hold are in passages.txt, one for each change.
"""
BY_HAND = """\
A document that was imported by hand was brought to the tracker by an editor at the time that is named; when \
and where the publisher showed it, the tracker has not seen.
"""
CHECKS = """\
With Python 3 and nothing else, offline: python3 verify.py. It says "All files are as they were made", or \
names each file that is not. Where the program itself is in doubt, sha256sum --check SHA256SUMS does the same. \
Neither can say who made the files: compare the last line of SHA256SUMS with one from a source you trust.
"""


def read_me(paper: Paper) -> str:
    sources = [edition.evidence for edition in paper.editions if edition.evidence]
    is_by_hand = any(source.method == CaptureMethod.IMPORT.label for source in sources)
    parts = [
        paper.title,
        "=" * len(paper.title),
        "",
        "An evidence pack of the RSP commitment tracker.",
        paper.address,
        *(_wrapped(note) for note in paper.notes),
        "",
        "Where the words come from",
        *(line for edition in paper.editions for line in _provenance(edition)),
        *(["", _wrapped(BY_HAND)] if is_by_hand else []),
        *(["", _wrapped(f"What the publisher said: {paper.account}")] if paper.account else []),
        "",
        "What may be printed",
        _wrapped(PRINTABLE),
        *_example(paper),
        "",
        "How it is checked",
        _wrapped(CHECKS),
        "",
        "Files",
        FILES,
        *colophon(paper),
    ]
    return "\n".join(parts) + "\n"


def _example(paper: Paper) -> list[str]:
    """The first of the sentences, of publishers' words where there are any, so that their form is seen."""
    sides = _sides(paper)
    ranked = sorted(paper.rows, key=lambda row: row.whose_words == SUMMARY)
    return [_wrapped(f"For example: “{_sentence(row, sides)}”") for row in ranked[:1]]


def _wrapped(text: str) -> str:
    return fill(text, COLUMNS, break_long_words=False, break_on_hyphens=False)


def passages(paper: Paper) -> str:
    """Every change as a sentence that says only what the captures carry, with both passages verbatim."""
    sides = _sides(paper)
    blocks = [_passage(paper.title_of(row), row, sides) for row in paper.rows]
    return "\n\n".join(blocks or ["No passage differs between the two."]) + "\n"


class _Sides(NamedTuple):
    """The whole texts, in which a passage is looked for before it is called absent."""

    old: str
    new: str


def _sides(paper: Paper) -> _Sides:
    texts = (side(paper.paragraphs) for side in (old_text, new_text))
    return _Sides(*(" ".join(" ".join(text).split()) for text in texts))


def _passage(title: str, row: Row, sides: _Sides) -> str:
    lines = [
        title,
        f"  {row.standing}",
        f"  before: {row.before or '(nothing)'}",
        f"  after:  {row.after or '(nothing)'}",
        f"  safe to print: {_sentence(row, sides)}",
        f"  {row.address}",
    ]
    return "\n".join(lines)


def _sentence(row: Row, sides: _Sides) -> str:
    if row.whose_words == SUMMARY:
        return (
            f"By the RSP commitment tracker's summary, which is not the publisher's words, {row.new.policy} of"
            f" {row.new.organization} {_stated(row)}."
        )
    old, new = (_capture(edition) for edition in (row.old, row.new))
    if row.before and row.after:
        return f"The first wording was present in {old}; {new} has the second one."
    words = " ".join((row.before or row.after).split())
    if words in sides.old and words in sides.new:
        return f"The passage was present in {old} and in {new}, in another place or another number."
    if not _has_both_texts(row, sides):
        return _by_the_record(row)
    if row.before:
        return f"The passage was present in {old} and absent from {new}."
    return f"The passage was absent from {old} and present in {new}."


def _has_both_texts(row: Row, sides: _Sides) -> bool:
    is_captured = all(edition and edition.evidence for edition in (row.old, row.new))
    return is_captured and bool(sides.old and sides.new)


def _by_the_record(row: Row) -> str:
    """Where nobody has looked through the other side's whole text, no passage is absent from it."""
    there, other = (row.old, row.new) if row.before else (row.new, row.old)
    told = f"; by the tracker's record {other.name} does not state it" if other else ""
    return f"The passage was present in {_capture(there)}{told}."


def _stated(row: Row) -> str:
    if row.old is None or not row.before:
        return f"states this in {row.new.label}"
    if not row.after:
        return f"states this in {row.old.label} and no longer in {row.new.label}"
    return f"states the first in {row.old.label} and the second in {row.new.label}"


def _capture(edition: Edition | None) -> str:
    if edition is None or edition.evidence is None:
        return "no capture"
    seen = edition.evidence
    return (
        f"the capture of {seen.captured_at:%d %B %Y, %H:%M} UTC of {edition.name}"
        f" (SHA-256 {seen.sha256[:16]}…)"
    )


def _provenance(edition: Edition) -> list[str]:
    read = [f"read by {edition.evidence.reader}"] if edition.evidence else []
    return [
        f"  {edition.name}",
        *(f"    {line}" for line in (edition.address, *edition.facts, *read)),
    ]
