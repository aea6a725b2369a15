"""Versions of two policies handed on: nothing in them is called removed, weakened or added."""

import csv
import io
import zipfile

import pytest
from docx import Document

from commitments import tasks
from commitments.exports import FORMATS, jobs, matters
from commitments.exports.rows import NOT_ASSESSED
from tests.versions import V21

ACROSS = "/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/"
API = f"/api/v1{ACROSS}"
VERDICTS = {"removed", "added", "edited", "weakened", "moved", "split", "merged"}


@pytest.fixture
def recorded(two_versions, bring) -> None:
    bring("v2", V21.replace("test", "assess"), "2025-04-15", policy="preparedness-framework")


@pytest.fixture
def file(client, recorded):
    def file(name: str) -> bytes:
        response = client.get(API, {"format": name})
        assert response.status_code == 200, response.content
        return response.content

    return file


def test_the_page_has_a_menu_of_what_there_is(client, recorded):
    html = client.get(ACROSS).content.decode()
    for name, made in FORMATS.items():
        assert (f'href="{API}?format={name}"' in html) == (made.suffix not in ("png", "svg"))
    assert client.get(API, {"format": "png"}).status_code == 406


def test_its_files_name_both_policies(client, recorded):
    said = client.get(API, {"format": "txt"})["Content-Disposition"]
    named = "anthropic_responsible-scaling-policy_v2.2_openai_preparedness-framework_v2_2"
    assert f'filename="{named}' in said


def test_rows_say_what_stands_only_on_one_side_and_judge_nothing(file):
    rows = list(csv.DictReader(io.StringIO(file("csv").decode("utf-8-sig"))))
    assert {"only left", "only right"} <= {row["outcome"] for row in rows}
    assert not {row["outcome"] for row in rows} & VERDICTS
    assert {row["basis"] for row in rows} == {NOT_ASSESSED}
    assert {row["signals"] for row in rows} == {""}
    assert {row["old version"] for row in rows} == {"Anthropic, Responsible Scaling Policy v2.2"}
    assert {row["organization"] for row in rows} == {"OpenAI"}


@pytest.mark.parametrize("name", ["html", "md", "txt"])
def test_it_says_that_neither_was_made_from_the_other(file, name):
    text = file(name).decode()
    assert "neither of which was made from the other" in text
    assert "account" not in text


def test_the_word_file_has_both_sources_on_its_cover(file):
    [table] = Document(io.BytesIO(file("docx"))).tables
    assert [row.cells[0].text.splitlines()[0] for row in table.rows] == [
        "Anthropic, Responsible Scaling Policy v2.2",
        "OpenAI, Preparedness Framework v2",
    ]


def test_the_pack_names_whose_capture_it_speaks_of(file):
    with zipfile.ZipFile(io.BytesIO(file("zip"))) as pack:
        text = pack.read("passages.txt").decode()
    assert "of Anthropic, Responsible Scaling Policy v2.2 (SHA-256" in text
    assert "of OpenAI, Preparedness Framework" in text


def test_without_captured_texts_there_is_nothing_to_hand_on(client, dataset):
    html = client.get(ACROSS).content.decode()
    assert 'class="menu"' not in html
    response = client.get(API, {"format": "csv"})
    assert response.status_code == 404
    assert "there is no text to compare" in response.json()["error"]["message"]


def test_the_api_tells_it_as_data_and_leads_to_the_page(client, recorded):
    answer = client.get(API).json()
    assert answer["page"].endswith(ACROSS)
    assert [answer[side]["policy"]["slug"] for side in ("old", "new")] == [
        "responsible-scaling-policy",
        "preparedness-framework",
    ]
    assert answer["pairs"]
    assert "commitments" not in answer


def test_what_is_long_of_them_a_worker_makes_too(client, recorded, monkeypatch):
    monkeypatch.setattr(matters, "MOST_CLAUSES_TYPESET", 3)
    monkeypatch.setattr(tasks.make_export, "delay", jobs.make)
    assert client.get(API, {"format": "pdf"}).status_code == 409
    assert client.post(f"{API}?format=pdf").status_code == 202
    assert client.get(API, {"format": "pdf"}).getvalue().startswith(b"%PDF")
