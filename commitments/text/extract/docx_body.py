"""The body of a Word document as it would be printed: paragraphs, tables, text boxes, notes."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from commitments.text.blocks import BlockKind
from commitments.text.extract.characters import clean
from commitments.text.extract.docx_styles import Look, Styles, is_on
from commitments.text.extract.draft import Draft
from commitments.text.extract.footnotes import Note, call, without_signs
from commitments.text.extract.tables import Cell, cell_drafts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, the place a text was moved from, and the old copy of a drawing for old programs.
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK})
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}br": " ",
    f"{_W}cr": " ",
    f"{_W}noBreakHyphen": "\u2011",
}
_RULED_OFF = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class BodyWalker:
    """Reads the parts of one document; what a tracked deletion of a paragraph's end joins is joined."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open = ""
        self._keys: dict[str, str] = {}

    def read(self, container: Any) -> Iterator[Note]:
        """The blocks of a body, a cell, a text box or a note, in their order."""
        for child in container:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from (Note(draft) for draft in self._table(child))
            elif child.tag not in _GONE:  # content controls and other wrappers
                yield from self.read(child)

    def footnotes(self, part: bytes) -> Iterator[Note]:
        """The notes of one part under the keys of their calls; one that nothing calls is no text."""
        root = parse_xml(part)
        kind = root.tag.removeprefix(_W).removesuffix("s")
        for note in root:
            key = self._keys.get(f"{kind} {note.get(qn('w:id'))}")
            if key is not None and note.get(qn("w:type")) not in _RULED_OFF:
                yield Note(Draft(BlockKind.FOOTNOTE, self._joined(note)), key)

    def _joined(self, container: Any) -> str:
        return clean(" ".join(note.draft.text for note in self.read(container)))

    def _paragraph(self, paragraph: Any) -> Iterator[Note]:
        properties = paragraph.find(qn("w:pPr"))
        look = self._styles.of_paragraph(properties)
        boxes: list[Any] = []
        text = "" if look.is_hidden else "".join(self._runs(paragraph, boxes))
        text, self._open = self._open + text, ""
        mark = properties.find(qn("w:rPr")) if properties is not None else None
        if mark is not None and mark.find(qn("w:del")) is not None:
            self._open = text  # the paragraph's end is deleted: it runs on into the next
        else:
            yield Note(_draft(clean(text), look))
        for box in boxes:
            yield from self.read(box)

    def _runs(self, node: Any, boxes: list[Any]) -> Iterator[str]:
        for child in node:
            tag = child.tag
            if tag in _GONE or (tag == f"{_W}r" and self._is_hidden(child)):
                continue
            if tag == f"{_W}t":
                yield without_signs(child.text or "")
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag in {f"{_W}footnoteReference", f"{_W}endnoteReference"}:
                yield self._call(child)
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            else:
                yield from self._runs(child, boxes)

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return False
        style = properties.find(qn("w:rStyle"))
        if properties.find(qn("w:vanish")) is not None or style is None:
            return is_on(properties, "w:vanish")
        return self._styles.named(style.get(qn("w:val"), "")).is_hidden

    def _call(self, reference: Any) -> str:
        kind = reference.tag.removeprefix(_W).removesuffix("Reference")
        name = f"{kind} {reference.get(qn('w:id'))}"
        if name in self._keys:
            return ""
        self._keys[name] = str(1000 + len(self._keys))
        return call(self._keys[name])

    def _table(self, table: Any) -> Iterator[Draft]:
        rows = [row for row in _within(table, f"{_W}tr") if not _is_deleted(row)]
        cells = [[*_within(row, f"{_W}tc")] for row in rows]
        texts = [[self._joined(cell) for cell in row] for row in cells]
        merged = _merged(cells)
        read = [
            [
                Cell(text, columns=_span(cell), rows=merged[id(cell)])
                for cell, text in zip(row, words, strict=True)
                if id(cell) in merged
            ]
            for row, words in zip(cells, texts, strict=True)
        ]
        yield from cell_drafts(read, min(max(1, _marked_heads(rows)), len(rows) - 1))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, through content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}:
            yield from _within(child, tag)


def _is_deleted(row: Any) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _marked_heads(rows: list[Any]) -> int:
    """How many rows at the top are marked to be repeated on every page."""
    count = 0
    for row in rows:
        if not is_on(row.find(qn("w:trPr")), "w:tblHeader"):
            break
        count += 1
    return count


def _span(cell: Any) -> int:
    properties = cell.find(qn("w:tcPr"))
    span = properties.find(qn("w:gridSpan")) if properties is not None else None
    text = span.get(qn("w:val"), "") if span is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _merged(rows: list[list[Any]]) -> dict[int, int]:
    """How many rows every cell that begins here reaches over; the cells it covers are not in the answer."""
    heights: dict[int, int] = {}
    above: dict[int, int] = {}
    for row in rows:
        column = 0
        here: dict[int, int] = {}
        for cell in row:
            first = above.get(column) if _continues(cell) else None
            owner = id(cell) if first is None else first
            heights[owner] = heights.get(owner, 0) + 1
            here[column] = owner
            column += _span(cell)
        above = here
    return heights


def _continues(cell: Any) -> bool:
    properties = cell.find(qn("w:tcPr"))
    merge = properties.find(qn("w:vMerge")) if properties is not None else None
    return merge is not None and merge.get(qn("w:val")) in {None, "continue"}


def _draft(text: str, look: Look) -> Draft:
    if look.heading:
        return Draft(BlockKind.HEADING, text, level=look.heading)
    if look.depth:
        return Draft(BlockKind.LIST_ITEM, text, level=look.depth)
    return Draft(BlockKind.PARAGRAPH, text)
