"""A Word document with real tracked changes: accepted it is the new text, rejected it is the old one.

After a page about the two versions comes their redline and nothing but it: a Word paragraph for each block.
WordprocessingML after ECMA-376, part 1, 17.13.5 (revisions): where a whole paragraph came or went, its mark is
tracked too, so that none is left behind empty.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from commitments.exports.characters import is_rtl, printable
from commitments.exports.papers import Edition, Paper
from commitments.exports.plain_text import colophon
from commitments.text.blocks import Block, BlockKind, Op, Span
from commitments.text.readable import readable
from commitments.text.redline import Paragraph

AUTHOR = "RSP commitment tracker"
CELL, NOTE = "Table cell", "Footnote block"  # styles of ours
INK = RGBColor(0x1B, 0x1B, 0x1A)
DEEPEST_HEADING, DEEPEST_LIST = 9, 3
LONGEST_PROPERTY = 255  # characters, the file format's own limit
_PARTS = re.compile(r"(\n|\t)")
_ELEMENTS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def render(paper: Paper) -> bytes:
    """Linear in the text."""
    document = Document()
    _add_styles(document)
    _cover(document, paper)
    tracked = _Tracked(datetime.combine(paper.stamp.made_on, time(), UTC))
    body = document.element.body
    paragraphs = paper.paragraphs or tuple(_as_paragraphs(paper))
    for element in parse_xml(f"<w:body {nsdecls('w')}>{tracked.xml(paragraphs)}</w:body>"):
        body.insert_element_before(element, "w:sectPr")
    _close(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Tracked:
    """Writes paragraphs with their revisions; each revision has a number of its own."""

    def __init__(self, at: datetime) -> None:
        self._numbers = count(1)
        self._facts = f'w:author={quoteattr(AUTHOR)} w:date="{at:%Y-%m-%dT%H:%M:%SZ}"'

    def xml(self, paragraphs: Iterable[Paragraph]) -> str:
        return "".join(self._paragraph(paragraph) for paragraph in paragraphs)

    def _paragraph(self, paragraph: Paragraph) -> str:
        if paragraph.old and paragraph.new:
            return self._made("", paragraph)
        word = ("move" if paragraph.move else "") + ("From" if paragraph.old else "To")
        tag = {"From": "del", "To": "ins"}.get(word, word)
        if not paragraph.move:
            return self._made(tag, paragraph)
        number = next(self._numbers)
        facts = f'w:id="{number}" w:name="move{paragraph.move}" {self._facts}'
        start, end = f"<w:{tag}RangeStart {facts}/>", f'<w:{tag}RangeEnd w:id="{number}"/>'
        return self._made(tag, paragraph, start) + end

    def _made(self, whole: str, paragraph: Paragraph, start: str = "") -> str:
        """``whole`` is the revision of the paragraph's mark, and then of all that stands in it."""
        mark = f"<w:rPr>{self._revision(whole)}</w:rPr>" if whole else ""
        runs = "".join(self._run(span, whole) for span in paragraph.spans)
        shape = f"{_style(paragraph.block)}{'<w:bidi/>' if is_rtl(paragraph.block.text) else ''}"
        return f"<w:p><w:pPr>{shape}{mark}</w:pPr>{start}{runs}</w:p>"

    def _run(self, span: Span, whole: str) -> str:
        tag = whole or {Op.DELETE: "del", Op.INSERT: "ins", Op.EQUAL: ""}[span.op]
        run = f"<w:r>{_text(span.text, 'w:delText' if tag == 'del' else 'w:t')}</w:r>"
        return f"{self._revision(tag, closed=False)}{run}</w:{tag}>" if tag else run

    def _revision(self, tag: str, *, closed: bool = True) -> str:
        return f'<w:{tag} w:id="{next(self._numbers)}" {self._facts}{"/" if closed else ""}>'


def _text(words: str, tag: str) -> str:
    """Text as elements; a character that XML does not know is shown as the sign for that."""
    parts = _PARTS.split(printable(words))
    return "".join(
        _ELEMENTS.get(part) or f'<{tag} xml:space="preserve">{escape(part)}</{tag}>'
        for part in parts
        if part
    )


def _style(block: Block) -> str:
    level = max(block.level, 1)
    styles = {
        BlockKind.HEADING: f"Heading{min(level, DEEPEST_HEADING)}",
        BlockKind.LIST_ITEM: f"ListBullet{min(level, DEEPEST_LIST) if level > 1 else ''}",
        BlockKind.TABLE_CELL: CELL.replace(" ", ""),
        BlockKind.FOOTNOTE: NOTE.replace(" ", ""),
        BlockKind.PARAGRAPH: "Normal",
    }
    return f'<w:pStyle w:val="{styles[block.kind]}"/>'


def _as_paragraphs(paper: Paper) -> Iterator[Paragraph]:
    """The passages of a life or a list: under each title what was and what came, and who says so."""
    for row in paper.rows:
        title = Block(BlockKind.HEADING, paper.title_of(row), 0, level=2)
        words = Block(BlockKind.PARAGRAPH, row.after or row.before, 0)
        yield Paragraph(title, title, (Span(Op.EQUAL, title.text),))
        yield Paragraph(words, words, readable(row.spans))
        note = Block(BlockKind.FOOTNOTE, "\n".join([row.standing, *row.signals, row.address]), 0)
        yield Paragraph(note, note, (Span(Op.EQUAL, note.text),))


# --- around the redline -------------------------------------------------------------------------------------


def _add_styles(document: Any) -> None:
    for name, size in ((CELL, 9.5), (NOTE, 8.5)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.left_indent = Pt(18)
    document.styles["Normal"].font.name = "Georgia"
    for name in ("Title", *(f"Heading {level}" for level in range(1, DEEPEST_HEADING + 1))):
        document.styles[name].font.color.rgb = INK
    document.styles["Footer"].font.size = Pt(8)


def _cover(document: Any, paper: Paper) -> None:
    document.core_properties.title = printable(paper.title)[:LONGEST_PROPERTY]
    document.core_properties.author = AUTHOR
    document.core_properties.comments = printable(paper.address)[:LONGEST_PROPERTY]
    document.add_heading(printable(paper.title), level=0)
    document.add_paragraph(printable(paper.address))
    for note in paper.notes:
        document.add_paragraph(printable(note))
    _sources(document, paper.editions)
    if paper.account:
        document.add_paragraph(f"Publisher's account: {printable(paper.account)}")
    for line in colophon(paper):
        document.add_paragraph(printable(line))
    document.add_page_break()


def _sources(document: Any, editions: tuple[Edition, ...]) -> None:
    """Where each version comes from."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for edition in editions:
        name, facts = table.add_row().cells
        name.text = printable(f"{edition.name}\n{edition.address}")
        facts.text = printable("\n".join(edition.facts))
    document.add_paragraph()


def _close(document: Any, paper: Paper) -> None:
    """The last paragraph is none of the redline: a document's last mark cannot be deleted."""
    document.add_paragraph()
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = printable(f"{paper.stamp.credit} · {paper.address}")
