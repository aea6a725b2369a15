import io
import re
import zipfile

import pytest

from commitments.errors import ExtractError
from commitments.text.extract import DOCX, HTML, MARKDOWN, PDF, PLAIN, read, sniff
from tests.text.builders import docx, lines, pdf


def _zip(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_the_content_decides_whatever_was_declared():
    document = pdf(lambda canvas: lines(canvas, ["We will test models."]))

    assert sniff(document, "text/html") == PDF
    assert sniff(b"<!DOCTYPE html><html><p>Hi</p>", "application/pdf") == HTML
    assert sniff(b"  <div>We will test.</div>", "text/plain") == HTML
    assert sniff(docx(lambda d: d.add_paragraph("Hi")), "application/zip") == DOCX


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("", PLAIN),
        ("text/plain; charset=utf-8", PLAIN),
        ("text/markdown; charset=utf-8", MARKDOWN),
        ("policy.md", MARKDOWN),
        ("text/html", PLAIN),
    ],
)
def test_what_was_declared_only_tells_markdown_from_plain_text(declared, expected):
    assert sniff(b"# Policy\n\nWe will test models.", declared) == expected


def test_a_tag_in_running_text_does_not_make_a_page():
    assert sniff(b"Use <p> for paragraphs, they say.") == PLAIN


def test_a_text_about_tags_is_no_page():
    text = b"# How to embed\n\n```html\n<html><body>\n<p>Hi</p>\n</body></html>\n```\n"

    assert sniff(text, "guide.md") == MARKDOWN
    assert sniff(text) == PLAIN
    assert sniff(b"<div align=center>\n\n# Policy\n\n</div>", "policy.md") == MARKDOWN


@pytest.mark.parametrize(
    "text",
    [
        b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'><html><body>Hi",
        b"<!-- saved -->\n<html><body>Hi",
        b"<b>We</b> test.",
        b"\xef\xbb\xbf<BODY>Hi",
    ],
)
def test_a_page_is_known_by_its_beginning(text):
    assert sniff(text) == HTML


def test_a_piece_of_a_page_that_begins_with_words_must_be_declared():
    text = b"We <b>will</b> test models."

    assert sniff(text, "policy.html") == HTML
    assert sniff(text, "text/html; charset=utf-8") == HTML
    assert sniff(text) == PLAIN


def test_wide_text_with_a_mark_is_text():
    assert sniff("We will test.".encode("utf-16")) == PLAIN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        (b"\xff\xd8\xff\xe0JFIF", "wrong_type"),
        (b"abc\x00\x01\x02def", "wrong_type"),
        (_zip(**{"notes.txt": "hello"}), "wrong_type"),
        (b"PK\x03\x04 cut off", "truncated"),
        (
            re.sub(
                rb"(PK\x01\x02..)\x14",
                b"\\1\xff",
                docx(lambda d: d.add_paragraph("Hi")),
                flags=re.DOTALL,
            ),
            "truncated",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:"
            + b"a" * 64
            + b"\nsize 12345\n",
            "wrong_type",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence(data, code):
    with pytest.raises(ExtractError) as caught:
        read(data)

    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
