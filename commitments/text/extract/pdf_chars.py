"""A PDF page's characters with their places, upright whatever way they were turned, overlaid copies once."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.extract import pdf_calls
from commitments.text.extract.footnotes import without_signs
from commitments.text.extract.pdf_copies import without_copies
from commitments.text.extract.pdf_types import Char, Space

_BOLD = 600
_TURNS = 4  # quarters of a circle
_UPRIGHT = 0.05  # how far letters may lean that are not slanted
_HIDDEN = frozenset({0, 2, 0xFFFE, 0xFFFF})  # codes that stand for no letter
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
    return [(turn, without_copies(chars)) for turn, chars in found]


def turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it stands once text of that turn is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _chars(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, Char]]:
    """Four raw calls for each character, which is where the time of reading a PDF goes."""
    handle = pdf_calls.pointer(text_page.raw)
    styles = _Styles(handle)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_box, to_x, to_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    bold, space = False, Space.PRINTED
    for index in range(text_page.count_chars()):
        code = pdf_calls.get_unicode(handle, index)
        text = _letter(code) if code not in _HIDDEN else _hyphen(handle, index)
        if not text or text.isspace():
            if text:
                guessed = pdf_calls.is_generated(handle, index) == 1
                space = max(space, Space.GUESSED if guessed else Space.PRINTED)
            continue
        style = styles.of(index)
        if space:  # a word is as heavy as its first letter
            bold = style.bold
        pdf_calls.get_loose_char_box(handle, index, to_box)
        pdf_calls.get_char_origin(handle, index, to_x, to_y)
        x0, x1, base = style.place(x.value, y.value, box)
        yield style.turn, Char(text, x0, x1, base, style.size, bold, space)
        space = Space.NONE


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text object is printed."""

    turn: int
    size: float
    lean: float
    bold: bool

    def place(self, x: float, y: float, box: raw.FS_RECTF) -> tuple[float, float, float]:
        """A character's left and right edge and its baseline, from its origin and its box."""
        quarter = self.turn % _TURNS
        if quarter == 0:
            left, right = box.left, box.right
            x1 = left if left > right else right
            if self.lean <= _UPRIGHT:
                return x, (x if x > x1 else x1), y
            top = max(box.bottom, box.top)
        else:
            (x, y), *corners = (
                turned(quarter, *point)
                for point in ((x, y), (box.left, box.bottom), (box.right, box.top))
            )
            x1, top = max(corner[0] for corner in corners), max(corner[1] for corner in corners)
        if self.lean > _UPRIGHT:  # the box of a leaning letter reaches over the next one
            x1 -= self.lean * (top - y)
        return x, max(x, x1), y


class _Styles:
    """The styles of a page's text objects, each asked for once: that would be half of all calls."""

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle = handle
        self._known: dict[int, _Style] = {}

    def of(self, index: int) -> _Style:
        thing = pdf_calls.get_text_object(self._handle, index)
        style = self._known.get(thing)
        if style is None:
            style = _style(self._handle, index)
            if thing:  # a character that PDFium adds may belong to none
                self._known[thing] = style
        return style


def _style(handle: ctypes.c_void_p, index: int) -> _Style:
    m = raw.FS_MATRIX()
    if not pdf_calls.get_matrix(handle, index, ctypes.byref(m)):
        m = raw.FS_MATRIX(a=1.0, d=1.0)
    turn, size, lean = _drawn(pdf_calls.get_font_size(handle, index), m.a, m.b, m.c, m.d)
    return _Style(turn, size, lean, _is_bold(handle, index))


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


def _hyphen(handle: ctypes.c_void_p, index: int) -> str:
    """PDFium hides a hyphen that ends a line behind U+0002; what else has no code is nothing."""
    return "-" if pdf_calls.is_hyphen(handle, index) == 1 else ""


@lru_cache(maxsize=4096)
def _letter(code: int) -> str:
    return without_signs(chr(code))


def _is_bold(handle: ctypes.c_void_p, index: int) -> bool:
    """By the font's weight, or by its name: the standard fonts have no weight."""
    if pdf_calls.get_font_weight(handle, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    pdf_calls.get_font_info(handle, index, name, ctypes.c_ulong(128), ctypes.byref(ctypes.c_int()))
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def tracking(run: list[Char]) -> float:
    """How far apart the letters of a run stand: more than nothing where a heading is letter-spaced."""
    gaps = sorted([b.x0 - a.x1 for a, b in pairwise(run) if b.space is not Space.PRINTED])
    return max(0.0, gaps[len(gaps) // 2]) if len(gaps) >= 4 else 0.0


def dominant_size(run: list[Char]) -> float:
    sizes = Counter([char.size for char in run])
    return max(sorted(sizes), key=lambda size: sizes[size])
