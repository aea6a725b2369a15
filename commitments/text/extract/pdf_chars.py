"""A PDF page's characters with their places, upright whatever way they were turned, overlaid copies once."""

import ctypes
from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.extract.footnotes import without_signs
from commitments.text.extract.pdf_types import Char, Space

_BOLD = 600
_TURNS = 4  # quarters of a circle
_UPRIGHT = 0.05  # how far letters may lean that are not slanted
_SLANT = _TURNS  # text at any other angle: a watermark

Turned = tuple[int, list[Char]]


def page_chars(text_page: pdfium.PdfTextPage) -> list[Turned]:
    """The page's characters by the quarter turns they were drawn with, most frequent first.

    Each group's places are turned back, so that its text runs from left to right. Slanted text is left out.
    """
    groups: dict[int, list[Char]] = defaultdict(list)
    for turn, char in _chars(text_page):
        groups[turn].append(char)
    groups.pop(_SLANT, None)
    found = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [(turn, list(_without_copies(chars))) for turn, chars in found]


def turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it stands once text of that turn is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _chars(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, Char]]:
    """Five raw calls for each character, which is where the time of reading a PDF goes."""
    handle = text_page.raw
    place = _Place()
    bold, space = (
        False,
        Space.PRINTED,
    )  # a word's weight is asked for once: that is half of all calls
    for index in range(text_page.count_chars()):
        text = _text(handle, index)
        if not text or text.isspace():
            if text:
                guessed = raw.FPDFText_IsGenerated(handle, index) == 1
                space = max(space, Space.GUESSED if guessed else Space.PRINTED)
            continue
        if space:
            bold = _is_bold(handle, index)
        turn, size, x0, x1, y = place.read(handle, index)
        yield turn, Char(text, x0, x1, y, size, bold, space)
        space = Space.NONE


class _Place:
    """Where a character stands; keeps the buffers that the calls write to."""

    def __init__(self) -> None:
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = raw.FS_MATRIX()
        self._unit = raw.FS_MATRIX(a=1.0, d=1.0)

    def read(self, handle: object, index: int) -> tuple[int, float, float, float, float]:
        """Turn, size, left and right edge, baseline."""
        raw.FPDFText_GetLooseCharBox(handle, index, self._box)
        raw.FPDFText_GetCharOrigin(handle, index, self._x, self._y)
        has_matrix = raw.FPDFText_GetMatrix(handle, index, self._matrix)
        m = self._matrix if has_matrix else self._unit
        turn, size, lean = _drawn(raw.FPDFText_GetFontSize(handle, index), m.a, m.b, m.c, m.d)
        quarter, box, x, y = turn % _TURNS, self._box, self._x.value, self._y.value
        if quarter == 0:
            x1, top = max(box.left, box.right), max(box.bottom, box.top)
        else:
            (x, y), *corners = (
                turned(quarter, *point)
                for point in ((x, y), (box.left, box.bottom), (box.right, box.top))
            )
            x1, top = max(corner[0] for corner in corners), max(corner[1] for corner in corners)
        if lean > _UPRIGHT:  # the box of a leaning letter reaches over the next one
            x1 -= lean * (top - y)
        return turn, size, x, max(x, x1), y


@lru_cache(maxsize=256)
def _drawn(size: float, a: float, b: float, c: float, d: float) -> tuple[int, float, float]:
    """Turn, size and lean of what is printed by a matrix; a page has few of them."""
    width = (a**2 + b**2) ** 0.5 or 1.0
    height = abs(a * d - b * c) / width
    return (
        _turn(a, b),
        round(size * (height or 1.0), 1),
        (a * c + b * d) / (width * height or 1.0),
    )


def _turn(a: float, b: float) -> int:
    if abs(b) <= 0.1 * abs(a):
        return 0 if a >= 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 1 if b > 0 else 3
    return _SLANT


def _text(handle: object, index: int) -> str:
    """One character; nothing for what has none. PDFium hides a hyphen that ends a line behind U+0002."""
    code = raw.FPDFText_GetUnicode(handle, index)
    if code in (0, 2, 0xFFFE, 0xFFFF):
        return "-" if raw.FPDFText_IsHyphen(handle, index) == 1 else ""
    return _letter(code)


@lru_cache(maxsize=4096)
def _letter(code: int) -> str:
    return without_signs(chr(code))


def _is_bold(handle: object, index: int) -> bool:
    """By the font's weight, or by its name: the standard fonts have no weight."""
    if raw.FPDFText_GetFontWeight(handle, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(handle, index, name, 128, ctypes.c_int())
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _without_copies(chars: list[Char]) -> Iterator[Char]:
    """Bold is sometimes drawn as two prints of one letter, a hair apart: one of them is enough."""
    prints: dict[tuple[str, float], dict[int, list[float]]] = defaultdict(dict)
    for char in chars:
        rows = prints[char.text, char.size]  # their left edges in order, by the row they are in
        near, row = max(0.6, 0.12 * char.size), round(char.y)
        if not _has_print(rows, row, char.x0 - near, char.x0 + near):
            insort(rows.setdefault(row, []), char.x0)
            yield char


def _has_print(rows: dict[int, list[float]], row: int, low: float, high: float) -> bool:
    for y in (row, row - 1, row + 1):
        if edges := rows.get(y):
            place = bisect_right(edges, low)
            if place < len(edges) and edges[place] < high:
                return True
    return False


def tracking(run: list[Char]) -> float:
    """How far apart the letters of a run stand: more than nothing where a heading is letter-spaced."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(run) if b.space is not Space.PRINTED)
    return max(0.0, gaps[len(gaps) // 2]) if len(gaps) >= 4 else 0.0


def dominant_size(run: list[Char]) -> float:
    sizes = Counter(char.size for char in run)
    return max(sorted(sizes), key=lambda size: sizes[size])
