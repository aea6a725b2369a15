"""Markdown: its tokens already are blocks."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind, Link, Reading
from commitments.text.extract.characters import clean, visible
from commitments.text.extract.draft import Draft, assemble
from commitments.text.extract.footnotes import Note, call, placed, without_signs
from commitments.text.extract.html import html_notes
from commitments.text.extract.markdown_notes import CALL, split_notes
from commitments.text.extract.tables import Cell, cell_drafts
from commitments.text.extract.versions import EXTRACTORS

MEDIA_TYPE = "text/markdown"
_MOST = 3_000_000  # characters; a policy has a tenth of that
_DEEPEST = 100
_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_HEADING_ID = re.compile(r"\s*\{[#.:][^{}]*\}$")
_TASK = re.compile(r"\[[ xX]\] ")
_LISTS = {
    "bullet_list_open": 1,
    "ordered_list_open": 1,
    "bullet_list_close": -1,
    "ordered_list_close": -1,
}


def read_markdown(text: str) -> Reading:
    """A Reading of CommonMark with tables and footnotes; front matter is no text.

    Raises ExtractError ``too_large`` beyond three million characters.
    """
    if len(text) > _MOST:
        raise ExtractError("too_large", "The text is larger than 3 MB: give the policy alone.")
    # The parser must not see what no reader does: "_so_" with a word joiner after it is no emphasis.
    text = visible(without_signs(text)).replace("\r\n", "\n").replace("\r", "\n")
    body = _FRONT_MATTER.sub("", text)
    body, footnotes = split_notes(body)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    reader = _Reader({name: str(1000 + n) for n, name in enumerate(footnotes)})
    notes = [*reader.read(parser.parse(body))]
    for name, content in footnotes.items():
        parts = [note.draft.text for note in reader.read(parser.parse(content))]
        notes.append(Note(Draft(BlockKind.FOOTNOTE, clean(" ".join(parts))), reader.keys[name]))
    return assemble(
        placed(notes), extractor=EXTRACTORS[MEDIA_TYPE], media_type=MEDIA_TYPE, links=reader.links
    )


class _Reader:
    """Turns tokens into blocks; ``keys`` are the footnotes there are."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.links: list[Link] = []
        self._called: set[str] = set()

    def read(self, tokens: Sequence[Token]) -> Iterator[Note]:
        depth = 0
        rows: list[list[Cell]] = []
        for position, token in enumerate(tokens):
            depth += _LISTS.get(token.type, 0)
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "table_close":
                yield from (Note(draft) for draft in cell_drafts(rows, min(1, len(rows) - 1)))
                rows = []
            elif token.type == "inline" and rows:
                rows[-1].append(Cell(self._plain(token)))
            elif token.type == "inline":
                yield Note(_block(tokens[position - 1], self._plain(token), depth))
            elif token.type in {"fence", "code_block"}:
                yield Note(Draft(BlockKind.PARAGRAPH, clean(token.content)))
            elif token.type == "html_block":
                yield from html_notes(token.content)

    def _plain(self, token: Token) -> str:
        """What a reader sees of an inline token: text and code, not the addresses of links."""
        parts: list[str] = []
        opened: list[tuple[int, str]] = []
        for child in token.children or ():
            if child.type == "link_open":
                opened.append((len(parts), str(child.attrGet("href") or "")))
            elif child.type == "link_close":
                start, target = opened.pop()
                self.links.append(Link("".join(parts[start:]), target))
            elif child.type == "text":
                parts.append(CALL.sub(self._call, child.content))
            elif child.type in {"code_inline", "image"}:
                parts.append(child.content)
            elif child.type in {"softbreak", "hardbreak"} or child.content in {
                "<br>",
                "<br/>",
                "<br />",
            }:
                parts.append(" ")
        return clean("".join(parts))

    def _call(self, found: re.Match[str]) -> str:
        """The sign of a footnote's first call; a later one says nothing new."""
        key = self.keys.get(found[1])
        if key is None:
            return found[0]
        is_first = key not in self._called
        self._called.add(key)
        return call(key) if is_first else ""


def _block(opener: Token, text: str, depth: int) -> Draft:
    if opener.type == "heading_open":
        return Draft(BlockKind.HEADING, _HEADING_ID.sub("", text), level=int(opener.tag[1:]))
    if depth:
        return Draft(BlockKind.LIST_ITEM, _TASK.sub("", text, count=1), level=depth)
    return Draft(BlockKind.PARAGRAPH, text)
