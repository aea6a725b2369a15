"""A PDF page's characters with their places, upright whatever way they were turned, overlaid copies once."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator
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
    """A few raw calls for each character."""
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

    def read(self, handle: object, index: int) -> tuple[int, float, float, float, float]:
        """Turn, size, left and right edge, baseline."""
        raw.FPDFText_GetLooseCharBox(handle, index, self._box)
        raw.FPDFText_GetCharOrigin(handle, index, self._x, self._y)
        size, turn, lean = float(raw.FPDFText_GetFontSize(handle, index)), 0, 0.0
        if raw.FPDFText_GetMatrix(handle, index, self._matrix):
            m = self._matrix
            width = (m.a**2 + m.b**2) ** 0.5 or 1.0
            height = abs(m.a * m.d - m.b * m.c) / width
            size *= height or 1.0
            turn, lean = _turn(m.a, m.b), (m.a * m.c + m.b * m.d) / (width * height or 1.0)
        box, quarter = self._box, turn % _TURNS
        corners = (
            turned(quarter, box.left, box.bottom),
            turned(quarter, box.right, box.top),
        )
        x0, y = turned(quarter, self._x.value, self._y.value)
        x1 = max(corner[0] for corner in corners)
        if lean > _UPRIGHT:  # the box of a leaning letter reaches over the next one
            x1 -= lean * (max(corner[1] for corner in corners) - y)
        return turn, round(size, 1), x0, max(x0, x1), y


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
    seen: dict[tuple[str, float, int, int], Char] = {}
    for char in chars:
        near = max(0.6, 0.12 * char.size)
        row, column = round(char.y), int(char.x0 // near)
        if any(
            (twin := seen.get((char.text, char.size, y, x))) and abs(twin.x0 - char.x0) < near
            for y in (row, row - 1, row + 1)
            for x in (column, column - 1, column + 1)
        ):
            continue
        seen[char.text, char.size, row, column] = char
        yield char


def tracking(run: list[Char]) -> float:
    """How far apart the letters of a run stand: more than nothing where a heading is letter-spaced."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(run) if b.space is not Space.PRINTED)
    return max(0.0, gaps[len(gaps) // 2]) if len(gaps) >= 4 else 0.0


def dominant_size(run: list[Char]) -> float:
    sizes = Counter(char.size for char in run)
    return max(sorted(sizes), key=lambda size: sizes[size])
