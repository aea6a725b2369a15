import pytest

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind
from commitments.text.extract import read
from tests.text.builders import docx


def _fill(document):
    document.core_properties.title = "Safety policy"
    document.add_heading("Measures", level=2)
    document.add_paragraph("We commit to:")
    document.add_paragraph("Publish model cards.", style="List Bullet")
    document.add_paragraph("For new models.", style="List Bullet 2")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        table._cells, ["Level", "Measure", "ASL-2", "Harden security"], strict=True
    ):
        cell.text = text
    document.add_paragraph("The end is here.")


def test_styles_name_headings_and_lists_and_tables_keep_their_heads():
    reading = read(docx(_fill))

    assert [(b.kind, b.text, b.level, b.headings) for b in reading.blocks] == [
        (BlockKind.HEADING, "Measures", 2, ()),
        (BlockKind.PARAGRAPH, "We commit to:", 0, ()),
        (BlockKind.LIST_ITEM, "Publish model cards.", 1, ()),
        (BlockKind.LIST_ITEM, "For new models.", 2, ()),
        (BlockKind.TABLE_CELL, "ASL-2", 0, ("Level",)),
        (BlockKind.TABLE_CELL, "Harden security", 0, ("ASL-2", "Measure")),
        (BlockKind.PARAGRAPH, "The end is here.", 0, ()),
    ]
    assert reading.title == "Safety policy"
    assert reading.blocks[2].lead_in == "We commit to:"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("commitments.text.extract.docx.MOST_BYTES", 1000)

    with pytest.raises(ExtractError) as caught:
        read(docx(_fill))

    assert caught.value.code == "too_large"


def test_a_damaged_document_is_refused():
    with pytest.raises(ExtractError) as caught:
        read(docx(_fill)[:-200])

    assert caught.value.code == "truncated"


def test_an_empty_document_has_no_text():
    with pytest.raises(ExtractError) as caught:
        read(docx(lambda document: None))

    assert caught.value.code == "no_text"
