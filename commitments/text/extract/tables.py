"""Cells and the heads they stand under, whatever format the table came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.text.blocks import BlockKind
from commitments.text.extract.draft import Draft

_WIDEST = 30  # columns; a span beyond them is an error of the page or an attack
_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_head: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    column: int
    is_carried: bool  # begun in a row above

    @property
    def span(self) -> range:
        return range(self.column, self.column + self.cell.columns)


def cell_drafts(rows: Sequence[Sequence[Cell]], head_rows: int) -> Iterator[Draft]:
    """The cells in reading order, each with the heads of its row and its columns.

    The first ``head_rows`` rows hold the columns' heads and are no cells of their own; a row's head is its
    head cell or else its first cell. A head across the whole width names all rows below it. Linear in rows
    times columns.
    """
    columns: dict[int, list[str]] = {}
    group = ""
    grid = list(_grid(rows))
    width = max((placed[-1].span.stop for placed in grid if placed), default=0)
    for number, row in enumerate(grid):
        own = [placed for placed in row if not placed.is_carried]
        if number < head_rows:
            _name_columns(own, columns)
        elif len(row) == 1 and width > 1 and row[0].cell.columns >= width:
            if row[0].cell.is_head:
                group = row[0].cell.text
            else:
                yield _draft(row[0].cell.text, (group,))
        else:
            for placed in own:
                names = (group, *_row_heads(placed, row), *_over(placed, columns))
                yield _draft(placed.cell.text, names)


def _grid(rows: Sequence[Sequence[Cell]]) -> Iterator[list[_Placed]]:
    """Every row with all cells that reach into it, in the order of the columns."""
    carried: dict[int, tuple[_Placed, int]] = {}
    for row in rows:
        placed = [old for old, _ in carried.values()]
        taken = {column for old in placed for column in old.span}
        carried = {at: (old, left - 1) for at, (old, left) in carried.items() if left > 1}
        column = 0
        for cell in row:
            while column in taken:
                column += 1
            sized = Cell(cell.text, cell.is_head, _within(cell.columns, _WIDEST), cell.rows)
            new = _Placed(sized, column, is_carried=False)
            placed.append(new)
            if cell.rows > 1 and column < _WIDEST:
                below = _Placed(sized, column, is_carried=True)
                carried[column] = (below, _within(cell.rows, _LONGEST) - 1)
            column += sized.columns
        yield sorted(placed, key=lambda one: one.column)


def _within(number: int, most: int) -> int:
    return max(1, min(number, most))


def _name_columns(row: list[_Placed], columns: dict[int, list[str]]) -> None:
    for placed in row:
        for column in placed.span:
            columns.setdefault(column, []).append(placed.cell.text)


def _over(placed: _Placed, columns: dict[int, list[str]]) -> tuple[str, ...]:
    return tuple(name for column in placed.span for name in columns.get(column, ()))


def _row_heads(placed: _Placed, row: list[_Placed]) -> list[str]:
    heads = [other for other in row if other.cell.is_head] or row[:1]
    return [head.cell.text for head in heads if head.column < placed.column]


def _draft(text: str, names: Sequence[str]) -> Draft:
    """A cell under its heads, each named once and none its own."""
    heads = tuple(dict.fromkeys(name for name in names if name and name != text))
    return Draft(BlockKind.TABLE_CELL, text, headings=heads)
