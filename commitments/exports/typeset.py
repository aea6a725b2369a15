"""A typeset PDF by Typst: a redline with bars in the margin, tagged after PDF/UA-1, in fonts of its own.

The paper goes to the template as JSON, never as markup.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from commitments.exports.characters import is_rtl, printable
from commitments.exports.papers import Edition, Paper, Row
from commitments.exports.plain_text import colophon
from commitments.exports.typesetting import NotSetError, typeset
from commitments.text.blocks import BlockKind, Span
from commitments.text.readable import shown
from commitments.text.redline import Paragraph

NO_GLYPH = "could not be displayed with font"
BOXES = (
    "This file's fonts lack some characters of the text, which are boxes here: "
    "the Word and HTML files have them."
)
TEMPLATE = Path(__file__).with_name("redline.typ")


def render(paper: Paper) -> bytes:
    """Linear in the text, in a process of its own: a second of processor time and 110 MB for 110 pages (two
    texts of 10,000 words, and 660 changes), 7 to 14 s and 1.1 GB for ten times as much.

    PDF/UA-1 forbids a character that no font has (one for private use, a dead script): the file then says that
    such are boxes in it, and is tagged without the claim.
    """
    data = _data(paper)
    made = datetime.combine(paper.stamp.made_on, time(), UTC)
    try:
        return _compiled(data, made, ["ua-1"])
    except NotSetError as error:
        if NO_GLYPH not in str(error):
            raise
    return _compiled({**data, "notes": [*data["notes"], BOXES]}, made, [])


def _compiled(data: dict[str, Any], made: datetime, standards: list[str]) -> bytes:
    paper = json.dumps(data, ensure_ascii=False)
    return typeset(TEMPLATE, paper, made=made, standards=standards)


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": printable(paper.title),
        "address": paper.address,
        "credit": paper.stamp.credit,
        "footer": f"{paper.stamp.credit} · data set {paper.stamp.edition} · made {paper.stamp.made_on}",
        "notes": list(paper.notes),
        "account": printable(paper.account),
        "editions": [_edition(edition) for edition in paper.editions],
        "rows": [_row(paper.title_of(row), row) for row in paper.rows],
        "paragraphs": list(_paragraphs(paper.paragraphs)),
        "text_title": paper.text_title,
        "colophon": colophon(paper),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {"name": edition.name, "address": edition.address, "facts": edition.facts}


def _row(title: str, row: Row) -> dict[str, Any]:
    return {
        "title": printable(title),
        "spans": _spans(row.spans),
        "rtl": is_rtl(row.after or row.before),
        "notes": [row.standing, *row.signals],
        "address": row.address,
    }


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[dict[str, Any]]:
    """Headings stand under "The whole text", and skip no level: PDF/UA-1 forbids it, whatever a policy does."""
    deepest = 2
    for paragraph in paragraphs:
        block = paragraph.block
        level = min(block.level + 1, deepest)
        if block.kind is BlockKind.HEADING:
            deepest = min(level + 1, 6)
        yield {
            "kind": str(block.kind),
            "level": level if block.kind is BlockKind.HEADING else block.level,
            "move": paragraph.move,
            "changed": paragraph.is_changed,
            "spans": _spans(paragraph.spans),
            "rtl": is_rtl(block.text),
        }


def _spans(spans: tuple[Span, ...]) -> list[tuple[str, str]]:
    return [(str(span.op), printable(span.text)) for span in shown(spans)]
