"""What is usual in a PDF: the size of its text, the step from line to line, its headings' sizes."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from commitments.text.extract.pdf_types import Line

BIGGER = 1.08
SMALLER = 0.92
_COLUMN = 30.0  # points; an indent is less, a column more


def body_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return max(sorted(weights), key=lambda s: weights[s]) if weights else 10.0


def leading(pages: Sequence[Sequence[Line]], body: float) -> float:
    """The commonest step between two lines of a page."""
    steps: Counter[float] = Counter()
    for page in pages:
        for a, b in pairwise(page):
            step = round(a.y - b.y, 1)
            if 0.8 * body < step < 2.2 * body:
                steps[step] += 1
    return max(sorted(steps), key=lambda s: steps[s]) if steps else 1.2 * body


def heading_levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    sizes = sorted({line.size for line in lines if line.size >= BIGGER * body}, reverse=True)
    return {size: min(rank, 5) for rank, size in enumerate(sizes, start=1)}


class Margins:
    """Where the lines of a page end that begin about where a given one does: each column has its own."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._ends: dict[int, list[float]] = {}
        for line in lines:
            self._ends.setdefault(_begin(line), []).append(line.x1)
        for ends in self._ends.values():
            ends.sort()

    def right(self, line: Line) -> float:
        begin = _begin(line)
        ends = [self._ends[n] for n in (begin - 1, begin, begin + 1) if n in self._ends]
        longest = max(ends, key=len, default=[line.x1])
        return longest[int(len(longest) * 0.9)]


def _begin(line: Line) -> int:
    return int(line.x0 // _COLUMN)
