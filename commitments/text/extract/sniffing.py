"""What kind of document some bytes are. A server's word is not trusted: the content decides."""

import re
import zipfile
from io import BytesIO

from commitments.errors import ExtractError

PDF = "application/pdf"
HTML = "text/html"
MARKDOWN = "text/markdown"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain"

_HEAD = 4096
_POINTER = b"version https://git-lfs.github.com/spec/v1"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGS = (
    "p|div|h[1-6]|ul|ol|dl|table|section|article|main|aside|nav|footer|span|meta|title|script|style|link|header|"
    "details|blockquote|pre|center|font|form|figure|strong|em|b|i|a|br|hr|img|body|head|html"
)
_TAGGED = re.compile(rb"\s*<(?:!--|(?:%b)[\s>/])" % _TAGS.encode(), re.IGNORECASE)
_CLOSED = re.compile(rb"</(?:%b)\s*>" % _TAGS.encode(), re.IGNORECASE)


def sniff(data: bytes, declared: str = "") -> str:
    """The media type of ``data``: one of PDF, HTML, MARKDOWN, DOCX, PLAIN.

    ``declared`` is a media type or a file's name. Raises ExtractError: ``empty``, ``wrong_type``,
    ``truncated``, ``encrypted``.
    """
    if not data.strip(b" \t\r\n\f\0\xef\xbb\xbf"):
        raise ExtractError("empty", "The document is empty: fetch it again, or check the address.")
    if data.startswith(_POINTER):
        raise ExtractError(
            "wrong_type",
            "This is a Git LFS pointer and not the document: fetch the file it points to.",
        )
    head = _head(data)
    if b"%PDF-" in head[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    _refuse_binary(data, head)
    if _is_page(head.removeprefix(b"\xef\xbb\xbf"), declared):
        return HTML
    return MARKDOWN if _says_markdown(declared) else PLAIN


def _is_page(head: bytes, declared: str) -> bool:
    """A text that begins as a page does, or is said to be one and has a page's tags.

    Other texts only speak of tags; Markdown may begin with some.
    """
    if _says_markdown(declared) and not _PAGE.search(head):
        return False
    if _TAGGED.match(head) or (head.lstrip().startswith(b"<") and _PAGE.search(head)):
        return True
    name = declared.split(";")[0].strip().lower()
    is_said = name in {HTML, "application/xhtml+xml"} or name.endswith((".html", ".htm", ".xhtml"))
    return is_said and bool(_PAGE.search(head) or _CLOSED.search(head))


def _head(data: bytes) -> bytes:
    """The beginning of ``data``; of a text in wide characters, its narrow twin."""
    if data.startswith(_WIDE_MARKS):
        return data[:_HEAD].decode("utf-16", errors="ignore").encode()
    return data[:_HEAD]


def _zip_type(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ExtractError(
            "truncated", "The file is damaged or was cut off: fetch it again."
        ) from error
    if "word/document.xml" in names:
        return DOCX
    raise ExtractError(
        "wrong_type", "This is an archive and not a Word document: name the document inside it."
    )


def _refuse_binary(data: bytes, head: bytes) -> None:
    if head.startswith(_IMAGES):
        raise ExtractError(
            "wrong_type",
            "This is an image and has no text: look for a PDF or a page with the text.",
        )
    if head.startswith(_OLE):
        _refuse_ole(data)
    if b"\0" in head:
        raise ExtractError(
            "wrong_type",
            "This is no kind of document that can be read: give a PDF, HTML, DOCX, Markdown or text file.",
        )


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ExtractError(
            "encrypted", "The Word document asks for a password: find a copy without one."
        )
    raise ExtractError("wrong_type", "This is an old binary Office file: save it as DOCX or PDF.")


def _says_markdown(declared: str) -> bool:
    name = declared.split(";")[0].strip().lower()
    return name in {"text/markdown", "text/x-markdown"} or name.endswith(
        (".md", ".markdown", ".mdx")
    )
