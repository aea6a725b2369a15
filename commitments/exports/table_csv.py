"""A row a change, for spreadsheets and programs."""

import csv
import io

from commitments.exports.papers import Paper, Row

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
    writer.writerows(cells(row, paper) for row in paper.rows)
    return out.getvalue().encode("utf-8-sig")


def cells(row: Row, paper: Paper) -> list[str]:
    """The cells of a row as text, each safe to open in a spreadsheet."""
    review, old = row.review, row.old or row.new
    values = [
        row.new.organization, row.new.policy, old.label if row.old else "", row.new.label,
        _day(old.effective_on) if row.old else "", _day(row.new.effective_on), row.heading, row.commitment,
        row.before, row.after, row.outcome, {True: "yes", False: "no", None: ""}[review.is_material],
        "; ".join(review.dimensions), review.announcement, review.basis, review.reviewed_by,
        _day(review.reviewed_on), review.codebook, row.whose_words, "; ".join(row.signals), row.address,
        paper.stamp.edition, paper.stamp.licence,
    ]  # fmt: skip
    return [defused(value) for value in values]


def defused(value: str) -> str:
    """A cell that a spreadsheet would take for a formula becomes text, by an apostrophe before it."""
    clean = "".join(c for c in value if c in "\n\t" or c.isprintable() or ord(c) > 0x9F)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _day(day: object) -> str:
    return str(day) if day else ""
