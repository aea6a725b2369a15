"""A page's lines in the order they are read, by their places: columns apart, parts of one line together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commitments.text.extract.markers import marker
from commitments.text.extract.pdf_types import Item, Line

_LEAST_ROWS = 3
# Lines of prose are long. Shorter ones side by side are the cells of a table, and a table is read by rows.
_PROSE = 18
_LONGEST_MARKER = 4
_GUTTER = 0.9  # ems
_DEEPEST = 12
_MOST_ITEMS = 1500  # a page of more is a drawing
_MOST_GUTTERS = 8
_JOINED = 3.2  # ems: what a justified line may leave between two words


def in_reading_order(items: Sequence[Item]) -> list[Item]:
    """Columns one after the other, all else from top to bottom. Quadratic in a page's lines at worst."""
    deepest = _DEEPEST if len(items) <= _MOST_ITEMS else 0
    return _ordered(sorted(items, key=_place), deepest)


def _place(item: Item) -> tuple[float, float]:
    return -item.y, item.x0


def _ordered(items: list[Item], depth: int) -> list[Item]:
    """``items`` come from top to bottom."""
    found = _columns(items) if depth else None
    if found is None:
        return _rows(items)
    parts = (found.above, found.left, found.right, found.below)
    return [item for part in parts for item in _ordered(part, depth - 1)]


@dataclass(slots=True)
class _Columns:
    above: list[Item]
    left: list[Item]
    right: list[Item]
    below: list[Item]


def _columns(items: list[Item]) -> _Columns | None:
    """The tallest stretch that one gutter parts, and what stands around it."""
    best: _Columns | None = None
    for gutter in _gutters(items):
        for start, end in _stretches(items, gutter):
            found = _parted(items, gutter, start, end)
            if found and (best is None or _size_of(found) > _size_of(best)):
                best = found
    return best


def _size_of(found: _Columns) -> tuple[int, float]:
    """How much stands in the columns, and how far they are apart: an item's marker is nearer to its text."""
    width = min(item.x0 for item in found.right) - max(item.x1 for item in found.left)
    return len(found.left) + len(found.right), width


def _gutters(items: list[Item]) -> list[float]:
    """Where lines begin to the right of another one beside them, and where those end, most frequent first."""
    starts: Counter[int] = Counter()
    ends: Counter[int] = (
        Counter()
    )  # a column of lists begins at many places, and the one before ends at one
    for at, item in enumerate(items):
        for other in items[at + 1 : at + 12]:
            if item.y - other.y > 0.9 * _size(item):
                break
            left, right = sorted((item, other), key=lambda i: i.x0)
            if right.x0 - left.x1 >= _GUTTER * min(_size(item), _size(other)):
                starts[round(right.x0)] += 1
                ends[round(left.x1)] += 1
    return [start - 1.5 for start in _common(starts)] + [end + 1.5 for end in _common(ends)]


def _common(places: Counter[int]) -> list[int]:
    common = sorted(places.items(), key=lambda place: (-place[1], place[0]))[:_MOST_GUTTERS]
    return [place for place, count in common if count >= _LEAST_ROWS - 1]


def _size(item: Item) -> float:
    return item.size if isinstance(item, Line) else 10.0


def _stretches(items: list[Item], gutter: float) -> list[tuple[int, int]]:
    """Runs of items of which none crosses the gutter."""
    found, start = [], 0
    for at, item in enumerate(items):
        if item.x0 < gutter < item.x1:
            found.append((start, at))
            start = at + 1
    found.append((start, len(items)))
    return [(a, b) for a, b in found if b - a >= 2 * _LEAST_ROWS]


def _parted(items: list[Item], gutter: float, start: int, end: int) -> _Columns | None:
    stretch = items[start:end]
    left = [item for item in stretch if item.x1 <= gutter]
    right = [item for item in stretch if item.x1 > gutter]
    if min(len(left), len(right)) < _LEAST_ROWS or not (_is_prose(left) and _is_prose(right)):
        return None
    # What stands above both columns, or below both, belongs to neither.
    top = min(left[0].y, right[0].y) + 2.5 * _size(left[0])
    bottom = max(left[-1].y, right[-1].y) - 0.1
    above = [item for item in stretch if item.y > top]
    below = [item for item in right if item.y < bottom - 8 * _size(item) and _is_alone(item, right)]
    kept_left = [item for item in left if item.y <= top]
    kept_right = [item for item in right if item.y <= top and item not in below]
    if min(len(kept_left), len(kept_right)) < _LEAST_ROWS:
        return None
    return _Columns([*items[:start], *above], kept_left, kept_right, [*below, *items[end:]])


def _is_alone(item: Item, column: list[Item]) -> bool:
    """A page number or a caption below, which its column's text does not reach."""
    return all(other is item or other.y - item.y > 6 * _size(item) for other in column)


def _is_prose(items: Sequence[Item]) -> bool:
    lines = [item for item in items if isinstance(item, Line)]
    lengths = [len(line.text) for line in lines if not _is_marker(line.text)]
    return not lines or sum(lengths) >= max(1, len(lengths)) * _PROSE


def _is_marker(text: str) -> bool:
    """Whether it stands before an item, on its own: "•", "5.", "(a)"."""
    return len(text) <= _LONGEST_MARKER and not text[-1:].isalnum()


def _rows(items: list[Item]) -> list[Item]:
    """Items from top to bottom; those on one baseline from left to right, joined where they are one line."""
    result: list[Item] = []
    row: list[Item] = []
    for item in items:
        if row and row[0].y - item.y > 0.45 * min(_size(row[0]), _size(item)):
            result += _row(row)
            row = []
        row.append(item)
    return result + _row(row)


def _row(row: list[Item]) -> list[Item]:
    result: list[Item] = []
    for item in sorted(row, key=lambda i: i.x0):
        last = result[-1] if result else None
        if isinstance(last, Line) and isinstance(item, Line) and _is_one_line(last, item):
            result[-1] = _joined(last, item)
        else:
            result.append(item)
    return result


def _is_one_line(last: Line, line: Line) -> bool:
    gap = line.x0 - last.x1
    if not last.text:  # a footnote's number, set apart
        return gap < 5 * line.size
    is_marker = len(last.text) <= 6 and marker(last.text) is not None
    return gap < (5 if is_marker else _JOINED) * max(last.size, line.size)


def _joined(last: Line, line: Line) -> Line:
    longer = max(last, line, key=lambda part: len(part.text))
    return replace(
        longer,
        text=f"{last.text} {line.text}".strip(),
        x0=last.x0,
        x1=max(last.x1, line.x1),
        bold=last.bold and line.bold,
        label=last.label or (last.bold and not line.bold),
        note=last.note,
    )
