"""A ruled table to cells of text: they come in reading order, each with the heads of its row and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commitments.text.extract.joining import Joiner
from commitments.text.extract.markers import marker
from commitments.text.extract.pdf_types import Item, Line, Table

_LONGEST_HEAD = 90


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    headings: tuple[str, ...] = ()


def texts_of(item: Item) -> list[str]:
    """The printed lines of a line or a table."""
    if isinstance(item, Line):
        return [item.text]
    return [line.text for row in item.rows for cell in row for line in cell]


def cells_of(table: Table, joiner: Joiner) -> Iterator[Cell]:
    """One for each paragraph or item of a cell. Head cells of the first row are headings of the others.

    A head that names nothing, since the table has no other row, is text.
    """
    heads = [_text(cell, joiner) for cell in table.rows[0]] if _has_head(table) else []
    if heads:
        for head in heads:
            yield Cell(head)
    for row in table.rows[1:] if heads else table.rows:
        first = _text(row[0], joiner)
        name = first if len(first) <= _LONGEST_HEAD else ""
        for column, cell in enumerate(row):
            names = (name if column else "", heads[column] if column < len(heads) else "")
            headings = tuple(name for name in names if name)
            for piece in _pieces(cell):
                text = joiner.join([line.text for line in piece])
                yield Cell(text, headings)


def _has_head(table: Table) -> bool:
    """A first row in bold over rows that are not, or one of short names over longer text."""
    head, rest = table.rows[0], table.rows[1:]
    lines = [line for cell in head for line in cell]
    if not all(head) or not rest:
        return False
    below = [line for row in rest for cell in row[1:] for line in cell]
    if all(line.bold for line in lines):
        return not all(line.bold for line in below)
    lengths = [sum(len(line.text) for line in cell) for cell in head]
    usual = sum(len(line.text) for line in below) / max(1, len(rest) * (len(head) - 1))
    return max(lengths) <= _LONGEST_HEAD and usual > 1.5 * sum(lengths) / len(lengths)


def _text(cell: Sequence[Line], joiner: Joiner) -> str:
    return joiner.join([line.text for line in cell])


def _pieces(cell: Sequence[Line]) -> list[list[Line]]:
    """A cell cut at its bullets and wider steps."""
    pieces: list[list[Line]] = []
    steps = [a.y - b.y for a, b in pairwise(cell) if a.y - b.y > 1]
    least = min(steps, default=0.0)
    for at, line in enumerate(cell):
        found = marker(line.text)
        wide = at > 0 and cell[at - 1].y - line.y > 1.4 * max(least, line.size)
        if not pieces or wide or (found and found.is_bullet):
            pieces.append([])
        pieces[-1].append(line)
    return pieces
