import re
import zipfile
from io import BytesIO

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

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


def _body(xml):
    """A document whose body is ``xml``."""

    def fill(document):
        body = document.element.body
        for child in parse_xml(f"<w:body {nsdecls('w', 'wp', 'a')}>{xml}</w:body>"):
            body.insert(len(body) - 1, child)

    return docx(fill)


def _run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_tracked_changes_are_read_as_accepted():
    reading = read(
        _body(
            f"<w:p>{_run('We ')}<w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
            f"<w:ins>{_run('will')}</w:ins>{_run(' test')}<w:moveFrom>{_run(' old')}</w:moveFrom>"
            f"<w:moveTo>{_run(' models')}</w:moveTo>.</w:p>"
            f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{_run('One ')}</w:p><w:p>{_run('line.')}</w:p>"
        )
    )

    assert [b.text for b in reading.blocks] == ["We will test models", "One line."]


SHOWN = '<w:vanish w:val="0"/>'


def test_hidden_text_is_left_out_and_wrapped_text_is_not():
    reading = read(
        _body(
            f"<w:p>{_run('We test.')}{_run(' Unseen.', '<w:vanish/>')}"
            f"{_run(' Seen.', SHOWN)}</w:p>"
            f"<w:sdt><w:sdtContent><w:p>{_run('In a control.')}</w:p></w:sdtContent></w:sdt>"
            f"<w:p><w:hyperlink>{_run('A link.')}</w:hyperlink><w:r><w:pict><w:txbxContent>"
            f"<w:p>{_run('In a box.')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
        )
    )

    assert [b.text for b in reading.blocks] == [
        "We test. Seen.",
        "In a control.",
        "A link.",
        "In a box.",
    ]


def test_levels_come_from_the_paragraph_before_its_style():
    def numbered(level, listed=1):
        return (
            f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{listed}'/></w:numPr>",
            "<w:pStyle w:val='ListBullet'/>",
        )

    item, style = numbered(2)
    none, _ = numbered(0, 0)
    reading = read(
        _body(
            f"<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{_run('Scope')}</w:p>"
            f"<w:p><w:pPr>{style}{item}</w:pPr>{_run('Deep.')}</w:p>"
            f"<w:p><w:pPr>{style}{none}</w:pPr>{_run('No item.')}</w:p>"
            f"<w:p><w:pPr>{style}</w:pPr>{_run('Item.')}</w:p>"
        )
    )

    assert [(b.kind, b.level) for b in reading.blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.LIST_ITEM, 3),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.LIST_ITEM, 1),
    ]


def test_merged_cells_come_once_under_all_their_heads():
    def fill(document):
        table = document.add_table(rows=3, cols=3)
        words = [
            "Level",
            "Security",
            "Deployment",
            "ASL-2",
            "Harden",
            "Filter",
            "x",
            "Audit",
            "Log",
        ]
        for cell, word in zip(table._cells, words, strict=True):
            cell.text = word
        table.cell(2, 0).text = ""
        table.cell(1, 0).merge(table.cell(2, 0))

    cells = read(docx(fill)).blocks

    assert [(b.text, b.headings) for b in cells] == [
        ("ASL-2", ("Level",)),
        ("Harden", ("ASL-2", "Security")),
        ("Filter", ("ASL-2", "Deployment")),
        ("Audit", ("ASL-2", "Security")),
        ("Log", ("ASL-2", "Deployment")),
    ]


FOOTNOTES = f"""<?xml version="1.0"?><w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{_run(" Each quarter.")}</w:p></w:footnote>
</w:footnotes>"""
RELATION = (
    '<Relationship Id="rId99" Target="footnotes.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
)
KIND = (
    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.footnotes+xml"/></Types>'
)


def test_a_footnote_follows_the_paragraph_that_calls_it():
    data = _body(
        f"<w:p>{_run('We test')}<w:r><w:footnoteReference w:id='2'/></w:r>{_run(' models.')}</w:p>"
        f"<w:p>{_run('More.')}</w:p>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                text = re.sub(rb"</Relationships>", RELATION.encode(), text)
            if name == "[Content_Types].xml":
                text = re.sub(rb"</Types>", KIND.encode(), text)
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", FOOTNOTES)

    assert [(b.kind.value, b.text) for b in read(buffer.getvalue()).blocks] == [
        ("paragraph", "We test models."),
        ("footnote", "Each quarter."),
        ("paragraph", "More."),
    ]


def test_xml_that_unpacks_too_far_is_refused(monkeypatch):
    monkeypatch.setattr("commitments.text.extract.docx.MOST_XML", 5000)

    with pytest.raises(ExtractError) as caught:
        read(docx(_fill))

    assert caught.value.code == "too_large"


@pytest.mark.parametrize("xml", ["<w:document/>", "not xml", "<w:sdt>" * 500])
def test_a_broken_part_is_refused(xml):
    data = docx(_fill)
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))

    with pytest.raises(ExtractError) as caught:
        read(buffer.getvalue())

    assert caught.value.code == "truncated"
