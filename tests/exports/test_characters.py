"""Characters that files stumble over: emoji, what runs from right to left, and what no file can hold."""

import html
import io
import json
import zipfile

import pytest
from docx import Document

from bench.readback import csv_rows, pdf_pages, settled, xlsx_rows
from commitments.exports import FORMATS
from commitments.exports.characters import is_rtl
from commitments.text.redline import Link, redline
from tests.exports.made import blocks, paper, row

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # three people, joined without a width
KEPT = [
    "rocket \U0001f680",
    FAMILY,
    "نلتزم بالتقييم",
    "אנו מתחייבים",
    "a\u200fright\u200emarked",
    "an \u202eoverride\u202c and an unclosed \u2067isolate",
    "u\u0308mlaut",
]
CONTROL = "a\x00b\x07c\x1bd\x9de\ufffef\ud800g"  # none of which may stand in XML
SHOWN = "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg"
WORDS = [*KEPT, CONTROL]


def made():
    before, after = blocks(WORDS), blocks([f"{words} too" for words in WORDS])
    links = [Link(old.start, new.start, 50) for old, new in zip(before, after, strict=True)]
    rows = tuple(row(words, f"{words} too", heading=words) for words in WORDS)
    return paper(redline(before, after, links), rows)


def docx_text(data: bytes) -> str:
    assert settled(data, accept=False) == [*KEPT, SHOWN]
    assert settled(data, accept=True) == [f"{words} too" for words in [*KEPT, SHOWN]]
    return "\n".join(settled(data, accept=False))


def pack_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return pack.read("passages.txt").decode()


READ = {
    "docx": docx_text,
    "html": lambda data: html.unescape(data.decode()),
    "md": lambda data: data.decode(),
    "txt": lambda data: data.decode(),
    "csv": lambda data: str(json.dumps(csv_rows(data), ensure_ascii=False)),
    "xlsx": lambda data: str(json.dumps(xlsx_rows(data), ensure_ascii=False)),
    "zip": pack_text,
}


@pytest.mark.parametrize("name", READ)
def test_they_come_through(db, name):
    text = READ[name](FORMATS[name].render(made()))
    for words in [*KEPT, SHOWN]:
        assert words in text


def test_they_come_through_a_pdf_but_for_marks_that_nobody_sees(db):
    text = "".join(pdf_pages(FORMATS["pdf"].render(made())))
    for words in ("rocket\U0001f680", FAMILY, "אנומתחייבים", "marked", "u\u0308mlaut", SHOWN):
        assert words in text


@pytest.mark.parametrize("name", ["png", "svg"])
def test_a_card_is_drawn_of_each(name):
    for words in WORDS:
        assert FORMATS[name].render(paper(rows=(row(words, f"{words} too"),)))


@pytest.mark.parametrize(
    ("words", "answer"), [("נ a", True), ("a נ", False), ("12. نلتزم", True), ("…", False)]
)
def test_a_text_runs_as_its_first_letter_does(words, answer):
    assert is_rtl(words) is answer


def test_word_lays_paragraphs_out_as_they_run():
    body = Document(io.BytesIO(FORMATS["docx"].render(made()))).element.xml
    assert body.count("<w:bidi/>") == len(["نلتزم", "אנו"])


def test_they_come_through_the_api(client, bring):
    read = (
        "rocket \U0001f680",
        "نلتزم بالتقييم",
        "אנו מתחייבים",
    )  # marks without a width are not read
    sentences = [f"We will keep {words}." for words in read]
    bring("v2.1", "\n\n".join(sentences), "2025-03-31")
    bring("v2.2", "\n\n".join(sentences[:-1]), "2025-05-14")
    address = "/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
    answer = client.get(address).json()
    assert [clause["text"] for clause in answer["old"]["clauses"]] == sentences
    text = client.get(address, {"format": "html"}).content.decode()
    for sentence in sentences:
        assert sentence in html.unescape(text)
