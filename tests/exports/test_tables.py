"""CSV and XLSX: the same rows, inert in a spreadsheet, whole when read again."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from commitments.exports import table_csv, workbook
from commitments.exports.papers import Paper, Review
from commitments.exports.table_csv import COLUMNS
from tests.exports.made import paper, row


def csv_rows(made: Paper) -> list[dict[str, str]]:
    text = table_csv.render(made).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def xlsx_rows(made: Paper) -> list[dict[str, str]]:
    sheet = load_workbook(io.BytesIO(workbook.render(made)))["Changes"]
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(names, (cell or "" for cell in cells), strict=True)) for cells in rows]


def test_a_row_holds_both_passages_and_who_says_so():
    review = Review(
        "decided by Edith", "Edith", None, "codebook 0.2", True, ("scope", "actor"), "silent"
    )
    made = paper(rows=(row("We will test.", "We may test.", outcome="weakened", review=review),))
    [found] = csv_rows(made)
    assert tuple(found) == COLUMNS
    assert found["words before"] == "We will test."
    assert found["words after"] == "We may test."
    assert (found["outcome"], found["material"], found["dimensions"]) == (
        "weakened",
        "yes",
        "scope; actor",
    )
    assert (found["announcement"], found["reviewed by"]) == ("silent", "Edith")
    assert found["permalink"].startswith("https://")
    assert found["data set"] == "2026-11-23"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_is_text(start):
    made = paper(rows=(row(start, "x"),))
    assert csv_rows(made)[0]["words before"] == f"'{start}"
    sheet = load_workbook(io.BytesIO(workbook.render(made)))["Changes"]
    cell = sheet.cell(2, COLUMNS.index("words before") + 1)
    assert cell.data_type == "s"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


@settings(max_examples=30)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_both_tables_read_again_give_the_same_rows(passages):
    made = paper(rows=tuple(row(*pair) for pair in passages))
    plain = [{k: v.removeprefix("'") for k, v in found.items()} for found in csv_rows(made)]
    excel = [{k: v.removeprefix("'") for k, v in found.items()} for found in xlsx_rows(made)]
    assert plain == excel
    assert [found["words after"] for found in plain] == [b.removeprefix("'") for _, b in passages]


def test_control_characters_show_as_unknown_and_a_cell_holds_what_it_can():
    made = paper(rows=(row("a\x00b\x1fc\ud800", "w" * 40_000),))
    assert csv_rows(made)[0]["words before"] == "a\ufffdb\ufffdc\ufffd"
    assert len(csv_rows(made)[0]["words after"]) == 40_000
    [found] = xlsx_rows(made)
    assert found["words before"] == "a\ufffdb\ufffdc\ufffd"
    assert found["words after"].endswith("the whole passage is at the permalink]")
