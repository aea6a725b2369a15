"""Bytes to text: what the file says first, then UTF-8, then what the letters look like."""

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
# Browsers read these labels as Windows-1252, and so were the pages written.
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii"})
_SAMPLE = 200_000
_FEW = 0.07


def decode(data: bytes, *, is_html: bool = False) -> str:
    """The text of ``data``; never fails: what no encoding explains becomes U+FFFD."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    try:
        return data.decode("utf-8")  # bytes that are valid UTF-8 by chance are next to none
    except UnicodeDecodeError:
        return _decode_other(data, _declared(data) if is_html else None)


def _decode_other(data: bytes, declared: str | None) -> str:
    if declared:
        name = "cp1252" if declared in _LATIN else declared
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    if _is_nearly_utf8(data):
        return data.decode("utf-8", errors="replace")
    return data.decode(_guess(data[:_SAMPLE]), errors="replace")


def _guess(data: bytes) -> str:
    """Where hardly a byte is not ASCII there is nothing to guess by: then it is English with its quotes."""
    if sum(byte > 0x7F for byte in data) < _FEW * len(data):
        return "cp1252"
    best = from_bytes(data).best()
    return best.encoding if best else "cp1252"


def _is_nearly_utf8(data: bytes) -> bool:
    """A few broken bytes in a long UTF-8 text do not make it another encoding."""
    text = data.decode("utf-8", errors="replace")
    wide = sum(1 for c in text if c > "\x7f")
    return text.count("\ufffd") * 10 < wide


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096]) or _XML.search(data[:4096])
    return found[1].decode("ascii").lower() if found else None
