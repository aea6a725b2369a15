"""Where words of a PDF page lead: its link annotations with the text under them."""

import ctypes
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.blocks import Link

_MOST = 1000  # on a page
_LONGEST = 4000  # bytes of an address


def page_links(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage
) -> list[Link]:
    """The links of a page that lead to an address, in its order; words parted by a line's end are one."""
    found = groupby(_annotations(document, page, text_page), key=attrgetter("target"))
    return [Link(" ".join(part.words for part in parts), target) for target, parts in found]


def _annotations(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage
) -> Iterator[Link]:
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(_MOST):
        if not raw.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
            return
        target = _target(document, link)
        if target:
            yield Link(_words(text_page, link), target)


def _target(document: pdfium.PdfDocument, link: raw.FPDF_LINK) -> str:
    """The address of a link; "" for one that leads to another page of the document."""
    action = raw.FPDFLink_GetAction(link)
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
    if not 0 < size <= _LONGEST:
        return ""
    address = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document.raw, action, address, size)
    return address.value.decode("utf-8", errors="replace")


def _words(text_page: pdfium.PdfTextPage, link: raw.FPDF_LINK) -> str:
    box = raw.FS_RECTF()
    if not raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box)):
        return ""
    return str(text_page.get_text_bounded(box.left, box.bottom, box.right, box.top))
