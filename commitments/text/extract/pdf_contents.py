"""Tables of contents repeat the headings: their title and entries are no text of their own."""

import re
from collections.abc import Sequence
from itertools import pairwise

from commitments.text.extract.pdf_types import Item, Line

_DOTS = ".…·_"
_LEAST_DOTS = 4
_LEADER = re.compile(
    rf"(?<![{_DOTS}])(?<![{_DOTS}]\s)(?:\s?[{_DOTS}]){{{_LEAST_DOTS},}}+\s*+(?:\d{{1,4}}|[ivxlc]{{1,6}})?\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:table\s+of\s+)?contents:?", re.IGNORECASE)
_ENTRY = re.compile(r"(?:\S.*\s)?(?P<page>\d{1,3}|[ivxl]{1,5})", re.IGNORECASE)
_LONGEST = 3  # lines of one entry


def without_contents(pages: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """The pages' lines without dotted entries, and without a list of entries under "Contents"."""
    kept: list[list[Item]] = []
    inside, reached = False, 0
    for page in pages:
        start = _title_at(page)
        if start is None and not inside:
            kept.append(_without_dotted(page))
            continue
        head = list(page[:start]) if start is not None else []
        rest = list(page[start + 1 :]) if start is not None else list(page)
        entries, reached = _entries(rest, reached if inside else 0)
        inside = entries == len(rest) and entries > 0
        title = [page[start]] if start is not None and not entries else []
        kept.append(_without_dotted([*head, *title, *rest[entries:]]))
    return kept


def _without_dotted(page: Sequence[Item]) -> list[Item]:
    """Drops dotted entries, and the lines before them that they are wrapped from."""
    dotted = [_is_dotted(item) for item in page]
    first = dotted.index(True) if any(dotted) else len(page)
    kept: list[Item] = []
    for at, item in enumerate(page):
        ends = [n for n in range(at, min(at + _LONGEST, len(page))) if dotted[n]]
        wrapped = at >= first - 1 and bool(ends) and _is_of_entry(page[at : ends[0] + 1])
        if not (dotted[at] or wrapped):
            kept.append(item)
    return kept


def _is_of_entry(items: Sequence[Item]) -> bool:
    """Lines of one size, each right below the other."""
    lines = [item for item in items if isinstance(item, Line)]
    return len(lines) == len(items) and all(
        a.size == b.size and 0 < a.y - b.y < 1.7 * a.size for a, b in pairwise(lines)
    )


def _title_at(page: Sequence[Item]) -> int | None:
    return next(
        (
            n
            for n, line in enumerate(page)
            if isinstance(line, Line) and _TITLE.fullmatch(line.text)
        ),
        None,
    )


def _is_dotted(line: Item) -> bool:
    if not isinstance(line, Line) or len(line.text) <= 8:
        return False
    # Most lines have too few such signs, which is seen in a tenth of the time.
    return sum(map(line.text.count, _DOTS)) >= _LEAST_DOTS and bool(_LEADER.search(line.text))


def _entries(lines: Sequence[Item], reached: int) -> tuple[int, int]:
    """How many lines the entries take, and the page they reach: none leads back to an earlier one.

    An entry ends with its page's number, some after a line or two.
    """
    end = waiting = 0
    for at, line in enumerate(lines):
        if not isinstance(line, Line):
            break
        found = _ENTRY.fullmatch(line.text)
        number = int(found["page"]) if found and found["page"].isdigit() else reached
        if number >= reached and (found or _is_dotted(line)):
            end, waiting, reached = at + 1, 0, number
        else:
            waiting += 1
            if waiting >= _LONGEST:
                break
    return end, reached
