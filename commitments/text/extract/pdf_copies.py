"""Letters that were printed twice, a hair apart, to look bold: one print of each is enough."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import ge, sub

from commitments.text.extract.pdf_types import Stretch

_Rows = dict[int, list[float]]  # left edges in their order, by the row they are in


def without_copies(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The letters in their order without such copies; linear where text runs from left to right."""
    prints = _Prints()
    kept = map(prints.add, stretches)
    return [stretch for stretch in kept if stretch.text]


class _Prints:
    """Where letters were printed so far."""

    def __init__(self) -> None:
        self._reach: dict[int, float] = {}  # how far right each row is printed
        self._glyph: tuple[float, float, float] | None = None  # what was printed last
        self._is_copy = False
        self._seen = _Index()

    def add(self, stretch: Stretch) -> Stretch:
        """What is new of a stretch."""
        x0, x1, y = stretch.x0, stretch.x1, stretch.y
        near, row = _near(stretch.size), round(y)
        free = max(self._reach.get(r, float("-inf")) for r in (row - 1, row, row + 1))
        starts = (x0[0], x1[0], y)
        if (
            (stretch.spaces[0] or starts != self._glyph)
            and x0[0] - near >= free
            and all(map(ge, map(sub, x0[1:], repeat(near)), x0))
        ):  # all of it right of what is printed there, letter after letter: so are most
            self._reach[row] = x0[-1]
            self._glyph, self._is_copy = (x0[-1], x1[-1], y), False
            self._seen.add(stretch.text, x0, y, stretch.size)
            return stretch
        return stretch.only(self._new(stretch, near, row, free))

    def _new(self, stretch: Stretch, near: float, row: int, free: float) -> list[int]:
        """Which letters of a stretch are no copies, one by one."""
        kept = []
        columns = zip(stretch.text, stretch.x0, stretch.x1, stretch.spaces, strict=True)
        for place, (text, x0, x1, space) in enumerate(columns):
            glyph = (x0, x1, stretch.y)
            if space or glyph != self._glyph:  # else the next letter of a ligature: "ff"
                self._glyph = glyph
                self._is_copy = x0 - near < free and self._seen.has(
                    text, x0, stretch.y, stretch.size, near
                )
                if not self._is_copy:
                    free = max(free, x0)
                    self._reach[row] = max(self._reach.get(row, x0), x0)
            if not self._is_copy:
                kept.append(place)
                self._seen.add(text, (x0,), stretch.y, stretch.size)
        return kept


def _near(size: float) -> float:
    return max(0.6, 0.12 * size)


class _Index:
    """Where each letter of each size was printed; put in order when first asked."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Sequence[float], float, float]] = []
        self._rows: defaultdict[tuple[str, float], _Rows] = defaultdict(dict)

    def add(self, text: str, x0: Sequence[float], y: float, size: float) -> None:
        self._waiting.append((text, x0, y, size))

    def has(self, text: str, x0: float, y: float, size: float, near: float) -> bool:
        for letters, edges, at, points in self._waiting:
            for letter, edge in zip(letters, edges, strict=True):
                insort(self._rows[letter, points].setdefault(round(at), []), edge)
        self._waiting.clear()
        rows, row = self._rows[text, size], round(y)
        return any(_has_edge(rows[r], x0, near) for r in (row, row - 1, row + 1) if r in rows)


def _has_edge(edges: Sequence[float], x0: float, near: float) -> bool:
    place = bisect_right(edges, x0 - near)
    return place < len(edges) and edges[place] < x0 + near
