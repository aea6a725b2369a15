from commitments.text.blocks import BlockKind
from commitments.text.extract import read
from commitments.text.extract.characters import visible
from commitments.text.extract.plain import read_text


def _texts(text, kind=None):
    return [b.text for b in read_text(text).blocks if kind is None or b.kind is kind]


WIDE = "The quick evaluation of every model that we train is the first thing that this document speaks of and"


def test_wrapped_lines_become_one_paragraph():
    text = f"# Policy\n\n{WIDE}\nthe second line ends it.\n\nAnother paragraph stands here."

    assert _texts(text) == [
        "Policy",
        f"{WIDE} the second line ends it.",
        "Another paragraph stands here.",
    ]


def test_a_page_mark_begins_a_page_and_is_no_text():
    reading = read_text("[[page 1]]\n\nWe test models.\n\n[[page 2]]\n\nWe publish results.\n")

    assert [(b.text, b.page) for b in reading.blocks] == [
        ("We test models.", 1),
        ("We publish results.", 2),
    ]
    assert reading.page_count == 2


def test_a_form_feed_begins_a_page():
    assert [b.page for b in read_text("We test.\fWe publish.").blocks] == [1, 2]


def test_a_sentence_runs_on_over_a_page_with_its_footer_and_footnote():
    pages = [
        f"[[page {n}]]\n\n{WIDE} {c}\n\n{n} A note on {c}.\n\nThe Policy, Example Inc.\n{n}\n\n"
        for n, c in enumerate("abc", 1)
    ]
    reading = read_text("".join(pages) + "[[page 4]]\n\nso it ends here.\n")

    body = [b.text for b in reading.blocks if b.kind is BlockKind.PARAGRAPH]
    assert body[-1].endswith("speaks of and c so it ends here.")
    notes = [b.text for b in reading.blocks if b.kind is BlockKind.FOOTNOTE]
    assert notes == [
        "A note on a.",
        "A note on b.",
        "A note on c.",
    ]
    assert "Example Inc" not in reading.text


def test_running_footers_are_dropped_where_no_mark_parts_the_pages():
    body = ["We test models.", "We publish results.", "We fix what we find."]
    text = "".join(f"{line}\n\nSafety Policy, Example\n\n{n}\n\n" for n, line in enumerate(body, 1))

    assert _texts(text) == body
    assert {b.page for b in read_text(text).blocks} == {None}


def test_a_footer_in_the_middle_of_its_page_is_dropped_with_its_number():
    pages = [
        f"We test the model {c}.\n\nSafety Policy (Beta)\n\n{n}\n\n" for n, c in enumerate("abc", 1)
    ]
    late = "We test the model d.\n\nOr two.\n\nSafety Policy (Beta)\n\n4\n\nA.\n\nB.\n\nC.\n\nD is last."
    text = "\f".join([*pages, late])

    assert "Beta" not in read_text(text).text
    assert "4" not in read_text(text).text


def test_a_repeated_line_without_page_numbers_is_text():
    text = "Not applicable here\n\n" * 4

    assert len(_texts(text)) == 4


def test_headings_are_found_by_shape_and_number():
    text = (
        "Safety Policy\n\n1. Background\n\nWe test models before we deploy them.\n\n"
        "1.1. Preliminary Assessment\n\nWe do so twice.\n\n2.1.\n\nInternal Governance\n\n"
        "The board decides on it.\n\nAppendix A: Glossary\n\nTerms are here."
    )
    headings = [(b.text, b.level) for b in read_text(text).blocks if b.kind is BlockKind.HEADING]

    assert headings == [
        ("Safety Policy", 1),
        ("1. Background", 1),
        ("1.1. Preliminary Assessment", 2),
        ("2.1. Internal Governance", 2),
        ("Appendix A: Glossary", 1),
    ]


def test_list_items_have_depth_and_the_sentence_they_hang_under():
    text = (
        "## Measures\n\nFirst words. We commit to:\n\n●\nModel cards: publish them.\n\n"
        "○\nNote the details:\n\n■\nIn depth.\n\n●\nAudits: have them done.\n"
    )
    items = [b for b in read_text(text).blocks if b.kind is BlockKind.LIST_ITEM]

    assert [(b.text, b.level) for b in items] == [
        ("Model cards: publish them.", 1),
        ("Note the details:", 2),
        ("In depth.", 3),
        ("Audits: have them done.", 1),
    ]
    assert [b.lead_in for b in items] == [
        "We commit to:",
        "Model cards: publish them.",
        "Note the details:",
        "We commit to:",
    ]


def test_an_item_goes_on_after_a_blank_line():
    text = f"We will do this:\n\n1. {WIDE}\n\nso it ends here.\n\n2. The second one."

    assert _texts(text, BlockKind.LIST_ITEM) == [f"{WIDE} so it ends here.", "The second one."]


def test_an_enumeration_inside_a_sentence_is_no_list():
    text = "We may deploy if either is met:\n(1) it is safe, or (2) it is\n(3) approved by all of us here."

    assert _texts(text, BlockKind.LIST_ITEM) == []


def test_a_hyphen_at_a_line_end_is_judged_by_the_document():
    text = (
        f"{WIDE} exam-\nple goes on, and an example is an example that we show to all of you here, non-\n"
        "state actors come last, where security comes before all other things in the work we do on risk-\n"
        "relevant models, since a risk-relevant model is one of the kind that we watch."
    )
    [paragraph] = _texts(text)

    assert "example goes on" in paragraph
    assert "non-state actors" in paragraph
    assert "risk-relevant models, since" in paragraph


def test_a_table_of_contents_is_no_text():
    assert _texts(
        "# Policy\n\nFramework ........... 2\nAppendix ............ 16\n\nWe test models."
    ) == [
        "Policy",
        "We test models.",
    ]


def test_invisible_characters_and_odd_spaces_are_folded():
    data = "We\u200b will\u00ad test\u00a0\u2003models \ufb01rst.\x07 Cafe\u0301.".encode()

    assert read(data).text == "We will test models first. Café."


def test_halves_of_wide_characters_are_joined_or_dropped():
    assert visible("a\ud83d\ude00b\ud83dc") == "a😀bc"


def test_old_encodings_are_understood():
    text = "We test models – and have others test them – before we deploy: it’s the “naïve” way of doing it."

    assert read(text.encode("cp1252")).text == text


def test_offsets_point_into_the_text():
    reading = read_text("# A Title\n\nWe test.\n\n● One thing.\n")

    assert [reading.text[b.start : b.end] for b in reading.blocks] == [
        b.text for b in reading.blocks
    ]


def test_a_footnote_follows_the_block_that_calls_it_and_its_number_leaves_the_word():
    text = (
        "# Policy\n\nWe act on large risks1, as GPT4 is one. GPT4 again.\n\nWe test models at ASL-2 now.\n\n"
        "We define ASL-22 as a level like ASL-2.\n\nLast we publish.3\n\n"
        "1 Risks of any kind.\n\n2 A level of safety.\n\n3 On our site.\n"
    )
    blocks = [(b.kind, b.text) for b in read_text(text).blocks][1:]

    assert blocks == [
        (BlockKind.PARAGRAPH, "We act on large risks, as GPT4 is one. GPT4 again."),
        (BlockKind.FOOTNOTE, "Risks of any kind."),
        (BlockKind.PARAGRAPH, "We test models at ASL-2 now."),
        (BlockKind.PARAGRAPH, "We define ASL-2 as a level like ASL-2."),
        (BlockKind.FOOTNOTE, "A level of safety."),
        (BlockKind.PARAGRAPH, "Last we publish."),
        (BlockKind.FOOTNOTE, "On our site."),
    ]


def test_numbered_headings_keep_their_number_where_a_footnote_has_the_same():
    text = "# Policy\n\n3.1. Preliminary Assessment\n\nWe test models.1\n\n1 With care.\n"

    assert _texts(text, BlockKind.HEADING) == ["Policy", "3.1. Preliminary Assessment"]
    assert _texts(text, BlockKind.PARAGRAPH) == ["We test models."]


def test_a_heading_printed_right_above_or_below_its_text_is_a_heading():
    text = (
        f"# Policy\n\nSecurity Mitigations\n{WIDE}\nit ends here.\n\n● We test models.\nFurther Steps\n\n"
        "● We publish results.\n"
    )

    assert _texts(text, BlockKind.HEADING) == ["Policy", "Security Mitigations", "Further Steps"]


def test_a_heading_in_sentence_case_has_no_verb_and_stands_above_running_text():
    body = f"{WIDE}\nends.\n\n"
    text = f"# Policy\n\nHow to read this document\n\n{body}Our policy has five parts\n\n{body}"

    assert _texts(text, BlockKind.HEADING) == ["Policy", "How to read this document"]


def test_entries_of_a_table_of_contents_without_dots_are_no_text():
    text = "# Policy\n\nTable of contents:\n\nFramework\n2\n\nMitigations\n3\n\nWe test models.\n"

    assert _texts(text) == ["Policy", "We test models."]


def test_a_line_that_ends_with_an_article_runs_on():
    assert _texts(f"# Policy\n\n{WIDE}.\n\nWe watch the\n\nBoard at work.")[2:] == [
        "We watch the Board at work."
    ]


def test_a_head_that_describes_the_file_is_no_text():
    text = (
        "SOURCE_ID: policy\nSOURCE_TITLE: A Policy\n--------------\nA Policy\n\nWe test models.\n"
    )

    assert _texts(text) == ["A Policy", "We test models."]


def test_where_line_ends_have_their_own_hyphen_the_typed_one_stays():
    text = (
        f"{WIDE} exam\u2010\nple after exam\u2010\nple of the third-\nparty kind, as said before now and "
        "on the line of this text that\nends."
    )
    [paragraph] = _texts(text)

    assert "example after example of the third-party kind" in paragraph
