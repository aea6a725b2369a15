"""Documents for the tests, made where they are used: nothing here is read from disk."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from commitments.text.blocks import Clause
from commitments.text.extract.plain import read_text
from commitments.text.segment import segment

POLICY = """## 1. Evaluation

We will evaluate each model before deployment. Evaluations are described in Appendix A.

We commit to the following:

● Model cards: Publish model cards for significant new models.
● Audits: We will commission an independent audit every 6 months.

## 2. Governance

The Board of Directors must approve any change to this policy. We will not train models without safeguards.
"""


def clauses(text: str) -> tuple[Clause, ...]:
    return segment(read_text(text))


def pdf(*pages: Callable[[Canvas], None], password: str | None = None) -> bytes:
    """A PDF with one page for each function that draws it."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password, invariant=1)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(
    canvas: Canvas,
    texts: list[str],
    *,
    x: float = 72,
    top: float = 720,
    size: float = 11,
    bold: bool = False,
) -> float:
    """Draws lines 14 points apart from ``top`` down; gives the height of the next one."""
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    for text in texts:
        canvas.drawString(x, top, text)
        top -= 14
    return top


def docx(fill: Callable[[object], None]) -> bytes:
    document = Document()
    fill(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
