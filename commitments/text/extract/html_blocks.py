"""From a tree of elements to blocks, whatever element holds the text."""

import re

from selectolax.lexbor import LexborNode

from commitments.text.blocks import BlockKind
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import Draft
from commitments.text.folding import word_set

_SKIP = word_set(
    "script style noscript template svg head iframe object embed canvas button select textarea"
)
_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BREAKS = re.compile(r"\n\s*\n")
_INNER_BLOCKS = "p, div, ul, ol, h1, h2, h3, h4, h5, h6, table"


class BlockWalker:
    """Walks one subtree without recursion, so that no page is nested too deeply."""

    def __init__(self) -> None:
        self._drafts: list[Draft] = []
        self._inline: list[str] = []
        self._heading = 0
        self._depth = 0

    def walk(self, root: LexborNode) -> list[Draft]:
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node.tag or "")
            elif node.is_text_node:
                self._inline.append(" ".join((node.text_content or "").split("\n")))
            elif node.is_element_node and node.tag not in _SKIP:
                self._enter(node, stack)
        self._flush()
        return self._drafts

    def _enter(self, node: LexborNode, stack: list[tuple[LexborNode, bool]]) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._inline.append("\n")
            return
        if tag in _BLOCKS:
            self._flush()
        if tag == "table" and is_data_table(node):
            self._drafts += table_cells(node)
            return
        self._depth += tag in {"ul", "ol"}
        self._heading = _HEADINGS.get(tag, self._heading)
        stack.append((node, True))
        children = []
        child = node.child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack.extend(reversed(children))

    def _leave(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        self._flush()
        self._depth -= tag in {"ul", "ol"}
        if tag in _HEADINGS:
            self._heading = 0

    def _flush(self) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        parts = [text] if self._heading else _BREAKS.split(text)
        for part in parts:
            if clean(part):
                self._drafts.append(self._draft(clean(part)))

    def _draft(self, text: str) -> Draft:
        if self._heading:
            return Draft(BlockKind.HEADING, text, level=self._heading)
        if self._depth:
            return Draft(BlockKind.LIST_ITEM, text, level=self._depth)
        return Draft(BlockKind.PARAGRAPH, text)


def is_data_table(table: LexborNode) -> bool:
    """A table of values, not one that lays out the page: several columns, and no table or long list inside."""
    rows = table.css("tr")
    widest = max((len(_cells_of(row)) for row in rows), default=0)
    nested = any(inner.mem_id != table.mem_id for inner in table.css("table"))
    return widest > 1 and not nested and not table.css_first("h1, h2")


def table_cells(table: LexborNode) -> list[Draft]:
    """The cells of a table, each with the heads of its row and column."""
    rows = [_cells_of(row) for row in table.css("tr")]
    heads = [_text(cell) for cell in rows[0]] if _is_head(rows) else []
    drafts = []
    for row in rows[1:] if heads else rows:
        first = _text(row[0]) if row else ""
        for column, cell in enumerate(row):
            head = heads[column] if column < len(heads) else ""
            names = (first if column else "", head)
            drafts.append(
                Draft(BlockKind.TABLE_CELL, _text(cell), headings=tuple(n for n in names if n))
            )
    return drafts


def _is_head(rows: list[list[LexborNode]]) -> bool:
    if len(rows) < 2:
        return False
    in_head = rows[0] and rows[0][0].parent is not None and rows[0][0].parent.parent is not None
    is_thead = in_head and rows[0][0].parent.parent.tag == "thead"  # type: ignore[union-attr]
    return bool(is_thead) or all(cell.tag == "th" for cell in rows[0])


def _cells_of(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def _text(cell: LexborNode) -> str:
    """A cell's text; blocks inside it are apart, inline elements are not."""
    return clean(" ".join(draft.text for draft in BlockWalker().walk(cell)))
