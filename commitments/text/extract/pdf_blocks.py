"""A PDF's lines to blocks: headings by type, items by marker, paragraphs by spacing and what runs on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commitments.text.blocks import BlockKind
from commitments.text.extract.draft import Draft
from commitments.text.extract.joining import Joiner
from commitments.text.extract.markers import Depths, is_complete, marker, section_number
from commitments.text.extract.pdf_types import Line

_LEADER = re.compile(r"\.{4,}\s*\d*\s*$|(?:\s\.){4,}\s*\d*\s*$")
_NOTE = re.compile(r"(\d{1,3})\s*(?=[\"“‘(]?[A-Z~h])")
_BIGGER = 1.08
_SMALLER = 0.92
_LONGEST_HEADING = 160


@dataclass(slots=True)
class _Open:
    kind: BlockKind
    page: int
    lines: list[Line]
    texts: list[str]
    level: int = 0


class PdfComposer:
    """Reads all pages once; ``drafts`` gives their blocks."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = [[ln for ln in page if not _LEADER.search(ln.text)] for page in pages]
        every = [line for page in self._pages for line in page]
        self._joiner = Joiner([line.text for line in every])
        self._body = _body_size(every)
        self._leading = _leading(self._pages, self._body)
        self._levels = _heading_levels(every, self._body)
        self._margins = {n: _right_margin(page) for n, page in enumerate(self._pages)}
        self._depths = Depths()
        self._blocks: list[_Open] = []
        self._open: _Open | None = None  # the body block that text may run on from

    def drafts(self) -> Iterator[Draft]:
        for index, page in enumerate(self._pages):
            for position, line in enumerate(page):
                following = page[position + 1] if position + 1 < len(page) else None
                self._add(line, following, self._margins[index])
        for block in self._blocks:
            yield Draft(block.kind, self._joiner.join(block.texts), block.page, block.level)

    def _add(self, line: Line, following: Line | None, margin: float) -> None:
        last = self._blocks[-1] if self._blocks else None
        if self._is_heading(line, following):
            self._add_heading(line, last)
        elif (
            last is not None
            and last.kind is BlockKind.FOOTNOTE
            and self._continues_note(last, line)
        ):
            last.texts.append(line.text)
            last.lines.append(line)
        elif self._is_note(line):
            note = _NOTE.sub("", line.text, count=1)
            self._blocks.append(_Open(BlockKind.FOOTNOTE, line.page, [line], [note]))
        else:
            self._add_body(line, margin)

    # Headings

    def _is_heading(self, line: Line, following: Line | None) -> bool:
        if len(line.text) > _LONGEST_HEADING or marker_is_bullet(line.text):
            return False
        if not any(c.isalpha() for c in line.text):
            return False
        if line.size >= _BIGGER * self._body:
            return True
        if (
            not line.bold
            or line.size < _SMALLER * self._body
            or line.text.endswith((".", ",", ";"))
        ):
            return False
        alone = self._open is None or self._closed(self._open, line)
        parted = (
            following is None or not following.bold or following.y < line.y - 1.3 * self._leading
        )
        return alone and (parted or len(line.text) < 90)

    def _add_heading(self, line: Line, last: _Open | None) -> None:
        level = self._level(line)
        if (
            last is not None
            and last.kind is BlockKind.HEADING
            and last.lines[-1].page == line.page
            and last.lines[-1].size == line.size
            and 0 < last.lines[-1].y - line.y < 1.6 * line.size
            and section_number(line.text) is None
        ):
            last.texts.append(line.text)
            last.lines.append(line)
            return
        self._blocks.append(_Open(BlockKind.HEADING, line.page, [line], [line.text], level))
        self._open = None
        self._depths.reset()

    def _level(self, line: Line) -> int:
        if line.size >= _BIGGER * self._body:
            return self._levels.get(line.size, len(self._levels) or 1)
        return len(self._levels) + 1

    # Footnotes

    def _is_note(self, line: Line) -> bool:
        return line.size <= _SMALLER * self._body and _NOTE.match(line.text) is not None

    def _continues_note(self, last: _Open, line: Line) -> bool:
        near = last.lines[-1]
        small = line.size <= _SMALLER * self._body and not self._is_note(line)
        return small and near.page == line.page and 0 < near.y - line.y < 2 * line.size

    # Paragraphs and items

    def _add_body(self, line: Line, margin: float) -> None:
        found = marker(line.text)
        block = self._open
        if found and (found.is_bullet or block is None or self._begins(block, line, margin)):
            level = self._depths.level(found.style, line.x0)
            self._start(BlockKind.LIST_ITEM, line, found.text, level)
        elif block is not None and not self._begins(block, line, margin):
            block.texts.append(line.text)
            block.lines.append(line)
        else:
            self._start(BlockKind.PARAGRAPH, line, line.text, 0)
            self._depths.reset()

    def _start(self, kind: BlockKind, line: Line, text: str, level: int) -> None:
        self._open = _Open(kind, line.page, [line], [text] if text else [], level)
        self._blocks.append(self._open)

    def _begins(self, block: _Open, line: Line, margin: float) -> bool:
        """Whether ``line`` begins a block of its own after ``block``."""
        last = block.lines[-1]
        if not block.texts:  # a marker alone: this is its text
            return False
        open_sentence = not is_complete(block.texts[-1])
        if last.page != line.page or line.y > last.y + 1:  # another page or column
            return not (open_sentence and (line.text[:1].islower() or _is_full(last, margin)))
        if self._gap(last, line):
            return not (open_sentence and line.text[:1].islower())
        if abs(line.size - last.size) > 0.15 * self._body:
            return True
        if block.kind is BlockKind.LIST_ITEM and line.x0 < block.lines[0].x0 - 2:
            return True  # left of its own marker
        return not open_sentence and not _is_full(last, margin) and _indented(block, line)

    def _closed(self, block: _Open, line: Line) -> bool:
        if not block.texts:  # a marker that waits for its text
            return False
        return self._gap(block.lines[-1], line) or is_complete(block.texts[-1])

    def _gap(self, last: Line, line: Line) -> bool:
        return last.page == line.page and last.y - line.y > 1.35 * self._leading


def marker_is_bullet(text: str) -> bool:
    found = marker(text)
    return found is not None and found.is_bullet


def _is_full(line: Line, margin: float) -> bool:
    return line.x1 >= line.x0 + 0.8 * (margin - line.x0)


def _indented(block: _Open, line: Line) -> bool:
    """After a short last line: a new paragraph where the text steps back to the block's own edge or in."""
    if block.kind is BlockKind.LIST_ITEM:
        return abs(line.x0 - block.lines[-1].x0) > 4
    return True


def _body_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return max(sorted(weights), key=lambda s: weights[s]) if weights else 10.0


def _leading(pages: Sequence[Sequence[Line]], body: float) -> float:
    steps: Counter[float] = Counter()
    for page in pages:
        for a, b in pairwise(page):
            step = round(a.y - b.y, 1)
            if 0.8 * body < step < 2.2 * body:
                steps[step] += 1
    return max(sorted(steps), key=lambda s: steps[s]) if steps else 1.2 * body


def _heading_levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    sizes = sorted({line.size for line in lines if line.size >= _BIGGER * body}, reverse=True)
    return {size: min(rank, 5) for rank, size in enumerate(sizes, start=1)}


def _right_margin(lines: Sequence[Line]) -> float:
    ends = sorted(line.x1 for line in lines)
    return ends[int(len(ends) * 0.9)] if ends else 0.0
