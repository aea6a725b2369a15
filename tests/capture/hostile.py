"""Documents made to do harm."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from docx import Document as WordDocument


def word(**parts: bytes) -> bytes:
    """A Word document in which parts are replaced."""
    whole, changed = BytesIO(), BytesIO()
    WordDocument().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(Path(name).stem, old.read(name)))
    return changed.getvalue()


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = "<w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body>"
    schema = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'
    return f'{head}<w:document xmlns:w="{schema}">{body}</w:document>'.encode()


def pdf(pages: int, content: bytes) -> bytes:
    """A PDF whose pages all show the same compressed content."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    packed = zlib.compress(content, 1)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids),
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * pages,
    ]
    objects = b"".join(b"%d 0 obj%b\nendobj\n" % item for item in enumerate(parts, 1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
