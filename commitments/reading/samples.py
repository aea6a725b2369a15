"""A small document of each kind: a helper reads them at its start, so that no child has to wake its reader."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document

_TEXT = (
    "1. Safety\n\nWe will test every model. We aim to publish the results \u2013 within 30 days.\n"
)
_PAGE = f"<html><head><title>Policy</title></head><body><main><h1>A</h1><p>{_TEXT}</p></main></body></html>"
_WORDS = b"BT /F1 12 Tf 72 720 Td (We will test every model before its release.) Tj ET"
_PDF_PARTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%b\nendstream" % (len(_WORDS), _WORDS),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)


def samples() -> Iterator[tuple[bytes, str]]:
    """Bytes and media type, one of each kind and one whose charset has to be guessed."""
    yield _TEXT.encode(), "text/plain"
    yield "Wir prüfen jedes Modell. Größe, Maß, Übung.".encode("cp1252"), "text/plain"
    yield ("Мы проверяем каждую модель. " * 9).encode("cp1251"), "text/plain"
    yield "<p>Größe und Maß.</p>".encode("cp1252"), "text/html; charset=no-such-charset"
    yield f"# A\n\n{_TEXT}\n- one\n- two\n".encode(), "text/markdown"
    yield _PAGE.encode(), "text/html"
    yield _pdf(), "application/pdf"
    yield _docx(), "application/octet-stream"


def _pdf() -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(_PDF_PARTS, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + head + table + trailer % (len(places) + 1, len(data))


def _docx() -> bytes:
    document = Document()
    document.add_heading("Safety")
    document.add_paragraph(_TEXT)
    document.add_table(1, 2).cell(0, 0).text = "We will test."
    file = BytesIO()
    document.save(file)
    return file.getvalue()
