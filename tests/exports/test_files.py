"""Each format of each kind of thing: its name says what is inside, and the file what it rests on."""

import html
import io
import zipfile

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from bench.readback import pdf_pages
from commitments.blobs import withdraw_blob
from commitments.dataset.files import shipped
from commitments.exports import formats_of
from commitments.exports.papers import Subject
from commitments.models import Blob
from tests.versions import V21

RSP = "/api/v1/policies/anthropic/responsible-scaling-policy"
ACROSS = (
    "/api/v1/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/"
)
# By kind: where it is asked for, the name of its file, and what is said of review.
KINDS = {
    Subject.COMPARISON: (
        f"{RSP}/compare/v2.1...v2.2/",
        "anthropic_responsible-scaling-policy_v2.1_v2.2",
        "0 of 5 statements reviewed by a person",
    ),
    Subject.ACROSS: (
        ACROSS,
        "anthropic_responsible-scaling-policy_v2.2_openai_preparedness-framework_v2",
        "statements reviewed by a person",
    ),
    Subject.COMMITMENT: (
        "/api/v1/commitments/anthropic/evaluation-cadence/",
        "anthropic_evaluation-cadence",
        "statements reviewed by a person",
    ),
    Subject.CHANGES: (
        "/api/v1/changes/?organization=anthropic&outcome=removed",
        "changes_anthropic-removed",
        "statements reviewed by a person",
    ),
    Subject.SEARCH: (
        "/api/v1/search/?q=%22lighthouse+report%22",
        "search_lighthouse-report",
        "judged by nobody",
    ),
}
EACH = [
    (kind, made.name)
    for kind in KINDS
    for made in formats_of(kind)
    if (kind, made.name) != (Subject.CHANGES, "zip")  # which a worker makes
]
SAID = (shipped().edition["edition"], f"codebook {shipped().codebook['version']}", "CC BY 4.0")
# A table says of each row what it rests on.
OF_A_ROW = {
    **dict.fromkeys(KINDS, "not reviewed"),
    Subject.ACROSS: "not assessed",
    Subject.SEARCH: "stands in",
}
STARTS = {
    "docx": b"PK", "xlsx": b"PK", "zip": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>", "md": b"# ",
    "csv": b"\xef\xbb\xbf", "txt": b"", "png": b"\x89PNG", "svg": b"<svg",
}  # fmt: skip


@pytest.fixture
def recorded(two_versions, bring) -> None:
    text = V21.replace("test", "assess").replace("lighthouse", "harbour")
    bring("v2", text, "2025-04-15", policy="preparedness-framework")


@pytest.fixture
def asked(client, recorded):
    """The response with a file."""

    def asked(address: str, name: str):
        response = client.get(f"{address}{'&' if '?' in address else '?'}format={name}")
        assert response.status_code == 200, response.content
        return response

    return asked


def word_text(data: bytes) -> str:
    """What is deleted too."""
    return "".join(
        Document(io.BytesIO(data)).element.body.xpath("//w:t/text() | //w:delText/text()")
    )


def excel_text(data: bytes) -> str:
    sheets = load_workbook(io.BytesIO(data)).worksheets
    rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row)


def pack_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        names = [name for name in pack.namelist() if name.endswith((".txt", ".json", ".csv"))]
        return "\n".join(pack.read(name).decode() for name in names)


READ = {
    "docx": word_text,
    "xlsx": excel_text,
    "zip": pack_text,
    "pdf": lambda data: "".join(pdf_pages(data)),
    "html": lambda data: html.unescape(data.decode()),
    **dict.fromkeys(("md", "txt", "csv"), bytes.decode),
}


def read(name: str, data: bytes) -> str:
    """Its words, without the white space that a PDF does not keep."""
    return "".join(READ[name](data).split())


def bare(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_its_name_says_what_is_inside_and_it_says_what_it_rests_on(asked, kind, name):
    address, called, reviewed = KINDS[kind]
    response = asked(address, name)
    assert response.content.startswith(STARTS[name])
    day = timezone.now().date()
    assert response["Content-Disposition"] == f'attachment; filename="{called}_{day}.{name}"'
    if name in READ:
        text = read(name, response.content)
        for words in (*SAID, reviewed if name != "csv" else OF_A_ROW[kind]):
            assert bare(words) in text


@pytest.mark.parametrize("kind", KINDS)
def test_json_names_them_too(client, recorded, kind):
    about = client.get(KINDS[kind][0]).json()["about"]
    assert about == {
        "data_set": shipped().edition["edition"],
        "codebook": f"codebook {shipped().codebook['version']}",
        "licence": "Data set: CC BY 4.0. Policies belong to their publishers.",
    }


@pytest.mark.parametrize("name", READ)
def test_a_version_beside_itself_says_that_nothing_changed(asked, name):
    text = read(name, asked(f"{RSP}/compare/v2.2...v2.2/", name).content)
    assert bare("Nothing changed") in text or bare("no change") in text


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_format_is_not_acceptable_and_those_there_are_are_named(client, recorded, kind):
    address = KINDS[kind][0]
    response = client.get(f"{address}{'&' if '?' in address else '?'}format=odt")
    assert response.status_code == 406
    named = ", ".join(["json", *(made.name for made in formats_of(kind))])
    assert f"no format 'odt' here; there are: {named}." in response.json()["error"]["message"]


GONE = "lighthouse report describes"  # which only the withdrawn document says


@pytest.mark.parametrize("kind", [Subject.COMPARISON, Subject.SEARCH])
def test_a_withdrawn_document_speaks_through_no_file(asked, client, two_versions, editor, kind):
    address = KINDS[kind][0]
    names = [made.name for made in formats_of(kind) if made.name in READ]
    assert bare(GONE) in read("txt", asked(address, "txt").content)
    blob = Blob.objects.get(pk=two_versions[0].captured.extraction.snapshot.blob_id)
    withdraw_blob(blob, reason="copyright claim", by=editor)
    for name in names:
        assert bare(GONE) not in read(name, asked(address, name).content)
    assert GONE not in client.get(address).content.decode()
