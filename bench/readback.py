"""Exports read again by other programs' readers: what is really in a file."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

_GONE = {True: ("w:del", "w:moveFrom"), False: ("w:ins", "w:moveTo")}  # by accepting, by rejecting
_SIGNS = {qn("w:br"): "\n", qn("w:tab"): "\t"}
_LOADED = ("src", "srcset", "data", "poster", "background", "action")  # attributes that fetch
_LOADERS = "link, script, iframe, object, embed, base, meta[http-equiv='refresh' i]"
_OUTSIDE = re.compile(r"url\(|@import", re.IGNORECASE)
_LINE_END_HYPHEN = "\ufffe"  # what PDFium makes of a hyphen at the end of a line


def settled(data: bytes, *, accept: bool) -> list[str]:
    """The paragraphs of a Word file's redline after all changes were accepted, or rejected.

    The redline begins after the page break that ends the cover; a deleted mark joins its paragraph to the next.
    """
    found: list[str] = []
    words = ""
    for paragraph in _after_cover(data):
        words += _words(paragraph, accept=accept)
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        if mark is None or not any(mark.find(qn(tag)) is not None for tag in _GONE[accept]):
            found.append(words)
            words = ""
    return found[:-1]  # the last paragraph closes the document


def _after_cover(data: bytes) -> Iterator[Any]:
    started = False
    for paragraph in Document(io.BytesIO(data)).element.body.iterchildren(qn("w:p")):
        if started:
            yield paragraph
        else:
            started = paragraph.find(f".//{qn('w:br')}[@{qn('w:type')}='page']") is not None


def _words(paragraph: Any, *, accept: bool) -> str:
    gone = {qn(tag) for tag in _GONE[accept]}
    runs = (run for run in paragraph.iter(qn("w:r")) if run.getparent().tag not in gone)
    return "".join(_SIGNS.get(part.tag, part.text or "") for run in runs for part in run)


def csv_rows(data: bytes) -> list[list[str]]:
    """The rows below the names."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]


def xlsx_rows(data: bytes) -> list[list[str]]:
    """The rows of the sheet of changes below the names."""
    sheet = load_workbook(io.BytesIO(data), read_only=True)["Changes"]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)][1:]


def fetched_by(html: bytes) -> list[str]:
    """What a browser would fetch when it shows this file: elements, attributes, styles."""
    tree = LexborHTMLParser(html.decode())
    found = [str(node.tag) for node in tree.css(_LOADERS)]
    for node in tree.css("*"):
        attributes = node.attributes
        found += [f"{node.tag} {name}" for name in _LOADED if name in attributes]
        found += _OUTSIDE.findall(attributes.get("style") or "")
        found += _OUTSIDE.findall(node.text()) if node.tag == "style" else []
    return found


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page without its white space, which PDF does not keep."""
    document = pypdfium2.PdfDocument(data)
    try:
        return ["".join(_page(page).split()) for page in document]
    finally:
        document.close()


def _page(page: Any) -> str:
    text: str = page.get_textpage().get_text_range()
    return text.replace(_LINE_END_HYPHEN, "-")
