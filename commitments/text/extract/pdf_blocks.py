"""A PDF's lines to blocks: headings by type, items by marker, paragraphs by spacing and what runs on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.text.blocks import BlockKind
from commitments.text.extract.draft import Draft
from commitments.text.extract.footnotes import Note, called_in, placed
from commitments.text.extract.joining import Joiner
from commitments.text.extract.markers import Depths, is_complete, marker, section_number
from commitments.text.extract.pdf_cells import cells_of, texts_of
from commitments.text.extract.pdf_headings import is_capitals, numbered_depth
from commitments.text.extract.pdf_metrics import (
    BIGGER,
    SMALLER,
    Margins,
    body_size,
    heading_levels,
    leading,
)
from commitments.text.extract.pdf_types import Item, Line, Table

_NOTE = re.compile(r"(\d{1,3}|[*†‡§])\s*(?=[\"“‘(]?[A-Z~h])")
_DOTTED_NOTE = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")  # at the foot of a page that calls it
_LONGEST_HEADING = 160


@dataclass(slots=True)
class _Open:
    kind: BlockKind
    page: int
    lines: list[Line]
    texts: list[str]
    level: int = 0
    number: str = ""  # a footnote's
    headings: tuple[str, ...] = ()  # a table cell's


class PdfComposer:
    """Reads all pages once; ``drafts`` gives their blocks."""

    def __init__(self, pages: Sequence[Sequence[Item]]) -> None:
        self._pages = pages
        texts = [[item for item in page if isinstance(item, Line)] for page in pages]
        every = [line for page in texts for line in page]
        self._joiner = Joiner([text for page in pages for item in page for text in texts_of(item)])
        self._body = body_size(every)
        self._leading = leading(texts, self._body)
        self._levels = heading_levels(every, self._body)
        self._margins = {page[0].page: Margins(page) for page in texts if page}
        self._numbered: dict[
            float, int
        ] = {}  # a heading's size, and the depth of the first numbered one
        self._depths = Depths()
        self._blocks: list[_Open] = []
        self._open: _Open | None = None  # the body block that text may run on from
        self._note: _Open | None = None  # the last footnote
        self._called: frozenset[str] = frozenset()  # the notes that this page calls

    def drafts(self) -> Iterator[Draft]:
        for page in self._pages:
            feet = self._feet(page)
            self._called = called_in(text for item in page for text in texts_of(item))
            for position, line in enumerate(page):
                if isinstance(line, Table):
                    self._add_table(line)
                    continue
                after = page[position + 1] if position + 1 < len(page) else None
                following = after if isinstance(after, Line) else None
                self._add(line, following, at_foot=position >= feet)
        yield from placed([self._noted(block) for block in self._blocks])

    def _noted(self, block: _Open) -> Note:
        text = self._joiner.join(block.texts)
        draft = Draft(block.kind, text, block.page, block.level, block.headings)
        return Note(draft, block.number)

    def _add_table(self, table: Table) -> None:
        for cell in cells_of(table, self._joiner):
            self._blocks.append(
                _Open(BlockKind.TABLE_CELL, table.page, [], [cell.text], headings=cell.headings)
            )
        self._open = None
        self._depths.reset()

    def _feet(self, page: Sequence[Item]) -> int:
        """Where the small print at the end of a page begins."""
        at = len(page)
        while at and self._is_small(page[at - 1]):
            at -= 1
        return at

    def _add(self, line: Line, following: Line | None, *, at_foot: bool) -> None:
        last = self._blocks[-1] if self._blocks else None
        note = self._note
        if self._is_heading(line, following):
            self._add_heading(line, last)
        elif opening := self._note_opening(line, at_foot=at_foot):
            self._start_note(line, *opening)
        elif note is not None and self._continues_note(note, line, last, at_foot=at_foot):
            note.texts.append(line.text)
            note.lines.append(line)
        else:
            self._add_body(line)

    # Headings

    def _is_heading(self, line: Line, following: Line | None) -> bool:
        if len(line.text) > _LONGEST_HEADING or line.note or marker_is_bullet(line.text):
            return False
        if not any(c.isalpha() for c in line.text):
            return False
        if line.size >= BIGGER * self._body:
            return True
        if line.size < SMALLER * self._body or line.text.endswith((".", ",", ";")):
            return False
        alone = self._open is None or self._closed(self._open, line)
        if not line.bold:
            return alone and self._is_titled(line, following)
        if line.label or self._leads_in(line, following):
            return False
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

    def _leads_in(self, line: Line, following: Line | None) -> bool:
        """Bold type that a list or the rest of its sentence follows."""
        if following is None:
            return False
        if line.text.endswith(":"):
            return marker(following.text) is not None
        near = 0 < line.y - following.y < 1.3 * self._leading
        return near and not following.bold and following.text[:1].islower()

    def _is_titled(self, line: Line, following: Line | None) -> bool:
        """By its words alone."""
        if numbered_depth(line, following, self._leading):
            return True
        return is_capitals(line, following, self._leading)

    def _level(self, line: Line) -> int:
        if line.size >= BIGGER * self._body:
            level = self._levels.get(line.size, len(self._levels) or 1)
            return level + self._deeper(line)
        depth = 0 if line.bold else numbered_depth(line, None, self._leading)
        return len(self._levels) + max(1, depth)

    def _deeper(self, line: Line) -> int:
        """How much deeper a numbered heading is than the first one of its size: "2.1" looks like "2."."""
        numbered = section_number(line.text)
        if numbered is None:
            return 0
        first = self._numbered.setdefault(line.size, numbered[0])
        return max(0, numbered[0] - first)

    # Footnotes

    def _is_small(self, line: Item) -> bool:
        return isinstance(line, Line) and line.size <= SMALLER * self._body

    def _note_opening(self, line: Line, *, at_foot: bool) -> tuple[str, str] | None:
        """The number of a note that begins with this line, and the line's text without it."""
        if line.note:
            return line.note, line.text
        if not self._is_small(line):
            return None
        found = _NOTE.match(line.text)
        if found is None and at_foot:
            found = _DOTTED_NOTE.match(line.text)
            found = found if found and found[1] in self._called else None
        return (found[1], line.text[found.end() :]) if found else None

    def _start_note(self, line: Line, number: str, text: str) -> None:
        self._note = _Open(BlockKind.FOOTNOTE, line.page, [line], [text], number=number)
        self._blocks.append(self._note)

    def _continues_note(
        self, note: _Open, line: Line, last: _Open | None, *, at_foot: bool
    ) -> bool:
        """The next line of a footnote, or its rest at the foot of the next page."""
        near = note.lines[-1]
        if line.size > 1.05 * near.size or (not self._is_small(line) and not note.lines[0].note):
            return False
        if near.page == line.page:
            return last is note and 0 < near.y - line.y < 2 * line.size
        is_open = not is_complete(note.texts[-1]) or line.text[:1].islower()
        return is_open and at_foot and near.page == line.page - 1

    # Paragraphs and items

    def _add_body(self, line: Line) -> None:
        found = marker(line.text)
        block = self._open
        if found and (found.is_bullet or block is None or self._begins(block, line)):
            level = self._depths.level(found.style, line.x0)
            self._start(BlockKind.LIST_ITEM, line, found.text, level)
        elif block is not None and not self._begins(block, line):
            block.texts.append(line.text)
            block.lines.append(line)
        else:
            self._start(BlockKind.PARAGRAPH, line, line.text, 0)
            self._depths.reset()

    def _start(self, kind: BlockKind, line: Line, text: str, level: int) -> None:
        self._open = _Open(kind, line.page, [line], [text] if text else [], level)
        self._blocks.append(self._open)

    def _begins(self, block: _Open, line: Line) -> bool:
        """Whether ``line`` begins a block of its own after ``block``."""
        last = block.lines[-1]
        if not block.texts:  # a marker alone: this is its text
            return False
        if line.is_turned != last.is_turned:
            return True
        open_sentence = not is_complete(block.texts[-1])
        if last.page != line.page or line.y > last.y + 1:  # another page or column
            return not (open_sentence and (line.text[:1].islower() or self._is_full(last)))
        if self._gap(last, line):
            return not (open_sentence and line.text[:1].islower())
        if abs(line.size - last.size) > 0.15 * self._body:
            return True
        if block.kind is BlockKind.LIST_ITEM and line.x0 < block.lines[0].x0 - 2:
            return True  # left of its own marker
        return not open_sentence and not self._is_full(last) and _indented(block, line)

    def _is_full(self, line: Line) -> bool:
        return line.x1 >= line.x0 + 0.8 * (self._margins[line.page].right(line) - line.x0)

    def _closed(self, block: _Open, line: Line) -> bool:
        if not block.texts:  # a marker that waits for its text
            return False
        return self._gap(block.lines[-1], line) or is_complete(block.texts[-1])

    def _gap(self, last: Line, line: Line) -> bool:
        return last.page == line.page and last.y - line.y > 1.35 * self._leading


def marker_is_bullet(text: str) -> bool:
    found = marker(text)
    return found is not None and found.is_bullet


def _indented(block: _Open, line: Line) -> bool:
    """After a short last line: a new paragraph where the text steps back to the block's own edge or in."""
    if block.kind is BlockKind.LIST_ITEM:
        return abs(line.x0 - block.lines[-1].x0) > 4
    return True
