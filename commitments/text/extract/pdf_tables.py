"""Ruled tables of a PDF page: rules that meet make a grid, and the grid's meshes are cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commitments.text.extract.pdf_types import Line, Rule, Table

_NEAR = 3.0  # points: two rules closer than this are one, and rules this close meet
_LEAST = 2  # rows and columns
_MOST_RULES = 800  # a page of more is a drawing
_MOST_CELLS = 2000


def tables_apart(lines: Sequence[Line], rules: Sequence[Rule]) -> tuple[list[Line], list[Table]]:
    """The lines outside every table, and the tables with the lines in their cells."""
    rest = list(lines)
    tables = []
    for grid in _grids(rules):
        inside = [line for line in rest if grid.holds(line)]
        table = _table(grid, inside)
        if table is not None:
            taken = {id(line) for line in inside}
            rest = [line for line in rest if id(line) not in taken]
            tables.append(table)
    return rest, tables


@dataclass(frozen=True, slots=True)
class _Grid:
    uprights: tuple[Rule, ...]
    levels: tuple[Rule, ...]
    xs: tuple[float, ...]  # left to right
    ys: tuple[float, ...]  # top to bottom

    def holds(self, line: Line) -> bool:
        middle, height = (line.x0 + line.x1) / 2, line.y + 0.3 * line.size
        return self.xs[0] < middle < self.xs[-1] and self.ys[-1] < height < self.ys[0]


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    """Sets of rules that meet, each with at least two rows and two columns; largest first."""
    joined = _one_each(rules)
    if len(joined) > _MOST_RULES:
        return []
    grids = []
    for group in _meeting(joined):
        uprights = tuple(rule for rule in group if rule.upright)
        levels = tuple(rule for rule in group if not rule.upright)
        xs = _places([rule.at for rule in uprights])
        ys = _places([rule.at for rule in levels])[::-1]
        cells = (len(xs) - 1) * (len(ys) - 1)
        if len(xs) > _LEAST and len(ys) > _LEAST and cells <= _MOST_CELLS:
            grids.append(_Grid(uprights, levels, xs, ys))
    return sorted(grids, key=lambda g: (-(g.xs[-1] - g.xs[0]) * (g.ys[0] - g.ys[-1]), -g.ys[0]))


def _one_each(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one straight line that touch or overlap become one."""
    result: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.upright, round(r.at / _NEAR), r.start)):
        last = result[-1] if result else None
        if (
            last is not None
            and last.upright == rule.upright
            and abs(last.at - rule.at) <= _NEAR
            and rule.start <= last.end + _NEAR
        ):
            result[-1] = replace(last, end=max(last.end, rule.end))
        else:
            result.append(rule)
    return result


def _meeting(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in sets that hang together. Quadratic in the rules of one page."""
    group = list(range(len(rules)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    uprights = [n for n, rule in enumerate(rules) if rule.upright]
    levels = [n for n, rule in enumerate(rules) if not rule.upright]
    for a in uprights:
        for b in levels:
            if _meet(rules[a], rules[b]):
                group[root(a)] = root(b)
    sets: dict[int, list[Rule]] = {}
    for at, rule in enumerate(rules):
        sets.setdefault(root(at), []).append(rule)
    return [found for found in sets.values() if len(found) > 2 * _LEAST]


def _meet(upright: Rule, level: Rule) -> bool:
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


def _places(values: Sequence[float]) -> tuple[float, ...]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return tuple(found)


def _table(grid: _Grid, lines: Sequence[Line]) -> Table | None:
    """None where the grid is no table: a frame around text, or nothing in it."""
    meshes = _merged(grid)
    cells: dict[int, list[Line]] = {}
    for line in sorted(lines, key=lambda ln: (-ln.y, ln.x0)):
        cells.setdefault(meshes[_mesh_of(grid, line)], []).append(line)
    columns = len(grid.xs) - 1
    seen: set[int] = set()
    rows = []
    for row in range(len(grid.ys) - 1):
        own = []
        for column in range(columns):
            mesh = meshes[row * columns + column]
            own.append(() if mesh in seen else tuple(cells.get(mesh, ())))
            seen.add(mesh)
        if any(own):
            rows.append(tuple(own))
    filled = [sum(1 for cell in row if cell) for row in rows]
    if len(rows) < _LEAST or sum(1 for count in filled if count >= _LEAST) < _LEAST:
        return None
    page = lines[0].page
    return Table(page, grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], tuple(rows))


def _mesh_of(grid: _Grid, line: Line) -> int:
    middle, height = (line.x0 + line.x1) / 2, line.y + 0.3 * line.size
    column = sum(1 for x in grid.xs[1:-1] if x < middle)
    row = sum(1 for y in grid.ys[1:-1] if y > height)
    return row * (len(grid.xs) - 1) + column


def _merged(grid: _Grid) -> list[int]:
    """For every mesh the first mesh of its cell: where no rule is printed, two meshes are one cell."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    cell = list(range(columns * rows))
    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            left, right = grid.xs[column], grid.xs[column + 1]
            top, bottom = grid.ys[row], grid.ys[row + 1]
            if column and not _is_drawn(grid.uprights, left, bottom, top):
                cell[at] = cell[at - 1]
            elif row and not _is_drawn(grid.levels, top, left, right):
                cell[at] = cell[at - columns]
    return cell


def _is_drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Whether a rule goes all along an edge of a mesh; the ground of a line of text does not."""
    return any(
        abs(rule.at - at) <= _NEAR and rule.start <= start + _NEAR and rule.end >= end - _NEAR
        for rule in rules
    )
