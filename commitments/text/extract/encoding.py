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
# Browsers read these labels as wider ones, and so were the pages written.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# What a page may be written in. Python knows more "encodings", some without end and some that never fail.
_PLAIN = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|cp(?:125\d|874|932|949|866)|iso8859-\d{1,2}|koi8-[ru]|mac-\w+|"
    r"gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_MOST_BROKEN = 0.001
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 16_384
_SAMPLE = 200_000
_FEW = 0.07


def decode(data: bytes, *, is_html: bool = False, charset: str = "") -> str:
    """The text of ``data``; never fails: what no encoding explains becomes U+FFFD.

    A byte order mark decides, then valid UTF-8, then ``charset`` (the server's word), then what a page says
    itself.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    try:
        return data.decode("utf-8")  # bytes that are valid UTF-8 by chance are next to none
    except UnicodeDecodeError:
        return _decode_other(data, [charset, _declared(data) if is_html else ""])


def charset_of(media_type: str) -> str:
    """The charset a content type names; "" where it names none."""
    found = _CHARSET.search(media_type)
    return found[1] if found else ""


def _decode_other(data: bytes, declared: list[str]) -> str:
    for label in declared:
        text = _decoded_as(data, label)
        if text is not None:
            return text
    if _is_nearly_utf8(data):
        return data.decode("utf-8", errors="replace")
    return data.decode(_guess(data[:_SAMPLE]), errors="replace")


def _decoded_as(data: bytes, label: str) -> str | None:
    """The text under a declared label, unless the label is unknown or the bytes belie it."""
    try:
        name = codecs.lookup(label.strip()).name if label.isascii() and label.strip() else ""
    except (LookupError, ValueError):
        return None
    name = _READ_AS.get(name, name)
    if not _PLAIN.fullmatch(name):
        return None
    text = data.decode(name, errors="replace")
    is_broken = text.count("\ufffd") > max(1, _MOST_BROKEN * len(text))
    return None if is_broken else text


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


def _declared(data: bytes) -> str:
    found = _META.search(data[:_HEAD]) or _XML.search(data[:_HEAD])
    label = found[1].decode("ascii").lower() if found else ""
    return "" if label.startswith("utf-16") else label  # its declaration could not have been read
