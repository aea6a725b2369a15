from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text import diff as differ
from commitments.text import subsequence
from commitments.text.blocks import Op, Span
from commitments.text.diff import apply, diff, differs, plain
from commitments.text.subsequence import Match, anchors, same_words

WORDS = st.sampled_from(
    [
        "We",
        "will",
        "not",
        "publish",
        ",",
        ".",
        "“risk”",
        "it’s",
        "ﬁve",
        "fi\u00adve",
        "6",
        " ",
        "\n",
        "--",
    ]
)
TEXT = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=25).map(" ".join))
FEW_WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", ","]), max_size=12)


def marked(old, new):
    signs = {Op.EQUAL: "%s", Op.DELETE: "[-%s-]", Op.INSERT: "{+%s+}"}
    return "".join(signs[span.op] % span.text for span in diff(old, new))


def weight(words):
    return sum(2 if word.isalnum() else 1 for word in words)


def heaviest_in_common(old, new):
    """The weight of the best common subsequence, by trying everything."""

    @cache
    def best(i, j):
        if i == len(old) or j == len(new):
            return 0
        skipped = max(best(i + 1, j), best(i, j + 1))
        return max(skipped, weight(old[i]) + best(i + 1, j + 1)) if old[i] == new[j] else skipped

    return best(0, 0)


@settings(max_examples=300)
@given(TEXT, TEXT)
def test_the_script_rebuilds_both_texts(old, new):
    spans = diff(old, new)

    assert apply(spans, old) == new
    assert "".join(s.text for s in spans if s.op is not Op.INSERT) == old
    assert "".join(s.text for s in spans if s.op is not Op.DELETE) == new
    assert all(span.text for span in spans)
    assert all(a.op is not b.op for a, b in pairwise(spans))
    assert spans == diff(old, new)


@settings(max_examples=300)
@given(FEW_WORDS, FEW_WORDS)
def test_no_script_marks_less(old, new):
    spans = diff(" ".join(old), " ".join(new))

    found = weight(word for span in spans if span.op is not Op.EQUAL for word in span.text.split())
    assert found == weight(old) + weight(new) - 2 * heaviest_in_common(old, new)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["one two", "three", "four, five", ""]), max_size=12), st.data())
def test_texts_with_anchors_are_rebuilt_too(lines, data):
    shuffled = data.draw(st.permutations(lines))
    old, new = "\n".join(lines), "\r\n".join(shuffled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(differ, "_WITHOUT_ANCHORS", 0)
        patch.setattr(differ, "_LEAST_LINE", 3)
        patch.setattr(subsequence, "_MANY_CELLS", 4)
        patch.setattr(subsequence, "_MOST_CELLS", 64)
        patch.setattr(subsequence, "_LEAST_CHUNK", 2)
        spans = diff(old, new)

    assert apply(spans, old) == new
    assert differs(spans) == (" ".join(old.split()) != " ".join(new.split()))


@settings(max_examples=100)
@given(TEXT)
def test_a_text_does_not_differ_from_itself(text):
    assert not differs(diff(text, text))


@settings(max_examples=300)
@given(st.text(max_size=8))
def test_plain_words_stay_as_they_are(word):
    assert plain(plain(word)) == plain(word)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We will publish it.", "We may publish it.", "We [-will-]{+may+} publish it."),
        ("We publish.", "We publish, always.", "We publish{+, always+}."),
        ("every 3 months", "every 6 months", "every [-3-]{+6+} months"),
        ("non-state actors", "nonstate actors", "[-non-state-]{+nonstate+} actors"),
        ("at ASL-3 only", "at ASL-4 only", "at ASL-[-3-]{+4+} only"),
        ("It’s ours to do.", "It’s theirs to do.", "It’s [-ours-]{+theirs+} to do."),
        ("We can do it.", "We can't do it.", "We [-can-]{+can't+} do it."),
        ("It's ours.", "It is ours.", "It[-'s-]{+ is+} ours."),
        ("We must test.", "We Must test.", "We [-must-]{+Must+} test."),
        ("", "New words.", "{+New words.+}"),
        ("Old words.", "", "[-Old words.-]"),
        ("a_b", "a_c", "a_[-b-]{+c+}"),
    ],
)
def test_whole_words_are_marked_and_punctuation_is_apart(old, new, expected):
    assert marked(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A “risk” here", 'A "risk" here', 'A [-“-]{+"+}risk[-”-]{+"+} here'),
        ("We don’t", "We don't", "We don[-’-]{+'+}t"),
        ("the users’ data", "the users' data", "the users[-’-]{+'+} data"),
        ("ASL‑3 – or", "ASL-3 - or", "ASL[-‑-]{+-+}3 [-–-]{+-+} or"),
        ("so -- or", "so — or", "so [----]{+—+} or"),
        ("and so on…", "and so on...", "and so on[-…-]{+...+}"),
        ("we de\ufb01ne it", "we define it", "we de[-ﬁ-]{+fi+}ne it"),
        ("trans\u00adparency", "transparency", "trans[-\u00ad-]parency"),
        ("one\u200b two", "one two", "one[-\u200b-] two"),
        (" \u200b one", "one", "[- \u200b -]one"),
        ("3\u00a0months", "3 months", "3[-\u00a0-]{+ +}months"),
        ("cafe\u0301 now", "café now", "caf[-e\u0301-]{+é+} now"),
        ("We  will\ntest.", "We will test.", "We[-  -]{+ +}will[-\n-]{+ +}test."),
    ],
)
def test_typography_and_white_space_are_no_change_and_mark_no_word(old, new, expected):
    assert marked(old, new) == expected
    assert not differs(diff(old, new))


def test_a_changed_sign_is_a_change():
    assert differs(diff("We test.", "We test!"))
    assert differs(diff("data set", "dataset"))
    assert not differs([Span(Op.DELETE, "so --\nor"), Span(Op.INSERT, "so - or")])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We test. We log.", "We test. We ask. We log.", "We test.{+ We ask.+} We log."),
        ("One.\n\nTwo.", "One.\n\nAnd.\n\nTwo.", "One.{+\n\nAnd.+}\n\nTwo."),
        ("The a. The b.", "The a. The c. The b.", "The a.{+ The c.+} The b."),
        ("The a. The c. The b.", "The a. The b.", "The a.[- The c.-] The b."),
    ],
)
def test_whole_sentences_come_and_go_whole(old, new, expected):
    assert marked(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Item 1 Item 2", "Item 2 Item 1", "Item [-1-]{+2+} Item [-2-]{+1+}"),
        ("a: x, b: y.", "b: x, a: y.", "[-a-]{+b+}: x, [-b-]{+a+}: y."),
        ("We log. You ask.", "You ask. We log.", "{+You ask. +}We log.[- You ask.-]"),
    ],
)
def test_what_changes_places_with_its_like_is_replaced(old, new, expected):
    assert marked(old, new) == expected


def test_lines_that_stay_anchor_and_a_line_that_moved_does_not():
    line = "this line is long enough to anchor {}"
    old = [line.format(n) for n in range(9)]
    moved = [*old[1:], old[0]]

    assert anchors(old, [*old[:4], "x", *old[4:]], 9) == [Match(0, 0, 4), Match(4, 5, 5)]
    assert anchors(old, moved, 9) == [Match(1, 0, 8)]
    assert anchors(["a" * 99, "b" * 20, "c" * 20], ["b" * 20, "c" * 20, "a" * 99], 9) == [
        Match(0, 2, 1)
    ]
    assert anchors(["a" * 50, *"bcdefghijk" * 30], [*"lmnopqrstu" * 30, "a" * 50], 9) == []


def test_what_both_texts_have_most_of_is_found_beyond_the_exact_limits(monkeypatch):
    words = "".join(chr(97 + n * n % 23) for n in range(400))
    edited = words[:100] + "!" + words[101:250] + words[260:]
    monkeypatch.setattr(subsequence, "_MANY_CELLS", 100)
    monkeypatch.setattr(subsequence, "_MOST_CELLS", 10_000)

    found = same_words(words, edited)

    assert all(words[m.old : m.old + m.size] == edited[m.new : m.new + m.size] for m in found)
    assert all(a.old + a.size <= b.old and a.new + a.size <= b.new for a, b in pairwise(found))
    assert sum(match.size for match in found) >= 370


def test_spans_of_another_text_are_refused():
    with pytest.raises(ValueError, match="another text"):
        apply((Span(Op.EQUAL, "We test."),), "We publish.")
