"""A PDF page's letters with their places, upright whatever way they were turned, overlaid copies once."""

import ctypes
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, groupby, pairwise, repeat
from operator import le, ne

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.extract import pdf_calls
from commitments.text.extract.footnotes import SIGNS
from commitments.text.extract.pdf_copies import without_copies
from commitments.text.extract.pdf_types import Space, Stretch

_BOLD = 600
_TURNS = 4  # quarters of a circle
_UPRIGHT = 0.05  # how far letters may lean that are not slanted
_SLANT = _TURNS  # text at any other angle: a watermark
_SPACE = re.compile(r"\s")
_PRINTED, _GUESSED = " ", "\n"  # by the library
_NO_LETTERS = rf"\0\2\ufffe\uffff{SIGNS}"
_PARTS = re.compile(rf"(\s*)(?:([^\s{_NO_LETTERS}]+)|[{_NO_LETTERS}]?)")

Turned = tuple[int, list[Stretch]]


def page_chars(text_page: pdfium.PdfTextPage) -> list[Turned]:
    """The page's letters by the quarter turns they were drawn with, most frequent first.

    Each group's places are turned back, so that its text runs from left to right. Slanted text is left out.
    """
    groups: dict[int, list[Stretch]] = defaultdict(list)
    for turn, stretch in _Page(text_page).stretches():
        groups[turn].append(stretch)
    groups.pop(_SLANT, None)
    found = sorted(groups.items(), key=lambda group: (-_letters(group[1]), group[0]))
    return [(turn, without_copies(stretches)) for turn, stretches in found]


def _letters(stretches: Sequence[Stretch]) -> int:
    return sum(len(stretch.text) for stretch in stretches)


def turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it stands once text of that turn is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


class _Page:
    """The letters of a page. Three calls for each of them are where the time of reading a PDF goes."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._handle = pdf_calls.pointer(text_page.raw)
        self._indices: list[int] = []
        self._text = ""
        self._spaces = bytearray()  # the Space before each
        self._styles: dict[int, _Style] = {}
        self._find_letters(pdf_calls.text(self._handle, text_page.count_chars()))

    def stretches(self) -> Iterator[tuple[int, Stretch]]:
        """The letters in their order, and how they are turned."""
        origins, boxes = pdf_calls.places(self._handle, self._indices)
        bold = False
        for style, start, end in self._styled():
            text, spaces = self._text[start:end], bytes(self._spaces[start:end])
            x0, x1, y = style.edges(origins[2 * start : 2 * end], boxes[4 * start : 4 * end])
            # A word is as heavy as its first letter.
            word = 0 if style.bold == bold else next(compress(count(), spaces), end - start)
            steps = compress(count(1), map(ne, y, y[1:]))
            for a, b in pairwise(sorted({0, word, *steps, end - start})):
                bold = bold if a < word else style.bold
                place = text[a:b], x0[a:b], x1[a:b], spaces[a:b], y[a]
                yield style.turn, Stretch(*place, style.size, bold)

    def _styled(self) -> Iterator[tuple["_Style", int, int]]:
        """The styles in the order of the letters, each with where its letters begin and end."""
        start = end = 0
        last: _Style | None = None
        for thing, members in groupby(pdf_calls.text_objects(self._handle, self._indices)):
            # A character that PDFium adds may belong to no text object, and is on its own.
            letters = len([*members])
            for step in (letters,) if thing else repeat(1, letters):
                style = self._style(thing, self._indices[end])
                if last and style != last:
                    yield last, start, end
                    start = end
                last, end = style, end + step
        if last:
            yield last, start, end

    def _find_letters(self, text: str) -> None:
        words: list[str] = []
        indices, spaces = self._indices, self._spaces
        none, guessed, printed = Space
        space = printed
        for found in _PARTS.finditer(self._with_plain_spaces(text)):
            gap, word = found.groups()
            start, end = found.end(1), found.end()
            if gap and space is not printed:
                space = printed if _PRINTED in gap else guessed
            word = word or self._hidden(start)
            if word:
                words.append(word)
                indices += range(start, end)
                spaces.append(space)
                spaces += bytes(end - start - 1)
                space = none
        self._text = "".join(words)

    def _with_plain_spaces(self, text: str) -> str:
        """The text with one sign for all white space that is printed, and one for all that is guessed."""
        letters = list(text)
        places = [found.start() for found in _SPACE.finditer(text)]
        for place, guessed in zip(
            places, map(pdf_calls.is_generated, repeat(self._handle), places), strict=True
        ):
            letters[place] = _GUESSED if guessed == 1 else _PRINTED
        return "".join(letters)

    def _hidden(self, index: int) -> str:
        """PDFium hides a hyphen that ends a line behind U+0002; what else is hidden is nothing."""
        return "-" if pdf_calls.is_hyphen(self._handle, index) == 1 else ""

    def _style(self, thing: int | None, index: int) -> "_Style":
        """Asked for once for each text object: that would be half of all calls."""
        style = self._styles.get(thing) if thing else None
        if style is None:
            style = _style(self._handle, index)
            if thing:
                self._styles[thing] = style
        return style


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text object is printed."""

    turn: int
    size: float
    lean: float
    bold: bool

    def edges(self, origins: "array[float]", boxes: "array[float]") -> Sequence[list[float]]:
        """The left and right edges of letters and their baselines."""
        x, y = origins[::2].tolist(), origins[1::2].tolist()
        left, right = boxes[::4].tolist(), boxes[2::4].tolist()
        if self.turn or self.lean > _UPRIGHT:
            top, bottom = boxes[1::4], boxes[3::4]
            found = map(self._place, x, y, left, top, right, bottom)
            return [[*column] for column in zip(*found, strict=True)]
        if all(map(le, x, right)) and all(map(le, left, right)):  # as mostly, which is seen at once
            return x, right, y
        return x, [*map(max, x, left, right)], y

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


def _is_bold(handle: ctypes.c_void_p, index: int) -> bool:
    """By the font's weight, or by its name: the standard fonts have no weight."""
    if pdf_calls.get_font_weight(handle, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    pdf_calls.get_font_info(handle, index, name, ctypes.c_ulong(128), ctypes.byref(ctypes.c_int()))
    return b"bold" in name.value.lower() or b"black" in name.value.lower()
