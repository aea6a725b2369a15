"""Running lines of a PDF: what comes back at the same height of many pages, apart from their text."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commitments.text.extract import furniture
from commitments.text.extract.pdf_types import Line

_EDGE = 4  # running lines at either end of a page, at most
_APART = 1.35  # of the page's usual step from line to line
_LONGEST = 160
_SHARE = 3  # a third of the pages, or half of the left or right ones


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line at the edge of its page: where it stands, and whether white space parts it from the text."""

    line: Line
    height: int
    is_apart: bool


def without_furniture(
    pages: Sequence[Sequence[Line]], step: float, body: float
) -> list[list[Line]]:
    """The pages' lines without running headers, footers and page numbers; order is kept.

    ``step`` is the usual distance of two lines, ``body`` the usual size. Linear in the lines.
    """
    spots = [_spots(page, step) for page in pages]
    running = _running(spots, len(pages), body)
    kept = []
    for page, found in zip(pages, spots, strict=True):
        dropped = {id(spot.line) for spot in found if _is_running(spot, running, len(pages))}
        kept.append([line for line in page if id(line) not in dropped])
    return kept


def _is_running(spot: _Spot, running: frozenset[tuple[str, int]], pages: int) -> bool:
    if pages > 1 and spot.is_apart and furniture.is_page_number(spot.line.text):
        return True
    near = (spot.height - 1, spot.height, spot.height + 1)
    return any((furniture.key(spot.line.text), height) in running for height in near)


def _spots(page: Sequence[Line], step: float) -> list[_Spot]:
    """The lines at the top and the bottom of a page, outermost first."""
    upright = [line for line in page if not line.is_turned]
    by_height = sorted(upright, key=lambda line: (-line.y, line.x0))
    return [*_edge(by_height, step), *_edge(by_height[::-1], step)]


def _edge(lines: Sequence[Line], step: float) -> list[_Spot]:
    """A line is apart if there is a wide step anywhere between it and the text."""
    parted = [abs(a.y - b.y) > _APART * step for a, b in pairwise(lines[: _EDGE + 3])]
    found = []
    for at, line in enumerate(lines[:_EDGE]):
        is_apart = any(parted[at:_EDGE]) or (
            len(lines) == 1 and furniture.is_page_number(line.text)
        )
        found.append(_Spot(line, round(line.y / 2), is_apart))
    return found


def _running(
    spots: Sequence[Sequence[_Spot]], pages: int, body: float
) -> frozenset[tuple[str, int]]:
    """Keys and heights of lines that come back, and of all that stands where lines mostly do."""
    seen: Counter[tuple[str, int]] = Counter()
    apart: Counter[tuple[str, int]] = Counter()
    slots: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for page in spots:
        short = [spot for spot in page if len(spot.line.text) <= _LONGEST]
        parted = [spot for spot in short if spot.is_apart]
        seen.update({_name(spot) for spot in short})
        apart.update({_name(spot) for spot in parted})
        for name, height in {_name(s) for s in parted if s.line.size <= 1.05 * body}:
            slots[height][name] += 1
    least = max(3, pages / _SHARE) if pages > 2 else 2
    found = {spot for spot, n in seen.items() if n >= least and 2 * apart[spot] > n}
    return frozenset(found | _changing(slots, least))


def _name(spot: _Spot) -> tuple[str, int]:
    return furniture.key(spot.line.text), spot.height


def _changing(slots: dict[int, Counter[str]], least: float) -> set[tuple[str, int]]:
    """Heads that name the chapter: they change, but most of them come back on the pages after."""
    found = set()
    for height, names in slots.items():
        again = sum(n for n in names.values() if n > 1)
        total = sum(names.values())
        if total >= max(4, least) and 3 * again >= 2 * total:
            found |= {(name, height) for name in names}
    return found
