"""Running headers, footers and page numbers: what repeats at the edge of pages is not the text."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|\|)\s*\d{1,4})?[-–—\s|]*",
    re.IGNORECASE,
)
_EDGE = 3
_Line = TypeVar("_Line")


def key(text: str) -> str:
    """What two running lines have in common: their words, whatever the digits."""
    return _DIGITS.sub("#", " ".join(text.split()).casefold())


def is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text.strip()))


def running_keys(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Keys of the lines that stand at the edge of at least three pages and of a third of them.

    Membership only: nothing iterates over the answer.
    """
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({key(line) for line in [*page[:_EDGE], *page[-_EDGE:]] if len(line) <= 160})
    least = max(3, len(pages) / 3) if len(pages) > 2 else 2
    return frozenset(text for text, count in seen.items() if count >= least)


def without_furniture(
    pages: Sequence[Sequence[_Line]], text_of: Callable[[_Line], str]
) -> list[list[_Line]]:
    """The pages' lines without running lines and page numbers at their edges; linear in the lines."""
    running = running_keys([[text_of(line) for line in page] for page in pages])

    def is_furniture(line: _Line) -> bool:
        text = text_of(line)
        return key(text) in running or (len(pages) > 1 and is_page_number(text))

    return [_trim(page, is_furniture) for page in pages]


def _trim(page: Sequence[_Line], drop: Callable[[_Line], bool]) -> list[_Line]:
    first, last = 0, len(page)
    while first < last and first < _EDGE and drop(page[first]):
        first += 1
    while last > first and len(page) - last < _EDGE and drop(page[last - 1]):
        last -= 1
    return list(page[first:last])
