"""PDF by pypdfium2: characters with their places, then lines, then blocks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from commitments.errors import ExtractError
from commitments.text.blocks import Reading
from commitments.text.extract import furniture
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import assemble
from commitments.text.extract.pdf_blocks import PdfComposer
from commitments.text.extract.pdf_lines import page_lines
from commitments.text.extract.pdf_types import Line

VERSION = "pdf/1"
MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
_PASSWORD = 4
_TAIL = 2048


def read_pdf(data: bytes) -> Reading:
    """A Reading of a PDF with a text layer; pages count from 1, time and memory grow with the characters.

    Raises ExtractError: ``encrypted``, ``truncated``, ``too_large``, ``no_text``.
    """
    with _opened(data) as document:
        pages = [_lines(document, number) for number in range(len(document))]
        title = clean(document.get_metadata_value("Title") or "")
    if not any(pages):
        raise ExtractError(
            "no_text", "The PDF has no text layer (it was scanned): find a copy made from text."
        )
    composer = PdfComposer(_without_furniture(pages))
    return assemble(
        composer.drafts(),
        extractor=VERSION,
        media_type=MEDIA_TYPE,
        title=title,
        page_count=len(pages),
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


def _lines(document: pdfium.PdfDocument, index: int) -> list[Line]:
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise _truncated() from error
    try:
        text_page = page.get_textpage()
        try:
            return page_lines(text_page, index + 1)
        finally:
            text_page.close()
    finally:
        page.close()


def _without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Running lines are found by their place on the page, since a PDF may draw its footer first."""
    by_height = [sorted(page, key=lambda line: (-line.y, line.x0)) for page in pages]
    kept = furniture.without_furniture(by_height, lambda line: line.text)
    places = [{(line.x0, line.y, line.text) for line in page} for page in kept]
    return [
        [line for line in page if (line.x0, line.y, line.text) in place]
        for page, place in zip(pages, places, strict=True)
    ]
