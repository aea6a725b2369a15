"""The links of a document stand beside its text, and are no part of it."""

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.pdfgen.canvas import Canvas

from commitments.text.blocks import Link
from commitments.text.extract import read
from tests.text.builders import docx, lines, pdf

POLICY = Link("usage policy", "https://lab.example/usage")


def test_a_page_keeps_the_links_of_its_content_only():
    page = b"""<nav><a href="/">Home</a></nav><main><p>See our
    <a href="https://lab.example/usage"><b>usage</b> policy</a>, <a href="#part">below</a>,
    <a href="javascript:x()">or press</a> <a href="/pic"><img></a>.</p></main>"""
    assert read(page, "text/html").links == (POLICY,)


def test_a_page_may_say_what_its_links_are_relative_to():
    page = b'<head><base href="https://lab.example/"></head><p>Our <a href="usage">usage policy</a>.</p>'
    assert read(page, "text/html").links == (POLICY,)


def test_markdown_keeps_its_links():
    text = b"See our [usage **policy**](https://lab.example/usage), and <https://lab.example/>."
    assert read(text, "text/markdown").links == (
        POLICY,
        Link("https://lab.example/", "https://lab.example/"),
    )


def test_a_pdf_keeps_its_links_and_joins_what_a_line_parts():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["We follow our usage", "policy in all we do."])
        canvas.linkURL(POLICY.target, (145, 717, 190, 729))
        canvas.linkURL(POLICY.target, (72, 703, 103, 715))

    assert read(pdf(draw)).links == (POLICY,)


def test_a_word_document_keeps_its_links():
    def fill(document) -> None:
        paragraph = document.add_paragraph("We follow our ")
        name = document.part.relate_to(POLICY.target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), name)
        link.append(paragraph.add_run(POLICY.words)._r)
        paragraph._p.append(link)

    assert read(docx(fill)).links == (POLICY,)


def test_links_do_not_make_another_text():
    one, other = (
        read(f"See our [usage policy]({address}).".encode(), "text/markdown")
        for address in ("https://lab.example/a", "https://lab.example/b")
    )
    assert one.blocks == other.blocks
    assert one.links != other.links
