"""Letters that were printed twice, a hair apart, to look bold: one print of each is enough."""

from bisect import bisect_right, insort
from collections import defaultdict

from commitments.text.extract.pdf_types import Char

_Rows = dict[int, list[float]]  # left edges in their order, by the row they are in


def without_copies(chars: list[Char]) -> list[Char]:
    """The characters in their order without such copies; linear where text runs from left to right."""
    kept: list[Char] = []
    prints = _Prints(kept)
    reach: dict[int, float] = {}  # how far right each row is printed
    free, base, size, near = float("-inf"), None, 0.0, 0.0
    glyph, is_copy = None, False
    for char in chars:
        x0, y = char.x0, char.y
        if not char.space and glyph == (x0, char.x1, y):  # the next letter of a ligature: "ff"
            if not is_copy:
                kept.append(char)
            continue
        glyph, is_copy = (x0, char.x1, y), False
        if char.size != size:
            size, near = char.size, _near(char)
        if y != base:
            base, row = y, round(y)
            free = max(reach.get(r, float("-inf")) for r in (row - 1, row, row + 1))
        if x0 - near >= free:  # right of all that is printed there
            free = reach[row] = x0
        elif prints.has(char):
            is_copy = True
            continue
        else:
            reach[row] = max(reach.get(row, x0), x0)
            free = max(free, x0)
        kept.append(char)
    return kept


def _near(char: Char) -> float:
    return max(0.6, 0.12 * char.size)


class _Prints:
    """Where each letter of each size was printed, among those kept so far; indexed when first asked."""

    def __init__(self, kept: list[Char]) -> None:
        self._kept = kept
        self._indexed = 0
        self._rows: defaultdict[tuple[str, float], _Rows] = defaultdict(dict)

    def has(self, char: Char) -> bool:
        for known in self._kept[self._indexed :]:
            insort(self._rows[known.text, known.size].setdefault(round(known.y), []), known.x0)
        self._indexed = len(self._kept)
        return _has_print(self._rows[char.text, char.size], char)


def _has_print(rows: _Rows, char: Char) -> bool:
    near, row = _near(char), round(char.y)
    for y in (row, row - 1, row + 1):
        if edges := rows.get(y):
            place = bisect_right(edges, char.x0 - near)
            if place < len(edges) and edges[place] < char.x0 + near:
                return True
    return False
