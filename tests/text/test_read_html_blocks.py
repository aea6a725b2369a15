"""What the elements of a page become: lists, tables, notes and text in whatever holds it."""

import pytest

from commitments.text.blocks import BlockKind
from commitments.text.extract import read


def _blocks(body):
    return read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "x.html").blocks


def _texts(body):
    return [block.text for block in _blocks(body)]


def test_a_linked_note_follows_the_block_that_calls_it():
    blocks = _blocks(
        '<p>We test models.<sup><a href="#fn1">1</a></sup> Often.</p><p>More.</p>'
        '<ol><li id="fn1"><p>See <a href="#s2">Section 2</a>.</p><p>Twice. <a href="#r1">↩</a></p></li></ol>'
    )

    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "We test models. Often."),
        (BlockKind.FOOTNOTE, "See Section 2. Twice."),
        (BlockKind.PARAGRAPH, "More."),
    ]


def test_a_note_of_a_word_processor_is_found_by_the_name_of_its_anchor():
    blocks = _blocks(
        '<p>We test.<a href="#_ftn1" name="_ftnref1">[1]</a> Often.</p><p>More.</p>'
        '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> Each quarter.</p></div>'
    )

    assert [(b.kind.value, b.text) for b in blocks] == [
        ("paragraph", "We test. Often."),
        ("footnote", "Each quarter."),
        ("paragraph", "More."),
    ]


def test_a_raised_number_never_clings_to_a_word_or_a_number():
    assert _texts(
        "<p>At 10<sup>26</sup> FLOP we stop.<sup>2</sup> The 1<sup>st</sup> CO<sub>2</sub></p>"
    ) == ["At 10^26 FLOP we stop. The 1st CO2"]


def test_a_note_without_a_link_is_matched_by_its_number():
    blocks = _blocks("<p>We test<sup>1</sup> models.</p><p>More.</p><p><sup>1</sup> Often.</p>")

    assert [(b.kind.value, b.text) for b in blocks] == [
        ("paragraph", "We test models."),
        ("footnote", "Often."),
        ("paragraph", "More."),
    ]


def test_inline_elements_do_not_part_words_and_blocks_do():
    assert _texts(
        "<p>un<b>believ</b><span>able</span><wbr>s</p><div>One<div>two</div>three</div>"
    ) == [
        "unbelievables",
        "One",
        "two",
        "three",
    ]


def test_empty_lines_part_paragraphs_and_single_breaks_do_not():
    assert _texts("<p>One<br>line.<br> <br>Another.</p><pre>First\nline.\n\nSecond.</pre>") == [
        "One line.",
        "Another.",
        "First line.",
        "Second.",
    ]


def test_bullets_on_lines_of_their_own_are_items():
    blocks = _blocks("<p>We commit to:<br>• audits<br>• model cards</p>")

    assert [(b.kind.value, b.text, b.lead_in) for b in blocks[1:]] == [
        ("list_item", "audits", "We commit to:"),
        ("list_item", "model cards", "We commit to:"),
    ]


def test_a_definition_hangs_under_its_term():
    blocks = _blocks("<dl><dt>Frontier model</dt><dd>A model above the threshold.</dd></dl>")

    assert (blocks[1].kind, blocks[1].lead_in) == (BlockKind.LIST_ITEM, "Frontier model")


def test_headings_are_whole_and_may_fold_their_section():
    blocks = _blocks(
        "<h2><div>1.</div><div>Scope</div></h2><p>All.</p><h3><button>Tests</button></h3><p>Some.</p>"
        '<div role="heading" aria-level="4">Detail</div><details><summary>More</summary>Inside.</details>'
    )

    headings = [(b.text, b.level) for b in blocks if b.kind is BlockKind.HEADING]
    assert headings == [("1. Scope", 2), ("Tests", 3), ("Detail", 4)]
    assert [b.text for b in blocks[-2:]] == ["More", "Inside."]


TABLE = """<table><caption>Measures by level</caption><thead>
<tr><th rowspan=2>Level</th><th colspan=2>Measures</th></tr><tr><th>Security</th><th>Deployment</th></tr>
</thead><tbody><tr><th scope=row rowspan=2>ASL-2</th><td>Harden</td><td>Filter</td></tr>
<tr><td>Audit</td><td>Log</td></tr><tr><th colspan=3>Later</th></tr>
<tr><td>ASL-3</td><td colspan=2>All of it</td></tr></tbody></table>"""


def test_cells_know_all_heads_above_and_beside_them():
    blocks = _blocks(TABLE)

    assert (blocks[0].kind, blocks[0].text) == (BlockKind.PARAGRAPH, "Measures by level")
    assert [(b.text, b.headings) for b in blocks[1:]] == [
        ("ASL-2", ("Level",)),
        ("Harden", ("ASL-2", "Measures", "Security")),
        ("Filter", ("ASL-2", "Measures", "Deployment")),
        ("Audit", ("ASL-2", "Measures", "Security")),
        ("Log", ("ASL-2", "Measures", "Deployment")),
        ("ASL-3", ("Later", "Level")),
        ("All of it", ("Later", "ASL-3", "Measures", "Security", "Deployment")),
    ]


def test_a_bold_first_row_names_the_columns():
    blocks = _blocks(
        "<table><tr><td><b>Level</b></td><td><strong>Measure</strong></td></tr>"
        "<tr><td>ASL-2</td><td>Harden</td></tr></table>"
    )

    assert [b.headings for b in blocks] == [("Level",), ("ASL-2", "Measure")]


def test_a_selected_item_keeps_its_depth():
    html = b"<html><body><ul><li>a<ul><li id=x>We test.</li></ul></li></ul></body></html>"
    block = read(html, select=("#x",)).blocks[0]

    assert (block.kind, block.level) == (BlockKind.LIST_ITEM, 2)


@pytest.mark.parametrize("tag", ["svg", "select", "button", "textarea", "script", "video"])
def test_controls_and_drawings_are_no_text(tag):
    assert _texts(f"<p>We test <{tag}>not this</{tag}>.</p>") == ["We test ."]
