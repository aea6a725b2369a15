"""What was drawn in another order than it is read: bullets apart from their items, columns row by row."""

from collections.abc import Sequence

from commitments.text.extract.markers import marker
from commitments.text.extract.pdf_types import Line

_LEAST_ROWS = 4
# Lines of prose are long. Shorter pairs are the cells of a table, and a table is read by rows.
_PROSE = 25


def columns_apart(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with every stretch of two interleaved columns put in order; linear in the lines."""
    result: list[Line] = []
    position = 0
    while position < len(lines):
        rows = _interleaved(lines, position)
        if len(rows) >= _LEAST_ROWS and _is_prose(rows):
            result += [left for left, _ in rows] + [right for _, right in rows]
            position += 2 * len(rows)
        else:
            result.append(lines[position])
            position += 1
    return result


def _interleaved(lines: Sequence[Line], start: int) -> list[tuple[Line, Line]]:
    """The rows from ``start`` on that have two lines each, all parted by one gutter."""
    rows: list[tuple[Line, Line]] = []
    left_edge, right_edge = 0.0, float("inf")
    for at in range(start, len(lines) - 1, 2):
        left, right = lines[at], lines[at + 1]
        left_edge, right_edge = max(left_edge, left.x1), min(right_edge, right.x0)
        if abs(left.y - right.y) > 2 or left_edge >= right_edge:
            break
        rows.append((left, right))
    return rows


def _is_prose(rows: Sequence[tuple[Line, Line]]) -> bool:
    texts = [sum(len(row[side].text) for row in rows) / len(rows) for side in (0, 1)]
    return min(texts) >= _PROSE


def markers_home(lines: Sequence[Line]) -> list[Line]:
    """Bullets that were drawn apart from their items, each before the line it stands beside.

    A bullet with nothing beside it stays where it is. Quadratic in the bullets of one page.
    """
    bullets = [n for n, line in enumerate(lines) if _is_bare_bullet(line)]
    homes: dict[int, int] = {}
    for at, line in enumerate(lines):
        own = next(
            (n for n in bullets if n not in homes.values() and _beside(lines[n], line)), None
        )
        if own is not None:
            homes[at] = own
    moved = frozenset(homes.values())
    result: list[Line] = []
    for at, line in enumerate(lines):
        if at in homes:
            result.append(lines[homes[at]])
        if at not in moved:
            result.append(line)
    return result


def _is_bare_bullet(line: Line) -> bool:
    found = marker(line.text)
    return found is not None and found.is_bullet and not found.text


def _beside(bullet: Line, line: Line) -> bool:
    same_row = abs(bullet.y - line.y) <= 0.45 * max(bullet.size, line.size)
    return same_row and 0 < line.x0 - bullet.x1 < 5 * line.size
