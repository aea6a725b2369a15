import pytest

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind
from commitments.text.extract import read
from tests.text.builders import lines, pdf

LONG = "We will evaluate every model that we train before we deploy it and"  # nearly as wide as the page


def _numbered_pages(count):
    def page(number):
        def draw(canvas):
            lines(canvas, ["Responsible Policy, Example"], top=800, size=9)
            lines(canvas, [f"{LONG} {'abcdef'[number]}", f"as the word {'abcdef'[number]} says."])
            lines(canvas, [f"Page {number + 1} of {count}"], top=40, size=9)

        return draw

    return pdf(*(page(n) for n in range(count)))


def test_lines_are_joined_and_know_their_page():
    reading = read(_numbered_pages(3))

    assert [b.page for b in reading.blocks] == [1, 2, 3]
    assert reading.blocks[0].text == f"{LONG} a as the word a says."
    assert (reading.page_count, reading.extractor) == (3, "pdf/1")


def test_running_headers_footers_and_page_numbers_are_no_text():
    reading = read(_numbered_pages(4))

    assert "Responsible Policy" not in reading.text
    assert "Page 1" not in reading.text


def test_headings_are_larger_or_bold():
    def draw(canvas):
        top = lines(canvas, ["Safety Policy"], size=20)
        top = lines(canvas, ["Evaluation"], top=top - 20, size=15)
        top = lines(canvas, [LONG + " more", "it ends here."], top=top - 10)
        top = lines(canvas, ["Audits by others"], top=top - 10, bold=True)
        lines(canvas, [LONG + " more", "it ends there."], top=top - 10)

    headings = [(b.text, b.level) for b in read(pdf(draw)).blocks if b.kind is BlockKind.HEADING]

    assert headings == [("Safety Policy", 1), ("Evaluation", 2), ("Audits by others", 3)]


def test_items_have_depth_by_marker_and_indent():
    def draw(canvas):
        top = lines(canvas, ["We commit to the following:"])
        top = lines(
            canvas,
            ["• Publish model cards for every new model that we", "  release to the public."],
            top=top,
        )
        top = lines(canvas, ["- In English."], x=100, top=top)
        lines(canvas, ["• Have audits done."], top=top)

    items = [b for b in read(pdf(draw)).blocks if b.kind is BlockKind.LIST_ITEM]

    assert [(b.text, b.level) for b in items] == [
        ("Publish model cards for every new model that we release to the public.", 1),
        ("In English.", 2),
        ("Have audits done.", 1),
    ]
    assert items[0].lead_in == "We commit to the following:"


def test_a_bold_item_after_its_bare_marker_is_an_item():
    def draw(canvas):
        lines(canvas, ["We commit to the following:"])
        lines(canvas, ["•"], top=700)
        lines(canvas, ["Model cards"], x=90, top=690, bold=True)

    blocks = read(pdf(draw)).blocks

    assert (blocks[-1].kind, blocks[-1].text) == (BlockKind.LIST_ITEM, "Model cards")


def test_two_columns_are_read_one_after_the_other():
    def draw(canvas):
        left = [f"left column line {n} of the text" for n in range(1, 6)]
        right = [f"right column line {n} of the text" for n in range(1, 6)]
        lines(canvas, left, x=60)
        lines(canvas, [*right[:-1], right[-1] + "."], x=320)

    text = read(pdf(draw)).text

    assert text.index("left column line 5") < text.index("right column line 1")


def test_bullets_drawn_last_find_their_items():
    def draw(canvas):
        lines(canvas, ["We commit to:"])
        lines(canvas, ["Publish model cards.", "Have audits done."], x=90, top=706)
        lines(canvas, ["•", "•"], x=72, top=706)

    items = [b.text for b in read(pdf(draw)).blocks if b.kind is BlockKind.LIST_ITEM]

    assert items == ["Publish model cards.", "Have audits done."]


def test_columns_drawn_row_by_row_are_read_column_by_column():
    def draw(canvas):
        for n in range(6):
            canvas.drawString(60, 700 - 14 * n, f"left column number {n} goes on and on")
            canvas.drawString(320, 700 - 14 * n, f"right column number {n} goes on and on")

    text = read(pdf(draw)).text

    assert text.index("left column number 5") < text.index("right column number 0")


def test_the_cells_of_a_small_table_stay_in_their_row():
    def draw(canvas):
        rows = [("Level", "Measure"), ("ASL-2", "Harden"), ("ASL-3", "Test"), ("ASL-4", "More")]
        for n, (name, value) in enumerate(rows):
            canvas.drawString(60, 700 - 30 * n, name)
            canvas.drawString(320, 700 - 30 * n, value)

    text = read(pdf(draw)).text

    assert text.index("Harden") < text.index("ASL-3")


def test_words_broken_at_a_line_end_are_rejoined():
    def draw(canvas):
        lines(
            canvas,
            [
                "We share an example with all of our part-",
                "ners; and non-",
                "state actors are watched by partners.",
            ],
        )

    assert read(pdf(draw)).text == (
        "We share an example with all of our partners; and non-state actors are watched by partners."
    )


def test_a_sentence_runs_on_over_the_page():
    first, second = LONG + " we say", "so on the next page."
    document = pdf(lambda c: lines(c, [first]), lambda c: lines(c, [second]))

    [block] = read(document).blocks
    assert (block.text, block.page) == (f"{first} {second}", 1)


def test_text_printed_twice_for_boldness_is_read_once():
    def draw(canvas):
        for shift in (0, 0.3):
            canvas.drawString(72 + shift, 700, "We will test all models.")

    assert read(pdf(draw)).text == "We will test all models."


def test_footnotes_are_apart_from_the_text():
    def draw(canvas):
        lines(canvas, [LONG + " on", "it ends here."])
        lines(canvas, ["1 By model we mean a system", "of some size."], top=120, size=8)

    blocks = read(pdf(draw)).blocks

    assert [(b.kind, b.text) for b in blocks][1:] == [
        (BlockKind.FOOTNOTE, "By model we mean a system of some size.")
    ]


def test_the_same_bytes_give_the_same_reading():
    document = _numbered_pages(2)

    assert read(document) == read(document)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (pdf(lambda c: c.rect(10, 10, 50, 50)), "no_text"),
        (pdf(lambda c: lines(c, ["Secret."]), password="secret"), "encrypted"),
        (b"%PDF-1.7 and nothing else", "truncated"),
    ],
)
def test_what_cannot_be_read_is_refused(document, code):
    with pytest.raises(ExtractError) as caught:
        read(document)

    assert caught.value.code == code


def test_a_pdf_cut_off_is_refused():
    document = _numbered_pages(6)

    with pytest.raises(ExtractError) as caught:
        read(document[: len(document) * 2 // 3])

    assert caught.value.code == "truncated"


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("commitments.text.extract.pdf.MOST_PAGES", 2)

    with pytest.raises(ExtractError) as caught:
        read(_numbered_pages(3))

    assert caught.value.code == "too_large"
