"""A row a change, for spreadsheets and programs."""

import csv
import io
from collections.abc import Iterator

from commitments.exports.characters import printable
from commitments.exports.papers import Paper, Review, Row, Subject

COLUMNS = (
    "organization", "policy", "old version", "new version", "old effective on", "new effective on", "heading",
    "commitment", "words before", "words after", "outcome", "material", "dimensions", "announcement", "basis",
    "reviewed by", "reviewed on", "codebook", "whose words", "signals", "permalink", "data set", "licence",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(paper: Paper) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in row] for row in rows(paper))
    return out.getvalue().encode("utf-8-sig")


def rows(paper: Paper) -> Iterator[list[str]]:
    """The cells of each change as text; where nothing changed a row says so: a table has no other place."""
    for row in paper.rows:
        yield _cells(row, paper)
    if not paper.rows and paper.subject is Subject.COMPARISON:
        old, new = paper.editions
        told = Row(old, new, "", "", "", "", (), "no change", "", Review(""), (), paper.address)
        yield _cells(told, paper)


def _cells(row: Row, paper: Paper) -> list[str]:
    review, old = row.review, row.old
    values = [
        row.new.organization, row.new.policy, _old_name(row), row.new.label,
        old.in_force_from if old else "", row.new.in_force_from, row.heading, row.commitment,
        row.before, row.after, row.outcome, {True: "yes", False: "no", None: ""}[review.is_material],
        "; ".join(review.dimensions), review.announcement, review.basis, review.reviewed_by,
        _day(review.reviewed_on), review.codebook or paper.stamp.codebook, row.whose_words,
        "; ".join(row.signals), row.address, paper.stamp.edition, paper.stamp.licence,
    ]  # fmt: skip
    return [printable(value) for value in values]


def _old_name(row: Row) -> str:
    """Its label; of another policy than the new version its whole name."""
    if row.old is None:
        return ""
    return row.old.label if row.old.is_of(row.new) else row.old.name


def defused(value: str) -> str:
    """A cell that a spreadsheet would take for a formula becomes text, by an apostrophe before it."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _day(day: object) -> str:
    return str(day) if day else ""
