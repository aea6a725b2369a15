from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text.blocks import Op, Span
from commitments.text.diff import apply, diff_words, differs

WORDS = st.sampled_from(
    [
        "We",
        "will",
        "not",
        "publish",
        "model",
        "cards",
        ",",
        ".",
        "“risk”",
        "every",
        "3",
        "6",
        "months",
        " ",
        "\n",
        "  ",
    ]
)
TEXT = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=25).map(" ".join))


def _marked(old, new):
    signs = {Op.EQUAL: "%s", Op.DELETE: "[-%s-]", Op.INSERT: "{+%s+}"}
    return "".join(signs[span.op] % span.text for span in diff_words(old, new))


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_the_script_rebuilds_both_texts(old, new):
    spans = diff_words(old, new)

    assert apply(spans, old) == new
    assert "".join(s.text for s in spans if s.op is not Op.INSERT) == old
    assert "".join(s.text for s in spans if s.op is not Op.DELETE) == new
    assert all(span.text for span in spans)
    assert all(a.op is not b.op for a, b in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_a_text_does_not_differ_from_itself(text):
    assert not differs(diff_words(text, text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We will publish it.", "We may publish it.", "We [-will-]{+may+} publish it."),
        ("We publish.", "We publish, always.", "We publish{+, always+}."),
        ("every 3 months", "every 6 months", "every [-3-]{+6+} months"),
        ("non-state actors", "nonstate actors", "[-non-state-]{+nonstate+} actors"),
        ("It’s ours to do.", "It’s theirs to do.", "It’s [-ours-]{+theirs+} to do."),
        ("", "New words.", "{+New words.+}"),
        ("Old words.", "", "[-Old words.-]"),
    ],
)
def test_whole_words_are_marked_and_punctuation_is_apart(old, new, expected):
    assert _marked(old, new) == expected


def test_a_rewritten_sentence_is_one_deletion_and_one_insertion():
    old = "We commit to pause the training of models before they outstrip our measures."
    new = "The CEO may approve interim steps in order to keep the risk acceptable."

    assert [span.op for span in diff_words(old, new)] in (
        [Op.DELETE, Op.INSERT],
        [Op.DELETE, Op.INSERT, Op.EQUAL],
    )


def test_single_common_words_between_edits_are_no_common_ground():
    marked = _marked(
        "We will share the full report of each evaluation with our board and the public before release.",
        "We will share a short summary of some evaluation results with our staff and partners before release.",
    )

    assert marked.startswith("We will share [-")
    assert marked.endswith(" before release.")
    assert marked.count("[-") <= 2


def test_white_space_alone_is_no_change():
    spans = diff_words("We  will\ntest.", "We will test.")

    assert not differs(spans)
    assert apply(spans, "We  will\ntest.") == "We will test."


def test_spans_of_another_text_are_refused():
    with pytest.raises(ValueError, match="another text"):
        apply((Span(Op.EQUAL, "We test."),), "We publish.")
