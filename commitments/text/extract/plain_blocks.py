"""From the lines of plain text to blocks: headings by shape, items by marker, paragraphs by what runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commitments.text.blocks import BlockKind
from commitments.text.extract.draft import Draft
from commitments.text.extract.footnotes import Note, placed
from commitments.text.extract.joining import Joiner
from commitments.text.extract.markers import (
    Depths,
    Marker,
    is_complete,
    looks_like_title,
    marker,
    section_number,
)
from commitments.text.extract.plain_headings import (
    is_appendix,
    is_contents_entry,
    is_known,
    is_plain_title,
    opens_contents,
    parted,
)
from commitments.text.extract.plain_notes import Leaf, mark_calls
from commitments.text.folding import word_set

_HASHES = re.compile(r"(#{1,6})\s+(\S.*)")
_LEADER = re.compile(r"(?:(?<!\.)\.{4,}+|(?<!\s\.)(?:\s\.){4,}+)\s*+\d*+\s*+$")
_FOOTNOTE = re.compile(r"(\d{1,2})\s+([\"“‘(]?[A-Z~].*)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_SECTION_ALONE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")
_UNNUMBERED_DEPTH = 2
_CALLED = re.compile(r"(?<=[^\W\d_])\d{1,2}(?!\w)|(?<=[^\W_][.,;:)\"”])\d{1,2}(?!\w)")
_OPEN_WORDS = word_set(
    "a an and as at by for from in into of on or our over per than that the their these this those to under "
    "upon via which whose with within without"
)


@dataclass(slots=True)
class _Open:
    """A block that may still grow; ``last`` is the printed line it ends with."""

    kind: BlockKind
    text: str
    page: int | None
    last: str
    level: int = 0
    number: str = ""  # a footnote's
    first_leaf: int = 0
    last_leaf: int = 0


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
        self._leaf = 0  # the page again, counted as pages come
        self._called: frozenset[str] = frozenset()  # numbers that cling to words of this page
        self._in_contents = False
        self._top_of_page = False

    def drafts(self) -> Iterator[Draft]:
        leaves = [Leaf(b.kind, b.text, b.first_leaf, b.last_leaf, b.number) for b in self._done]
        mark_calls(leaves)
        yield from placed(
            [
                Note(Draft(block.kind, leaf.text, block.page, block.level), block.number)
                for block, leaf in zip(self._done, leaves, strict=True)
            ]
        )

    def add_page(self, lines: list[str], number: int | None) -> None:
        self._page, self._top_of_page = number, True
        self._leaf += 1
        self._called = frozenset(found for line in lines for found in _CALLED.findall(line))
        self._in_contents = False
        chunks = self._parted(_chunks(lines))
        for chunk, following in zip(chunks, [*chunks[1:], []], strict=False):
            if not self._is_contents(chunk, following):
                self._add_chunk(chunk, following)
            self._top_of_page = False

    def _parted(self, chunks: list[list[str]]) -> list[list[str]]:
        pairs = zip(chunks, [*chunks[1:], []], strict=False)
        return [
            part for chunk, following in pairs for part in parted(chunk, following, self._width)
        ]

    def _is_contents(self, chunk: list[str], following: list[str]) -> bool:
        """A table of contents repeats the headings: neither its title nor its entries are text."""
        if len(chunk) == 1 and opens_contents(chunk[0]):
            self._in_contents = bool(following) and is_contents_entry(following)
            return True
        self._in_contents = self._in_contents and is_contents_entry(chunk)
        return self._in_contents

    def _add_chunk(self, chunk: list[str], following: list[str]) -> None:
        chunk = [line for line in chunk if not _LEADER.search(line)]
        if not chunk or self._heading(chunk, following):
            return
        for number, piece in self._pieces(chunk):
            if number:
                first = piece[0].strip().split(maxsplit=1)[1]
                self._append(BlockKind.FOOTNOTE, [first, *piece[1:]], number=number)
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
        if is_known(text) or is_appendix(text):
            self._section = 1
            return 1
        is_title = looks_like_title(text) or is_plain_title(text)
        if len(chunk) > 1 or not is_title or not self._opens_text(following):
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
        self._keep(_Open(BlockKind.HEADING, " ".join(text.split()), self._page, text, level))
        self._body = None
        self._pending.clear()
        self._depths.reset()

    # Items, footnotes, paragraphs

    def _pieces(self, chunk: list[str]) -> list[tuple[str, list[str]]]:
        """A chunk cut where a marker or a footnote's number begins a line, with a footnote's number."""
        pieces: list[tuple[str, list[str]]] = []
        for line in chunk:
            text = line.strip()
            note = self._footnote_number(text, first=not pieces or bool(pieces[-1][0]))
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

    def _footnote_number(self, text: str, *, first: bool) -> str:
        """The number a footnote begins with: near the last one's, or one that the page's words call."""
        found = _FOOTNOTE.match(text)
        if found is None or not first:
            return ""
        number = int(found[1])
        if not -2 <= number - self._footnote - 1 <= 2 and found[1] not in self._called:
            return ""
        self._footnote = max(self._footnote, number)
        return found[1]

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

    def _append(self, kind: BlockKind, lines: list[str], level: int = 0, number: str = "") -> None:
        text = self._joiner.join(lines)
        block = _Open(kind, text, self._page, lines[-1].strip(), level, number)
        self._keep(block)
        if kind is not BlockKind.FOOTNOTE:  # what a page break cut goes on after the notes
            self._body = block

    def _keep(self, block: _Open) -> None:
        block.first_leaf = block.last_leaf = self._leaf
        self._done.append(block)

    def _extend(self, piece: list[str]) -> None:
        body = self._body
        if body is not None:
            body.text = self._joiner.run_on(body.text, self._joiner.join(piece))
            body.last = piece[-1].strip()
            body.last_leaf = self._leaf

    def _runs_on(self, text: str) -> bool:
        """Whether ``text`` goes on with the body: its sentence is open, the line full or the word small."""
        body = self._body
        if body is None or is_complete(body.text):
            return False
        if text[:1].islower() or text[:1] in "(&,;" or len(body.last) > 0.75 * self._width:
            return True
        last_word, first_word = body.text.split()[-1].lower(), text.split()[0].lower()
        return last_word in _OPEN_WORDS and first_word not in _OPEN_WORDS


def _chunks(lines: list[str]) -> list[list[str]]:
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]
