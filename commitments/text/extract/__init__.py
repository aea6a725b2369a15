"""Bytes to a Reading: what kind of document this is, and the reader for it."""

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind, Reading
from commitments.text.extract.encoding import charset_of, decode
from commitments.text.extract.plain import read_text
from commitments.text.extract.sniffing import DOCX, HTML, MARKDOWN, PDF, PLAIN, sniff

__all__ = ["MEDIA_TYPES", "read", "sniff"]

MEDIA_TYPES = frozenset({PDF, HTML, MARKDOWN, DOCX, PLAIN})


def read(
    data: bytes,
    media_type: str = "",
    *,
    select: tuple[str, ...] = (),
    remove: tuple[str, ...] = (),
) -> Reading:
    """The blocks of a document, in reading order; the same bytes always give the same Reading.

    The content decides what it is; ``media_type`` (or a file's name) only tells Markdown from plain text and
    names the charset of HTML.
    ``select`` and ``remove`` are CSS selectors for HTML and are ignored for the rest. Raises ExtractError
    (``wrong_type``, ``empty``, ``no_text``, ``encrypted``, ``truncated``, ``too_large``, ``bad_selector``).
    """
    kind = sniff(data, media_type)
    if kind == HTML:
        from commitments.text.extract.html import read_html

        charset = charset_of(media_type)
        reading = read_html(data, select=select, remove=remove, charset=charset)
    else:
        reading = _read(data, kind)
    if not any(block.kind is not BlockKind.HEADING for block in reading.blocks):
        raise ExtractError(
            "no_text",
            "The document has no running text: check that the address leads to the policy itself.",
        )
    return reading


def _read(data: bytes, media_type: str) -> Reading:
    """Each reader's library is loaded by its first document: most processes, and most documents, need none."""
    if media_type == PDF:
        from commitments.text.extract.pdf import read_pdf

        return read_pdf(data)
    if media_type == DOCX:
        from commitments.text.extract.docx import read_docx

        return read_docx(data)
    if media_type == MARKDOWN:
        from commitments.text.extract.markdown import read_markdown

        return read_markdown(decode(data))
    return read_text(decode(data))
