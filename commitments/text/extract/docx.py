"""DOCX by python-docx: styles name headings and lists, tables keep their heads."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind, Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import Draft, assemble

VERSION = "docx/1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A policy unpacks to a few megabytes; more is a bomb or not a policy.
MOST_BYTES = 200_000_000
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number|paragraph)\s*(\d)?", re.IGNORECASE)


def read_docx(data: bytes) -> Reading:
    """A Reading of a Word document. Raises ExtractError ``truncated`` or ``too_large``."""
    _refuse_bomb(data)
    try:
        document = Document(BytesIO(data))
    except Exception as error:  # python-docx lets KeyError, ValueError and XML errors through
        raise ExtractError(
            "truncated", "The Word document is damaged: fetch it again or ask for a PDF."
        ) from error
    drafts = [draft for part in document.iter_inner_content() for draft in _drafts(part)]
    return assemble(
        drafts,
        extractor=VERSION,
        media_type=MEDIA_TYPE,
        title=clean(document.core_properties.title or ""),
    )


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        total = sum(entry.file_size for entry in archive.infolist())
    if total > MOST_BYTES:
        raise ExtractError(
            "too_large", "The Word document unpacks to more than 200 MB: ask for a smaller copy."
        )


def _drafts(part: Any) -> Iterator[Draft]:
    if isinstance(part, Table):
        yield from _cells(part)
    elif isinstance(part, Paragraph):
        yield _draft(part)


def _draft(paragraph: Paragraph) -> Draft:
    text = clean(paragraph.text)
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = _HEADING.match(style)
    if heading or style == "Title":
        return Draft(BlockKind.HEADING, text, level=int(heading[1]) if heading else 1)
    depth = _list_depth(paragraph, style)
    if depth:
        return Draft(BlockKind.LIST_ITEM, text, level=depth)
    return Draft(BlockKind.PARAGRAPH, text)


def _list_depth(paragraph: Paragraph, style: str) -> int:
    properties: Any = paragraph._p.pPr
    numbering = properties.numPr if properties is not None else None
    if numbering is not None:
        return int(numbering.ilvl.val if numbering.ilvl is not None else 0) + 1
    named = _LIST.match(style)
    return int(named[1] or 1) if named else 0


def _cells(table: Table) -> Iterator[Draft]:
    rows = [[clean(cell.text) for cell in row.cells] for row in table.rows]
    heads = rows[0] if rows else []
    for row in rows[1:] if len(rows) > 1 else rows:
        seen = ""
        for column, text in enumerate(row):
            if text and text == seen:  # a merged cell comes once for each column it spans
                continue
            seen = text
            names = (row[0] if column else "", heads[column] if column < len(heads) else "")
            yield Draft(
                BlockKind.TABLE_CELL, text, headings=tuple(n for n in names if n and n != text)
            )
