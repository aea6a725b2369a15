import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text.blocks import Op, Span
from commitments.text.diff import apply, diff
from commitments.text.readable import readable, shown

WORDS = st.sampled_from(
    [
        "We",
        "will",
        "the",
        "of",
        "publish",
        "cards",
        "testing",
        "risks",
        "1.0",
        "2.0",
        "2,500",
        ",",
        ".",
        "“a”",
        '"a"',
        "\n",
    ]
)
TEXT = st.lists(WORDS, max_size=40).map(" ".join)
SIGNS = {Op.EQUAL: "%s", Op.DELETE: "[-%s-]", Op.INSERT: "{+%s+}"}


def marked(spans):
    return "".join(SIGNS[span.op] % span.text for span in spans)


@settings(max_examples=300)
@given(TEXT, TEXT)
def test_the_readable_script_rebuilds_both_texts(old, new):
    spans = readable(diff(old, new))

    assert apply(spans, old) == new
    assert all(span.text for span in spans)
    assert spans == readable(diff(old, new))


@settings(max_examples=200)
@given(TEXT, TEXT)
def test_what_is_shown_ends_in_the_new_text(old, new):
    assert "".join(s.text for s in shown(diff(old, new)) if s.op is not Op.DELETE) == new


def test_a_rewritten_sentence_is_one_deletion_and_one_insertion():
    old = "We commit to pause the training of models before they outstrip our measures."
    new = "The CEO may approve interim steps in order to keep the risk acceptable."

    ops = [span.op for span in readable(diff(old, new))]

    assert ops in ([Op.DELETE, Op.INSERT], [Op.DELETE, Op.INSERT, Op.EQUAL])


def test_a_rewritten_sentence_leaves_its_neighbours_alone():
    before, after = "We test every model for its risks. ", " We publish the results of each test."
    old = "We commit to pause the training of models before they outstrip our measures."
    new = "The CEO may approve interim steps in order to keep the risk acceptable."

    text = marked(readable(diff(before + old + after, before + new + after)))

    assert text.startswith(before + "[-We commit")
    assert text.endswith("." + after)
    assert text.count("[-") == text.count("{+") == 1


def test_single_common_words_between_edits_are_no_common_ground():
    text = marked(
        readable(
            diff(
                "We will share the full report of each evaluation with our board and the public soon.",
                "We will share a short summary of some evaluation results with our staff and partners soon.",
            )
        )
    )

    assert text.startswith("We will share [-")
    assert text.endswith(" soon.")
    assert text.count("[-") <= 2


def test_a_few_words_in_a_row_make_no_common_ground_in_a_new_sentence():
    old = "Before any training run begins, model weights and logs are copied to a vault offsite by staff."
    new = "Nobody outside of our security team may see how model weights and logs get moved between regions."

    assert marked(readable(diff(old, new))).count("[-") == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "We will test each model every 3 months before release.",
            "We may test each model every 6 months before release.",
            "We [-will-]{+may+} test each model every [-3-]{+6+} months before release.",
        ),
        (
            "We will publish it.",
            "We may publish it. We also test models.",
            "We [-will-]{+may+} publish it.{+ We also test models.+}",
        ),
        ("Old words here.", "Old words.", "Old words[- here-]."),
    ],
)
def test_what_reads_well_stays(old, new, expected):
    assert marked(readable(diff(old, new))) == expected


def test_a_reader_sees_no_typography():
    old, new = "We will test –\n“all” of it", 'We may test - "all" of it'

    assert marked(shown(diff(old, new))) == 'We [-will-]{+may+} test - "all" of it'


def test_typography_inside_a_rewritten_stretch_goes_with_it():
    old, new = "The full “scope” report", 'A short "scope" summary'

    spans = readable(diff(old, new))

    assert apply(spans, old) == new
    assert [span.op for span in spans] == [Op.DELETE, Op.INSERT]


def test_one_edit_is_left_as_it_is():
    spans = (Span(Op.EQUAL, "The "), Span(Op.DELETE, "old"), Span(Op.INSERT, "new"))

    assert readable(spans) == spans
    assert readable(()) == ()


@pytest.mark.parametrize(
    ("old", "new", "script"),
    [
        ("Version 1.0 is here.", "Version 2.0 is here.", "Version [-1.0-]{+2.0+} is here."),
        (
            "We spend 1,500,000 now.",
            "We spend 1,700,000 now.",
            "We spend [-1,500,000-]{+1,700,000+} now.",
        ),
        ("See v2.1.", "See v2.2.", "See v[-2.1-]{+2.2+}."),
    ],
)
def test_a_number_is_replaced_whole(old, new, script):
    assert marked(readable(diff(old, new))) == script


def test_a_row_of_digits_before_an_edit_takes_no_longer_than_its_length():
    begin = time.process_time()
    shown(diff(f"{'1' * 20_000} a b", f"c {'1' * 20_000} d b"))

    assert time.process_time() - begin < 2
