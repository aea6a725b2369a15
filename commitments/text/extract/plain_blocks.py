"""From the lines of plain text to blocks: headings by shape, items by marker, paragraphs by what runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commitments.text.blocks import BlockKind
from commitments.text.extract.draft import Draft
from commitments.text.extract.joining import Joiner
from commitments.text.extract.markers import (
    Depths,
    Marker,
    is_complete,
    looks_like_title,
    marker,
    section_number,
)

_HASHES = re.compile(r"(#{1,6})\s+(\S.*)")
_LEADER = re.compile(r"\.{4,}\s*\d*\s*$|(?:\s\.){4,}\s*\d*\s*$")
_FOOTNOTE = re.compile(r"(\d{1,2})\s+([\"“‘(]?[A-Z~].*)")
_APPENDIX = re.compile(r"(?:Appendix|Annex|Part|Chapter|Section)\s+[A-Z0-9]{1,3}\b")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_SECTION_ALONE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")
_UNNUMBERED_DEPTH = 2
# Headings that stand above anything, even above a heading or a table.
_KNOWN = frozenset(
    [
        "abstract",
        "acknowledgements",
        "acknowledgments",
        "appendices",
        "background",
        "change log",
        "changelog",
        "conclusion",
        "contents",
        "executive summary",
        "foreword",
        "glossary",
        "introduction",
        "overview",
        "preamble",
        "references",
        "table of contents",
        "version history",
    ]
)


@dataclass(slots=True)
class _Open:
    """A block that may still grow; ``last`` is the printed line it ends with."""

    kind: BlockKind
    text: str
    page: int | None
    last: str
    level: int = 0


class Composer:
    """Takes pages in order, gives drafts. One instance reads one document."""

    def __init__(self, lines: list[str]) -> None:
        self._joiner = Joiner(lines)
        lengths = sorted(len(line.strip()) for line in lines if len(line.strip()) > 20)
        self._width = lengths[int(len(lengths) * 0.9)] if lengths else 80
        self._done: list[_Open] = []
        self._body: _Open | None = None  # the paragraph or item that text may run on from
        self._pending: list[Marker] = []  # markers printed before their items
        self._depths = Depths()
        self._footnote = 0
        self._section = 0
        self._number = ""  # a section's number printed on its own line, before its title
        self._page: int | None = None
        self._top_of_page = False

    def drafts(self) -> Iterator[Draft]:
        for block in self._done:
            yield Draft(block.kind, block.text, block.page, block.level)

    def add_page(self, lines: list[str], number: int | None) -> None:
        self._page, self._top_of_page = number, True
        chunks = _chunks(lines)
        for chunk, following in zip(chunks, [*chunks[1:], []], strict=False):
            self._add_chunk(chunk, following)
            self._top_of_page = False

    def _add_chunk(self, chunk: list[str], following: list[str]) -> None:
        chunk = [line for line in chunk if not _LEADER.search(line)]
        if not chunk:
            return
        if self._heading(chunk, following):
            return
        for is_note, piece in self._pieces(chunk):
            if is_note:
                self._append(
                    BlockKind.FOOTNOTE, [piece[0].strip().split(maxsplit=1)[1], *piece[1:]]
                )
            else:
                self._add_piece(piece)

    # Headings

    def _heading(self, chunk: list[str], following: list[str]) -> bool:
        first = chunk[0].strip()
        hashes = _HASHES.match(first)
        if hashes:
            self._emit_heading(hashes[2], len(hashes[1]))
            if chunk[1:]:
                self._add_chunk(chunk[1:], following)
            return True
        if len(chunk) == 1 and _SECTION_ALONE.fullmatch(first):
            self._number = first
            return True
        text = f"{self._number} {self._joiner.join(chunk)}".strip()
        self._number = ""
        level = self._heading_level(text, chunk, following)
        if level:
            self._emit_heading(text, level)
        return bool(level)

    def _heading_level(self, text: str, chunk: list[str], following: list[str]) -> int:
        if not self._done:  # a document opens with its title
            return 1 if looks_like_title(text) else 0
        if len(chunk) > 2 or not self._may_break():
            return 0
        numbered = section_number(text)
        if numbered:
            return self._numbered_level(*numbered)
        if text.casefold() in _KNOWN or _is_appendix(text):
            self._section = 1
            return 1
        if len(chunk) > 1 or not looks_like_title(text) or not self._opens_text(following):
            return 0
        at_top = self._top_of_page and not _DATE.search(text)
        return 1 if at_top else max(self._section + 1, _UNNUMBERED_DEPTH)

    def _numbered_level(self, depth: int, title: str) -> int:
        if not looks_like_title(title):
            return 0
        self._section = depth
        return depth

    def _opens_text(self, following: list[str]) -> bool:
        """Whether running text comes next: a table's column head is followed by another cell."""
        if not following or self._after_label():
            return False
        text = following[0].strip()
        return len(text) > 0.7 * self._width or is_complete(text) or marker(text) is not None

    def _after_label(self) -> bool:
        """Whether a title-like line that is no heading came before: then this one is a cell too."""
        body = self._body
        return body is not None and body.kind is BlockKind.PARAGRAPH and looks_like_title(body.text)

    def _may_break(self) -> bool:
        body = self._body
        return body is None or is_complete(body.text) or len(body.last) < 0.6 * self._width

    def _emit_heading(self, text: str, level: int) -> None:
        self._done.append(_Open(BlockKind.HEADING, " ".join(text.split()), self._page, text, level))
        self._body = None
        self._pending.clear()
        self._depths.reset()

    # Items, footnotes, paragraphs

    def _pieces(self, chunk: list[str]) -> list[tuple[bool, list[str]]]:
        """A chunk cut where a marker or a footnote's number begins a line; True marks a footnote."""
        pieces: list[tuple[bool, list[str]]] = []
        for line in chunk:
            text = line.strip()
            note = self._is_footnote(text, first=not pieces or pieces[-1][0])
            if not pieces or note or self._cuts(text, pieces[-1][1]):
                pieces.append((note, []))
            pieces[-1][1].append(line)
        return pieces

    def _cuts(self, text: str, piece: list[str]) -> bool:
        found = marker(text)
        last = piece[-1].strip()
        if found is None:
            late = bool(self._pending) and is_complete(last) and text[:1].isupper()
            return late and len(last) < 0.6 * self._width
        if found.style.startswith(
            "paren"
        ):  # "(1) ..., (2) ..." is wrapped text far more often than a list
            return False
        return found.is_bullet or is_complete(last)

    def _is_footnote(self, text: str, *, first: bool) -> bool:
        found = _FOOTNOTE.match(text)
        if found is None or not first:
            return False
        number = int(found[1])
        if not -2 <= number - self._footnote - 1 <= 2:
            return False
        self._footnote = max(self._footnote, number)
        return True

    def _add_piece(self, piece: list[str]) -> None:
        text = piece[0].strip()
        found = marker(text)
        if found and (found.is_bullet or not found.text or not self._runs_on(text)):
            self._add_item(found, piece)
        elif self._runs_on(text):
            self._extend(piece)
        elif self._pending:
            self._append_item(self._pending.pop(0), piece)
        else:
            self._append(BlockKind.PARAGRAPH, piece)
            self._depths.reset()

    def _add_item(self, found: Marker, piece: list[str]) -> None:
        rest = [found.text, *piece[1:]] if found.text else piece[1:]
        if rest:
            self._append_item(found, rest)
        else:
            self._pending.append(found)

    def _append_item(self, found: Marker, lines: list[str]) -> None:
        self._append(BlockKind.LIST_ITEM, lines, self._depths.level(found.style))

    def _append(self, kind: BlockKind, lines: list[str], level: int = 0) -> None:
        block = _Open(kind, self._joiner.join(lines), self._page, lines[-1].strip(), level)
        self._done.append(block)
        if kind is not BlockKind.FOOTNOTE:  # what a page break cut goes on after the notes
            self._body = block

    def _extend(self, piece: list[str]) -> None:
        body = self._body
        if body is not None:
            body.text = self._joiner.run_on(body.text, self._joiner.join(piece))
            body.last = piece[-1].strip()

    def _runs_on(self, text: str) -> bool:
        """Whether ``text`` goes on with the body: its sentence is open, the line full or the word small."""
        body = self._body
        if body is None or is_complete(body.text):
            return False
        return text[:1].islower() or text[:1] in "(&" or len(body.last) > 0.75 * self._width


def _is_appendix(text: str) -> bool:
    return bool(_APPENDIX.match(text)) and looks_like_title(text.replace(":", ""))


def _chunks(lines: list[str]) -> list[list[str]]:
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]
