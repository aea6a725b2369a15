"""The bench's scoring functions on inline data; no corpus, no other tool."""

from collections import Counter
from pathlib import Path

import pytest

from bench import corpus, files, made, scripts, table, throughput
from bench.__main__ import PARTS, _parts
from bench.cases import Case, is_right
from bench.differs import Differ, from_git, from_wdiff
from bench.edits import changed_sentences
from bench.extraction import fits, plain_of
from bench.figures import Figure, Peer, Unit
from bench.gold import holding
from bench.publisher import hosts
from bench.tokens import fewest_marks, ordered_f1
from commitments.text.extract import read

TEXT = "We will test every model."


@pytest.mark.parametrize(
    ("found", "expected", "score"),
    [
        (TEXT, TEXT, 1.0),
        ("we will: test EVERY\nmodel", TEXT, 1.0),
        ("model every test will we", TEXT, 0.2),
        ("We will test every", TEXT, 8 / 9),
        ("", TEXT, 0.0),
        ("", "", 1.0),
    ],
)
def test_ordered_f1_counts_words_in_order(found: str, expected: str, score: float):
    assert ordered_f1(found, expected) == pytest.approx(score)


@pytest.mark.parametrize(
    ("old", "new", "fewest"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 2),
        ("a b c", "c a b", 2),
        ("a, b", "a; b", 0),
        ("", "a b", 2),
    ],
)
def test_fewest_marks_is_what_the_longest_common_subsequence_leaves(
    old: str, new: str, fewest: int
):
    assert fewest_marks(old, new) == fewest


def test_a_word_is_marked_where_a_part_of_it_is():
    script = [("=", "We will test"), ("+", "ed, twice"), ("=", " it."), ("-", "!")]
    assert scripts.came(script) == ["tested", "twice"]
    assert scripts.went(script) == []
    assert scripts.marked(script) == ["tested", "twice"]


def test_a_script_is_held_to_both_texts():
    script = [("=", "a "), ("-", "b"), ("+", "c"), ("=", " d")]
    assert scripts.rebuilt(script, "a b d", "a c d")
    assert not scripts.rebuilt(script, "a b  d", "a c d")
    assert scripts.rebuilt_but_for_space(script, "a b  d", "a\nc d")
    assert not scripts.rebuilt_but_for_space(script, "a b", "a c d")


def test_git_output_becomes_a_script():
    output = "diff --git a b\n@@ -1,2 +1,2 @@\n We \n-will\n+may\n  act\n~\n~\n End.\n~\n"
    script = from_git(output)
    assert scripts.rebuilt(script, "We will act\n\nEnd.\n", "We may act\n\nEnd.\n")


def test_wdiff_output_becomes_a_script():
    script = from_wdiff("We \1will\2 \3may\4 act")
    assert script == [("=", "We "), ("-", "will"), ("=", " "), ("+", "may"), ("=", " act")]


def test_a_case_is_right_with_any_smallest_script(tmp_path: Path):
    (tmp_path / "old").write_text("a b a")
    (tmp_path / "new").write_text("a")
    pair = corpus.pair("case", tmp_path / "old", tmp_path / "new")
    case = Case(pair, Counter(["b", "a"]), Counter())

    def right(script: scripts.Script) -> bool:
        return is_right(Differ("any", lambda pair: script, lambda pair, made: made), case)

    assert right([("=", "a"), ("-", " b a")])
    assert right([("-", "a b "), ("=", "a")])
    assert not right([("-", "a b a"), ("+", "a")])
    assert not right([("=", "a"), ("-", " b")])


def test_a_line_diff_finds_the_sentences_that_changed():
    old = "We will test it.\nWe will report.\n\nThe end is near.\n"
    new = "We may test it.\nWe will report.\n\nThe end is\nnear.\n"
    assert changed_sentences(old, new) == (["we will test it"], ["we may test it"])


def test_a_passage_is_found_by_its_parts():
    clauses = [
        ("one", "we will test every new model before it is deployed"),
        ("two", "the board decides on every exception to this policy"),
        ("three", "something else entirely that nobody asked for"),
    ]
    passage = "We will test every new model ... The board decides on every exception."
    assert holding(passage, clauses).keys() == {"one", "two"}
    assert holding("NONE", clauses) == {}


def test_selectors_fit_where_each_finds_text_once():
    page = b"<div class='a'><p>One</p></div><div class='b'><div>Two</div></div>"
    assert fits(page, [".a"])
    assert not fits(page, [".missing"])
    assert not fits(page, ["div"])


def test_markdown_is_read_as_it_is_shown():
    shown = plain_of(
        "# Title\n\nSee [the *policy*](https://example.org/x).\n\n| a | b |\n|-|-|\n| c | d |"
    )
    assert shown.split() == ["Title", "See", "the", "policy.", "a", "b", "c", "d"]


def test_a_made_policy_is_the_same_each_time_and_its_enlargement_does_not_repeat_itself():
    text = made.policy(1000)
    assert text == made.policy(1000)
    assert 900 < len(text.split()) < 1200
    assert made.revised(text) != text
    longer = made.enlarged(text, 3)
    assert longer.startswith(text)
    assert longer.count(text) == 1
    assert len(longer.split()) == 3 * len(text.split())


def test_a_figure_is_judged_as_it_is_printed():
    assert Figure("x", 0.96996, Unit.SHARE, 0.97).is_met
    assert not Figure("x", 0.96, Unit.SHARE, 0.97).is_met
    assert Figure("x", 1.02, Unit.TIMES, 1.02, at_most=True).is_met
    assert Figure("x", 1.0, Unit.TIMES).is_met is None


def test_the_table_names_what_is_missing():
    peers = (Peer("one", 0.5), Peer("two", None, "not installed: apt install two"))
    text = table.as_text([Figure("share", 0.25, Unit.SHARE, 0.5, peers=peers)])
    head, first, second = text.splitlines()
    assert head.split()[:2] == ["what", "tracker"]
    assert first.split() == ["share", "25.0%", ">=", "50.0%", "BELOW", "one", "50.0%", "0.500"]
    assert second.strip() == "two: not installed: apt install two"


def test_the_markdown_table_has_a_row_for_each_figure():
    figure = Figure("share", 0.25, Unit.SHARE, 0.5, peers=(Peer("one", 0.5), Peer("two", None)))
    rows = table.as_markdown([figure]).splitlines()
    assert rows[2:] == ["| share | 25.0% | >= 50.0% | one 50.0% |"]


def test_every_part_can_be_asked_for_by_its_name(tmp_path: Path):
    assert tuple(_parts(tmp_path, 1)) == PARTS
    assert set(_parts(None, 1)) < set(PARTS)


def test_no_two_documents_share_a_host():
    names = hosts(600)
    assert len(set(names)) == 600
    assert all(0 < int(part) < 255 for name in names for part in name.split(".")[2:])


@pytest.mark.parametrize("kind", ["page", "pdf"])
def test_the_documents_that_are_captured_have_the_size_that_the_row_names(kind: str):
    told = throughput.KINDS[kind]
    document = throughput.document(kind, made.policy(told.words))
    reading = read(document, told.media_type)
    if kind == "pdf":
        assert reading.page_count == 20
    else:
        assert 19_000 < len(document) < 21_000


def test_a_program_that_is_not_there_is_said_and_no_error():
    def compare() -> None:
        raise AssertionError("it is not there")

    peer = files._peer("no such differ", "no_such_differ", compare)
    assert peer == Peer("no such differ", None, "not installed: make peers")


def test_files_are_measured_on_made_texts_where_there_is_no_corpus(tmp_path: Path):
    name, old, new = files._texts(None, tmp_path)
    assert name == "a made policy and its revision"
    assert len(old.read_text().split()) > 9_000
    assert old.read_text() != new.read_text()
