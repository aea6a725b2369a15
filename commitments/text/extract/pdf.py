"""PDF by pypdfium2: characters with their places, then lines, then blocks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from commitments.errors import ExtractError
from commitments.text.blocks import Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import assemble
from commitments.text.extract.pdf_blocks import PdfComposer
from commitments.text.extract.pdf_chars import page_chars
from commitments.text.extract.pdf_contents import without_contents
from commitments.text.extract.pdf_furniture import without_furniture
from commitments.text.extract.pdf_lines import lines_of
from commitments.text.extract.pdf_links import page_links
from commitments.text.extract.pdf_metrics import body_size, leading
from commitments.text.extract.pdf_order import in_reading_order
from commitments.text.extract.pdf_rules import page_rules
from commitments.text.extract.pdf_tables import tables_apart
from commitments.text.extract.pdf_types import Item, Page
from commitments.text.extract.versions import EXTRACTORS

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
_PASSWORD = 4
_TAIL = 2048


def read_pdf(data: bytes) -> Reading:
    """A Reading of a PDF with a text layer; pages count from 1, time and memory grow with the characters.

    Raises ExtractError: ``encrypted``, ``truncated``, ``too_large``, ``no_text``.
    """
    with _opened(data) as document:
        pages = [_page(document, number) for number in range(len(document))]
        title = clean(document.get_metadata_value("Title") or "")
    if not any(page.lines for page in pages):
        raise ExtractError(
            "no_text", "The PDF has no text layer (it was scanned): find a copy made from text."
        )
    composer = PdfComposer(_ordered(pages))
    return assemble(
        composer.drafts(),
        extractor=EXTRACTORS[MEDIA_TYPE],
        media_type=MEDIA_TYPE,
        title=title,
        page_count=len(pages),
        links=[link for page in pages for link in page.links],
    )


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(error) from error
    try:
        if len(document) > MOST_PAGES:
            raise ExtractError(
                "too_large",
                f"The PDF has more than {MOST_PAGES} pages: give the policy's own file.",
            )
        if b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]:
            raise _truncated()
        yield document
    finally:
        document.close()


def _refusal(error: pdfium.PdfiumError) -> ExtractError:
    if getattr(error, "err_code", None) == _PASSWORD:
        return ExtractError("encrypted", "The PDF asks for a password: find a copy without one.")
    return _truncated()


def _truncated() -> ExtractError:
    return ExtractError("truncated", "The PDF is damaged or was cut off: fetch it again.")


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise _truncated() from error
    try:
        text_page = page.get_textpage()
        try:
            groups = page_chars(text_page)
            links = page_links(document, page, text_page)
        finally:
            text_page.close()
        rules = page_rules(page, groups[0][0]) if groups else []
        lines = lines_of(groups[0][1], index + 1, rules) if groups else []
        for _, stretches in groups[1:]:
            lines += lines_of(stretches, index + 1, is_turned=True)
        return Page(lines, rules, links)
    finally:
        page.close()


def _ordered(pages: list[Page]) -> list[list[Item]]:
    """The pages without furniture and contents, their tables whole, in reading order."""
    by_height = [
        sorted(page.lines, key=lambda line: (line.is_turned, -line.y, line.x0)) for page in pages
    ]
    body = body_size([line for page in by_height for line in page])
    kept = without_furniture(by_height, leading(by_height, body), body)
    ordered = []
    for page, lines in zip(pages, kept, strict=True):
        upright = [line for line in lines if not line.is_turned]
        rest, tables = tables_apart(upright, page.rules)
        turned = [line for line in lines if line.is_turned]
        ordered.append([*in_reading_order([*rest, *tables]), *in_reading_order(turned)])
    return without_contents(ordered)
