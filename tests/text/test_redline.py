"""The redline of two documents holds both of them, block for block, whatever was linked to what."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text import extract
from commitments.text.blocks import BLOCK_SEPARATOR, Block, BlockKind, Op
from commitments.text.compare import as_data, compare
from commitments.text.redline import Link, links_of, new_text, old_text, redline
from commitments.text.segment import segment

OLD = """# Policy

## Testing

We will test every model before it is deployed.

We will publish what we find within 30 days.

## Security

The weights lie in a vault that two people open together.

Nobody may copy them.

## Notes

The lighthouse report is history.
"""
NEW = """# Policy

## Safety and security

Nobody may copy them.

The weights lie in a vault that two people open together.

## Testing

We will test every model before it is deployed.

We aim to publish what we find.

An officer answers for each test.
"""


def blocks(texts, kind=BlockKind.PARAGRAPH):
    starts = accumulate((len(text) + len(BLOCK_SEPARATOR) for text in texts), initial=0)
    return [Block(kind, text, start) for text, start in zip(texts, starts, strict=False)]


def lined(old: str, new: str):
    before, after = (extract.read(text.encode(), "text/markdown") for text in (old, new))
    data = as_data(compare(segment(before), segment(after)))
    return before, after, redline(before.blocks, after.blocks, links_of(data))


def test_both_documents_are_in_it():
    before, after, paragraphs = lined(OLD, NEW)
    assert tuple(p.old for p in paragraphs if p.old) == before.blocks
    assert tuple(p.new for p in paragraphs if p.new) == after.blocks
    assert old_text(paragraphs) == [block.text for block in before.blocks]
    assert new_text(paragraphs) == [block.text for block in after.blocks]


def test_what_stayed_is_unmarked_what_was_edited_is_marked_by_the_word():
    _, _, paragraphs = lined(OLD, NEW)
    kept = next(p for p in paragraphs if p.block.text.startswith("We will test"))
    assert not kept.is_changed
    edited = next(p for p in paragraphs if p.new and p.new.text.startswith("We aim"))
    assert edited.old
    assert edited.old.text.startswith("We will publish")
    assert edited.is_changed


def test_what_stands_elsewhere_word_for_word_bears_one_number_at_both_places():
    _, _, paragraphs = lined(OLD, NEW)
    moved = [p for p in paragraphs if p.move]
    assert moved
    for number in {p.move for p in moved}:
        gone, came = (p for p in moved if p.move == number)
        gone, came = (gone, came) if gone.old else (came, gone)
        assert gone.old.text == came.new.text
        assert gone.new is None
        assert came.old is None


def test_what_only_one_has_came_or_went():
    _, _, paragraphs = lined(OLD, NEW)
    ops = {p.block.text: {span.op for span in p.spans} for p in paragraphs if not p.move}
    assert ops["The lighthouse report is history."] == {Op.DELETE}
    assert ops["An officer answers for each test."] == {Op.INSERT}


def test_a_heading_that_can_only_be_the_other_one_is_reworded():
    old, new = OLD, OLD.replace("## Security", "## Security of weights")
    _, _, paragraphs = lined(old, new)
    heading = next(p for p in paragraphs if p.block.text == "Security of weights")
    assert heading.old
    assert heading.old.text == "Security"


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", NEW), (OLD, "")])
def test_a_document_may_be_empty(old, new):
    texts = [[line for line in text.split("\n\n") if line] for text in (old, new)]
    paragraphs = redline(blocks(texts[0]), blocks(texts[1]), [])
    assert (old_text(paragraphs), new_text(paragraphs)) == tuple(texts)


TEXTS = st.lists(st.text("ab .\n", min_size=1, max_size=12), max_size=8)


@settings(max_examples=150)
@given(TEXTS, TEXTS, st.data())
def test_the_law_holds_whatever_is_linked(old, new, data):
    before, after = blocks(old), blocks(new)
    places = st.tuples(
        st.sampled_from([b.start for b in before] or [0]),
        st.sampled_from([b.start for b in after] or [0]),
        st.floats(0, 50),
    )
    chosen = data.draw(st.lists(places, max_size=10)) if before and after else []
    paragraphs = redline(before, after, [Link(*link) for link in chosen])
    assert [p.old for p in paragraphs if p.old] == before
    assert [p.new for p in paragraphs if p.new] == after
    assert old_text(paragraphs) == old
    assert new_text(paragraphs) == new
