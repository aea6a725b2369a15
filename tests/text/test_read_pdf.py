import time
from dataclasses import replace

import pytest

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind
from commitments.text.extract import read
from commitments.text.extract.pdf_copies import without_copies
from commitments.text.extract.pdf_types import Stretch
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
    assert (reading.page_count, reading.extractor) == (3, "pdf/4")


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


@pytest.mark.parametrize("marker", ["•", "5."])
def test_columns_of_short_items_are_read_column_by_column(marker):
    def draw(canvas):
        for n in range(8):
            canvas.drawString(60, 700 - 14 * n, f"left column number {n} goes on and on")
            canvas.drawString(320, 700 - 14 * n, marker)
            canvas.drawString(352, 700 - 14 * n, f"right column, item {n}.")

    text = read(pdf(draw)).text

    assert text.index("left column number 7") < text.index("right column, item 0")
    assert "goes on and on left column number 7 goes on" in text


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


def test_a_ligature_is_all_of_its_letters():
    letters = b"/CIDInit begincmap 1 beginbfchar <66> <00660066> endbfchar endcmap"
    text = b"BT /F1 11 Tf 72 700 Td (We find di\x66erent and di\x66icult risks.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(data), data) for data in (text, letters)),
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (n, data) for n, data in enumerate(objects, 1))

    reading = read(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF")

    assert reading.text == "We ffind different and difficult risks."


def test_a_ligature_printed_twice_is_read_once():
    glyph = Stretch("ff", [10, 10], [16, 16], bytes(2), y=700, size=11)
    copy = replace(glyph, x0=[10.3, 10.3], x1=[16.3, 16.3])

    assert without_copies([glyph, copy]) == [glyph]


def test_letters_that_overlie_others_are_read_unless_they_are_copies():
    word = Stretch("ab", [10, 16], [16, 22], bytes(2), y=700, size=11)
    over = Stretch("ac", [10.3, 16.3], [16.3, 22.3], bytes(2), y=700.2, size=11)

    _, kept = without_copies([word, over])

    assert (kept.text, kept.x0) == ("c", [16.3])


def test_a_letter_beyond_the_first_65536_is_read_whole_and_moves_no_other():
    letters = (
        b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <D835DC00> endbfchar"
    )
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(b"BT /F1 12 Tf 72 700 Td (We test model A every year.) Tj ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        _stream(b"12 dict begin begincmap " + letters + b" endcmap end"),
    )
    objects = [b"%d 0 obj\n%b\nendobj\n" % part for part in enumerate(parts, 1)]

    data = b"%PDF-1.4\n" + b"".join(objects) + b"trailer << /Root 1 0 R >>\n%%EOF"

    assert read(data).text == "We test model \N{MATHEMATICAL BOLD CAPITAL A} every year."


def _stream(data):
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


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


def _body(canvas, count=12, top=700, last="and that is all of it."):
    return lines(canvas, [*(f"{LONG} {n}" for n in range(count)), last], top=top)


def test_heads_that_change_with_page_and_chapter_are_no_text():
    def page(number):
        def draw(canvas):
            chapter = "Chapter 2: Audits" if number > 3 else "Chapter 1: Tests"
            lines(canvas, ["Safety Policy" if number % 2 else chapter], top=800, size=9)
            _body(canvas, last=f"and so ends the page of {'abcdefgh'[number]}.")
            lines(canvas, [["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][number]], top=40)

        return draw

    text = read(pdf(*(page(n) for n in range(8)))).text

    assert "Chapter" not in text
    assert "Safety Policy" not in text
    assert not text.endswith("viii")


def test_a_line_that_comes_back_within_the_text_is_text():
    def draw(canvas):
        lines(canvas, ["This includes the following things:", *[f"{LONG} on."] * 3])

    assert read(pdf(*[draw] * 4)).text.count("This includes the following") == 4


def test_a_footnote_follows_the_block_that_calls_it():
    def draw(canvas):
        _body(canvas)
        canvas.drawString(72, 500, "We watch large risks")
        end = 72 + canvas.stringWidth("We watch large risks")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(end, 504, "1")
        lines(canvas, [", as we say with 10"], x=end + 4, top=500)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(
            end + 4 + canvas.stringWidth(", as we say with 10", "Helvetica", 11), 504, "26"
        )
        _body(canvas, 3, top=460)
        lines(canvas, ["1"], top=103, size=5)
        lines(canvas, ["A risk of any kind."], x=76, top=100, size=8)

    blocks = [(b.kind, b.text) for b in read(pdf(draw)).blocks]

    assert blocks[1] == (BlockKind.PARAGRAPH, "We watch large risks, as we say with 10^26")
    assert blocks[2] == (BlockKind.FOOTNOTE, "A risk of any kind.")


def test_a_footnote_over_two_pages_is_one():
    def first(canvas):
        _body(canvas)
        lines(canvas, ["1 By model we mean a system that was"], top=100, size=8)

    def second(canvas):
        _body(canvas)
        lines(canvas, ["trained at great cost.", "2 By risk we mean harm."], top=100, size=8)

    notes = [b.text for b in read(pdf(first, second)).blocks if b.kind is BlockKind.FOOTNOTE]

    assert notes == [
        "By model we mean a system that was trained at great cost.",
        "By risk we mean harm.",
    ]


def _grid(canvas, rows, *, xs=(72, 160, 400), top=600, height=40):
    bottom = top - height * len(rows)
    for x in xs:
        canvas.line(x, bottom, x, top)
    for n in range(len(rows) + 1):
        canvas.line(xs[0], top - n * height, xs[-1], top - n * height)
    for n, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=False):
            lines(canvas, cell.split("/"), x=x + 4, top=top - n * height - 14, bold=not n)


def test_a_ruled_table_is_cells_with_the_heads_of_their_row_and_column():
    def draw(canvas):
        _body(canvas, 3)
        _grid(
            canvas,
            [("Level", "Measure"), ("ASL-2", "Harden all of the/servers."), ("ASL-3", "Test.")],
        )
        _body(canvas, 3, top=440)

    blocks = read(pdf(draw)).blocks
    cells = [(b.text, b.headings) for b in blocks if b.kind is BlockKind.TABLE_CELL]

    assert cells == [
        ("Level", ()),
        ("Measure", ()),
        ("ASL-2", ("Level",)),
        ("Harden all of the servers.", ("ASL-2", "Measure")),
        ("ASL-3", ("Level",)),
        ("Test.", ("ASL-3", "Measure")),
    ]
    assert blocks[0].kind is blocks[-1].kind is BlockKind.PARAGRAPH


def test_a_frame_around_text_is_no_table():
    def draw(canvas):
        canvas.rect(60, 500, 450, 250)
        canvas.line(60, 600, 510, 600)
        _body(canvas, 5)

    assert {b.kind for b in read(pdf(draw)).blocks} == {BlockKind.PARAGRAPH}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn):
    def draw(canvas):
        canvas.setPageRotation(turn)
        width, height = 595, 842
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        lines(canvas, ["We test all models", "before we deploy them."], top=500)

    assert read(pdf(draw)).text == "We test all models before we deploy them."


def test_a_slanted_watermark_is_no_text_and_a_turned_note_in_the_margin_stands_apart():
    def draw(canvas):
        for angle, text in ((45, "DRAFT"), (90, "Printed in 2026")):
            canvas.saveState()
            canvas.translate(40, 300)
            canvas.rotate(angle)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        lines(canvas, [LONG + " on", "so on, as we said"])

    assert [b.text for b in read(pdf(draw)).blocks] == [
        LONG + " on so on, as we said",
        "Printed in 2026",
    ]


def test_words_are_parted_by_the_gaps_between_them():
    def draw(canvas):
        heading = canvas.beginText(72, 760)
        heading.setFont("Helvetica-Bold", 16, 18)
        heading.setCharSpace(5)
        heading.textLine("SAFETY")
        heading.setCharSpace(0)
        canvas.drawText(heading)
        left = 72.0
        for word, gap in (("We", 2.2), ("test", 24), ("all", 24), ("models", 2.2), ("twice.", 0)):
            lines(canvas, [word], x=left)
            left += canvas.stringWidth(word, "Helvetica", 11) + gap

    assert [b.text for b in read(pdf(draw)).blocks] == ["SAFETY", "We test all models twice."]


def test_columns_drawn_in_any_order_are_read_one_after_the_other():
    def draw(canvas):
        places = [
            (60 + 170 * c, 700 - 14 * n, f"column {c} goes on in line {n}")
            for c in range(3)
            for n in range(6)
        ]
        for x, y, text in sorted(places, key=lambda place: place[2][::-1]):
            lines(canvas, [text], x=x, top=y, size=10)

    text = read(pdf(draw)).text
    order = [text.index(f"column {c} goes on in line {n}") for c in range(3) for n in range(6)]

    assert order == sorted(order)


def test_a_list_of_contents_without_dots_is_no_text():
    def contents(canvas):
        lines(canvas, ["Contents"], size=18)
        for n, (title, page) in enumerate(
            [("Introduction", "3"), ("What we test and why", "4"), ("Audits", "12")]
        ):
            lines(canvas, [title], top=680 - 16 * n)
            lines(canvas, [page], x=500, top=680 - 16 * n)

    text = read(pdf(contents, lambda canvas: _body(canvas))).text

    assert text.startswith(LONG)


def test_numbered_titles_and_lines_in_capitals_are_headings_without_bold_type():
    def draw(canvas):
        top = lines(canvas, ["SECTION ONE"])
        top = lines(canvas, ["1.1 The role of the Board"], top=top - 14)
        top = lines(canvas, [f"{LONG} 1.", "ends here."], top=top - 14)
        lines(
            canvas,
            ["1.1.1 We test models before we deploy any of them and publish what came of it."],
            top=top,
        )

    headings = [(b.text, b.level) for b in read(pdf(draw)).blocks if b.kind is BlockKind.HEADING]

    assert headings == [("SECTION ONE", 1), ("1.1 The role of the Board", 2)]


def test_numbered_headings_of_one_size_have_the_depth_of_their_number():
    def draw(canvas):
        top = 760.0
        for title in ("1. Tests", "1.1 Why", "2. Audits"):
            top = lines(canvas, [title], size=16, top=top - 20)
            top = lines(canvas, [f"{LONG} we do", "so all year."], top=top - 10)

    assert [b.level for b in read(pdf(draw)).blocks if b.kind is BlockKind.HEADING] == [1, 2, 1]


def test_a_bold_sentence_that_a_list_follows_leads_it_in():
    def draw(canvas):
        top = _body(canvas, 4)
        top = lines(canvas, ["We commit to the following:"], top=top - 14, bold=True)
        lines(canvas, ["• Publish model cards."], top=top)

    assert read(pdf(draw)).blocks[-1].lead_in == "We commit to the following:"


def test_wrapped_entries_of_a_list_of_contents_go_with_their_dots():
    def contents(canvas):
        lines(
            canvas,
            ["Tests ................ 2", "A long title that goes on", "over here ............ 3"],
        )

    text = read(pdf(contents, lambda canvas: _body(canvas))).text

    assert text.startswith(LONG)


def test_leaning_letters_are_as_large_and_as_far_apart_as_upright_ones():
    def draw(canvas):
        _body(canvas, 4)
        canvas.saveState()
        canvas.transform(1, 0, 0.35, 1, 0, 0)
        left = -100.0
        for word in ["We", "test", "all", "models", "twice"]:
            lines(canvas, [word], x=left, top=500)
            left += canvas.stringWidth(word, "Helvetica", 11) + 2.4
        canvas.restoreState()

    block = read(pdf(draw)).blocks[-1]

    assert (block.kind, block.text) == (BlockKind.PARAGRAPH, "We test all models twice")


def test_pages_of_one_line_each_keep_it():
    pages = [lambda canvas, n=n: lines(canvas, [f"We test model {n} of all."]) for n in range(5)]

    assert read(pdf(*pages)).text.count("We test model") == 5


def test_a_row_of_one_letter_takes_no_longer_than_any_other():
    started = time.process_time()
    read(pdf(lambda canvas: lines(canvas, ["e" * 20000], size=6)))

    assert time.process_time() - started < 5


def test_a_paragraph_in_a_column_goes_on_after_a_full_line_that_ends_a_sentence():
    def draw(canvas):
        for x in (60, 320):
            texts = [
                "We test all of the models that are ours.",
                "The results are then published by us for",
                "all to read and to answer.",
            ]
            lines(canvas, texts * 2, x=x)

    assert len(read(pdf(draw)).blocks) <= 4


def _with_small_print(called):
    def draw(canvas):
        text = canvas.beginText(72, 720)
        text.setFont("Helvetica", 11)
        text.textOut("We test models")
        if called:
            text.setFont("Helvetica", 7)
            text.setRise(4)
            text.textOut("1")
            text.setFont("Helvetica", 11)
            text.setRise(0)
        text.textOut(" as often as others do, or more often.")
        canvas.drawText(text)
        lines(canvas, ["1. Models are systems that we train."], top=60, size=8)

    return [(block.kind, block.text) for block in read(pdf(draw)).blocks]


def test_a_footnote_whose_number_has_a_stop_is_a_note_where_it_is_called():
    assert _with_small_print(called=True) == [
        (BlockKind.PARAGRAPH, "We test models as often as others do, or more often."),
        (BlockKind.FOOTNOTE, "Models are systems that we train."),
    ]
    assert _with_small_print(called=False)[-1] == (
        BlockKind.LIST_ITEM,
        "Models are systems that we train.",
    )
