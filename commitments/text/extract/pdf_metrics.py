"""What is usual in a PDF: the size of its text, the step from line to line, its headings' sizes."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from commitments.text.extract.pdf_types import Line

BIGGER = 1.08
SMALLER = 0.92


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


def right_margin(lines: Sequence[Line]) -> float:
    ends = sorted(line.x1 for line in lines)
    return ends[int(len(ends) * 0.9)] if ends else 0.0
