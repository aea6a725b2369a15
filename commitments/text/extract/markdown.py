"""Markdown: its tokens already are blocks."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.text.blocks import BlockKind, Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import Draft, assemble

VERSION = "markdown/1"
MEDIA_TYPE = "text/markdown"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:\s*")


def read_markdown(text: str) -> Reading:
    """A Reading of CommonMark with tables; front matter is no text."""
    body = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return assemble(_drafts(tokens), extractor=VERSION, media_type=MEDIA_TYPE)


_LISTS = {
    "bullet_list_open": 1,
    "ordered_list_open": 1,
    "bullet_list_close": -1,
    "ordered_list_close": -1,
}


def _drafts(tokens: Sequence[Token]) -> Iterator[Draft]:
    depth = 0
    table = _Table()
    for position, token in enumerate(tokens):
        depth += _LISTS.get(token.type, 0)
        if token.type == "table_open":
            table = _Table()
        elif token.type == "tr_open":
            table.begin_row()
        elif token.type == "inline":
            yield from _inline(tokens[position - 1], _plain(token), depth, table)
        elif token.type in {"fence", "code_block"}:
            yield Draft(BlockKind.PARAGRAPH, clean(token.content))


def _inline(opener: Token, text: str, depth: int, table: "_Table") -> Iterator[Draft]:
    if opener.type in {"th_open", "td_open"}:
        yield from table.cell(text, is_head=opener.type == "th_open")
    else:
        yield from _block(opener, text, depth)


def _block(opener: Token, text: str, depth: int) -> Iterator[Draft]:
    if opener.type == "heading_open":
        yield Draft(BlockKind.HEADING, text, level=int(opener.tag[1:]))
    elif _FOOTNOTE.match(text):
        yield Draft(BlockKind.FOOTNOTE, _FOOTNOTE.sub("", text, count=1))
    elif depth:
        yield Draft(BlockKind.LIST_ITEM, text, level=depth)
    else:
        yield Draft(BlockKind.PARAGRAPH, text)


def _plain(token: Token) -> str:
    """What a reader sees of an inline token: text and code, not the addresses of links."""
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return clean("".join(parts))


class _Table:
    """Remembers a table's heads, so that each cell can name its row and column."""

    def __init__(self) -> None:
        self._heads: list[str] = []
        self._column = 0
        self._row = ""

    def begin_row(self) -> None:
        self._column, self._row = 0, ""

    def cell(self, text: str, *, is_head: bool) -> Iterator[Draft]:
        column, self._column = self._column, self._column + 1
        if is_head:
            self._heads.append(text)
            return
        head = self._heads[column] if column < len(self._heads) else ""
        if column == 0:
            self._row = text
        row = self._row if column else ""
        yield Draft(BlockKind.TABLE_CELL, text, headings=tuple(h for h in (row, head) if h))
