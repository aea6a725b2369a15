"""A PDF page's characters with their places, upright whatever way they were turned, overlaid copies once."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, repeat

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
_char = partial(tuple.__new__, Char)  # Char(...) takes twice as long


def page_chars(text_page: pdfium.PdfTextPage) -> list[Turned]:
    """The page's characters by the quarter turns they were drawn with, most frequent first.

    Each group's places are turned back, so that its text runs from left to right. Slanted text is left out.
    """
    groups: dict[int, list[Char]] = defaultdict(list)
    _Page(text_page).gather(groups)
    groups.pop(_SLANT, None)
    found = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [(turn, without_copies(chars)) for turn, chars in found]


def turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it stands once text of that turn is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


class _Page:
    """The characters of a page. Four calls for each of them are where the time of reading a PDF goes."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._count = text_page.count_chars()
        self._handle = pdf_calls.pointer(text_page.raw)
        self._letters = _Letters()
        self._styles: dict[int, _Style] = {}
        self._space = Space.PRINTED  # before the next letter
        self._bold = False

    def gather(self, groups: dict[int, list[Char]]) -> None:
        """Add the characters to the groups of their turns."""
        for start in range(0, self._count, pdf_calls.MOST):
            self._gather(groups, range(start, min(start + pdf_calls.MOST, self._count)))

    def _gather(self, groups: dict[int, list[Char]], indices: range) -> None:
        printed, texts, spaces = self._printed(indices)
        things = pdf_calls.text_objects(self._handle, printed)
        places = pdf_calls.places(self._handle, printed)
        start = 0
        for thing, members in groupby(things):
            for end in _ends(start, len([*members]), thing):
                style = self._style(thing, printed[start])
                edges = style.edges([column[start:end] for column in places])
                before = spaces[start:end]
                rest = repeat(style.size), self._weights(style, before), before
                groups[style.turn] += map(_char, zip(texts[start:end], *edges, *rest, strict=False))
                start = end

    def _weights(self, style: "_Style", spaces: Sequence[Space]) -> Iterable[bool]:
        """Whether characters of one style are bold: a word is as heavy as its first letter."""
        if style.bold == self._bold:
            return repeat(style.bold)
        word = next((place for place, space in enumerate(spaces) if space), len(spaces))
        weights = [self._bold] * word + [style.bold] * (len(spaces) - word)
        self._bold = weights[-1]
        return weights

    def _printed(self, indices: range) -> tuple[list[int], list[str], list[Space]]:
        """The characters that are letters: their indices, texts, and the white space before each."""
        printed, texts, spaces = [], [], []
        space, none = self._space, Space.NONE
        found = pdf_calls.codes(self._handle, indices)
        for index, text in zip(indices, map(self._letters.__getitem__, found), strict=True):
            letter = text or self._hidden(found[index - indices.start], index)
            if letter:
                printed.append(index)
                texts.append(letter)
                spaces.append(space)
                space = none
            elif letter is None:
                guessed = pdf_calls.is_generated(self._handle, index) == 1
                space = max(space, Space.GUESSED if guessed else Space.PRINTED)
        self._space = space
        return printed, texts, spaces

    def _hidden(self, code: int, index: int) -> str | None:
        """PDFium hides a hyphen that ends a line behind U+0002; None is white space, "" is nothing."""
        if code in _HIDDEN:
            return "-" if pdf_calls.is_hyphen(self._handle, index) == 1 else ""
        return None if _letter(code).isspace() else ""

    def _style(self, thing: int | None, index: int) -> "_Style":
        """Asked for once for each text object: that would be half of all calls."""
        style = self._styles.get(thing) if thing else None
        if style is None:
            style = _style(self._handle, index)
            if thing:
                self._styles[thing] = style
        return style


def _ends(start: int, count: int, thing: int | None) -> range:
    """Where the pieces end that so many characters are made in: one of all that belong to a text object.

    A character that PDFium adds may belong to none, and is on its own.
    """
    return range(start + count, start + count + 1) if thing else range(start + 1, start + count + 1)


class _Letters(dict[int, str]):
    """What codes stand for, "" for white space and for those that stand for no letter."""

    def __missing__(self, code: int) -> str:
        self[code] = "" if code in _HIDDEN else _letter(code).strip()
        return self[code]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text object is printed."""

    turn: int
    size: float
    lean: float
    bold: bool

    def edges(self, places: Sequence[Sequence[float]]) -> Iterable[Iterable[float]]:
        """The left and right edges of characters and their baselines, from the columns of ``places``."""
        if self.turn or self.lean > _UPRIGHT:
            return zip(*map(self._place, *places), strict=True)
        x, y, left, _, right, _ = places
        return x, map(max, x, left, right), y

    def _place(
        self, x: float, y: float, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float]:
        """The same of one character."""
        quarter = self.turn % _TURNS
        if quarter == 0:
            x1, top = max(left, right), max(bottom, top)
        else:
            (x, y), *corners = (
                turned(quarter, *point) for point in ((x, y), (left, bottom), (right, top))
            )
            x1, top = max(corner[0] for corner in corners), max(corner[1] for corner in corners)
        if self.lean > _UPRIGHT:  # the box of a leaning letter reaches over the next one
            x1 -= self.lean * (top - y)
        return x, max(x, x1), y


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


def tracking(gaps: Sequence[float], spaces: Sequence[Space]) -> float:
    """How far apart letters stand, from the gaps between them: more than nothing in a letter-spaced heading."""
    within = sorted([g for g, s in zip(gaps, spaces, strict=True) if s is not Space.PRINTED])
    return max(0.0, within[len(within) // 2]) if len(within) >= 4 else 0.0


def dominant_size(sizes: Sequence[float]) -> float:
    """The size that most of the letters have."""
    count = Counter(sizes)
    return max(sorted(count), key=lambda size: count[size])
