"""What a PDF says of itself beside its text."""

import pypdfium2

from commitments.text.days import days_in


def pdf_created_on(data: bytes) -> str:
    """The day on which a PDF says that it was made; "" where it does not say, or cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ""
    try:
        stamp = str(document.get_metadata_value("CreationDate")).removeprefix("D:")[:8]
    finally:
        document.close()
    days = days_in(stamp)
    return days[0][1] if days else ""
