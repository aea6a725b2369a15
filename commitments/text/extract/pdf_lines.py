"""A PDF page's characters to lines: by place, overlaid copies once, columns one after the other."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.extract.characters import clean
from commitments.text.extract.pdf_columns import columns_apart, markers_home
from commitments.text.extract.pdf_types import Char, Line

_GAP = 1.8  # ems of white space that part two columns, and no two words
_BOLD = 600
_ERRATIC = 0.3


def page_lines(text_page: pdfium.PdfTextPage, number: int) -> list[Line]:
    """The page's lines in reading order; a few raw calls per character."""
    runs = _runs(_without_copies(_chars(text_page)))
    lines = [line for run in runs if (line := _line(run, number)) is not None]
    return _in_reading_order(lines)


def _chars(text_page: pdfium.PdfTextPage) -> Iterator[Char]:
    handle = text_page.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    bold, new_word = False, True  # a word's weight is asked for once: that is half of all the calls
    for index in range(text_page.count_chars()):
        text = _text(handle, index)
        if text in "\r\n":
            new_word = True
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        size = _size(handle, index)
        if text.isspace() or new_word:
            bold = not text.isspace() and _is_bold(handle, index)
        new_word = text.isspace()
        yield Char(text, left.value, right.value, y.value, size, bold)


def _text(handle: object, index: int) -> str:
    """One character; nothing for what has none. PDFium hides a hyphen that ends a line behind U+0002."""
    code = raw.FPDFText_GetUnicode(handle, index)
    if code in (0, 2, 0xFFFE, 0xFFFF):
        return "-" if raw.FPDFText_IsHyphen(handle, index) == 1 else ""
    return chr(code)


def _is_bold(handle: object, index: int) -> bool:
    """By the font's weight, or by its name: the standard fonts have no weight."""
    if raw.FPDFText_GetFontWeight(handle, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(handle, index, name, 128, ctypes.c_int())
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _size(handle: object, index: int) -> float:
    """The size on the page: the font's size times the text matrix' scale."""
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(handle, index)
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        size *= scale or 1.0
    return round(float(size), 1)


def _without_copies(chars: Iterator[Char]) -> Iterator[Char]:
    """Bold is sometimes drawn as two prints of one letter, a hair apart: one of them is enough."""
    seen: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for char in chars:
        if char.text.isspace():
            yield char
            continue
        near = max(0.6, 0.12 * char.size)
        rows = (round(char.y), round(char.y) - 1, round(char.y) + 1)
        if any(abs(x - char.x0) < near for row in rows for x in seen[char.text, row]):
            continue
        seen[char.text, round(char.y)].append(char.x0)
        yield char


def _runs(chars: Iterator[Char]) -> Iterator[list[Char]]:
    """Characters that follow each other on one baseline; a wide gap or a step back begins another run."""
    run: list[Char] = []
    last: Char | None = None  # the last printed one: white space has no reliable place
    for char in chars:
        if char.text.isspace():
            if run:
                run.append(char)
            continue
        if last is not None and _parts(last, char):
            yield run
            run = []
        run.append(char)
        last = char
    if run:
        yield run


def _parts(last: Char, char: Char) -> bool:
    size = max(last.size, char.size, 1.0)
    if abs(char.y - last.y) > 0.45 * size:
        return True
    return char.x0 - last.x1 > _GAP * size or char.x0 < last.x0 - 0.5 * size


def _line(run: list[Char], number: int) -> Line | None:
    text = clean("".join(char.text for char in run))
    printed = [char for char in run if not char.text.isspace()]
    if not text or not printed:
        return None
    sizes = Counter(char.size for char in printed)
    heavy = [char.bold for char in printed if char.text.isalnum()] or [False]
    size = max(sorted(sizes), key=lambda s: sizes[s])
    ordinary = [char.y for char in printed if char.size == size]
    return Line(
        text=text,
        page=number,
        x0=round(min(char.x0 for char in printed), 1),
        x1=round(max(char.x1 for char in printed), 1),
        y=round(ordinary[0], 1),
        size=size,
        bold=sum(heavy) >= 0.9 * len(heavy),
        label=heavy[0] and not all(heavy),
    )


def _in_reading_order(lines: list[Line]) -> list[Line]:
    """The order of drawing, joined where one line was drawn in parts; by place where drawing was erratic."""
    joined = columns_apart(_joined(markers_home(lines)))
    back = sum(1 for a, b in pairwise(joined) if b.y > a.y + 2 * a.size)
    if len(joined) > 8 and back > _ERRATIC * len(joined):
        return _joined(sorted(joined, key=lambda line: (-round(line.y / 3), line.x0)))
    return joined


def _joined(lines: list[Line]) -> list[Line]:
    """A marker and its item are two runs on one baseline: "1." and, a tab away, the text."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        if last is not None and _is_marker_of(last, line):
            result[-1] = Line(
                f"{last.text} {line.text}",
                line.page,
                last.x0,
                line.x1,
                line.y,
                line.size,
                line.bold,
                line.label,
            )
        else:
            result.append(line)
    return result


def _is_marker_of(last: Line, line: Line) -> bool:
    same_row = abs(last.y - line.y) <= 0.45 * max(last.size, line.size)
    return same_row and len(last.text) <= 6 and 0 < line.x0 - last.x1 < 5 * line.size
