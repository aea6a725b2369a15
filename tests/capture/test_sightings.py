"""What a sighting means: pure rules, told as series of texts a day apart."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.sightings import RESTS_AFTER, Sighting, State, Verdict, is_collapse, judge

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def verdicts(texts: str, every: timedelta = HOUR, **options) -> list[str]:
    """The verdict on each letter of ``texts``, seen one after the other; letters are 100 words long."""
    state, found = State(), []
    for number, text in enumerate(texts):
        seen = Sighting("" if text == " " else text, 100, START + number * every)
        state, verdict = judge(state, seen, **options)
        found.append(str(verdict))
    return found


def test_the_first_text_counts_at_once():
    assert verdicts("AA") == ["new", "unchanged"]


def test_another_text_counts_when_it_is_seen_again():
    assert verdicts("ABB", confirm_after=HOUR) == ["new", "held", "new"]


def test_a_second_look_too_soon_confirms_nothing():
    assert verdicts("ABBB", confirm_after=2 * HOUR) == ["new", "held", "held", "new"]


def test_a_glitch_leaves_no_trace():
    assert verdicts("ABABB") == ["new", "held", "unchanged", "held", "new"]


def test_a_text_that_never_repeats_never_counts():
    assert verdicts("ABCDE") == ["new"] + ["held"] * 4


def test_what_an_archive_saw_counts_at_once():
    assert verdicts("ABC", is_certain=True) == ["new"] * 3


def test_there_and_back_again_is_two_changes():
    assert verdicts("ABA", is_certain=True) == ["new", "new", "returned"]


def test_a_flip_flop_is_told_once_and_then_quiet():
    assert verdicts("ABABABAB", is_certain=True) == [
        *("new", "new", "returned", "flip_flop"),
        *["flapping"] * 4,
    ]


def test_a_flip_flop_needs_no_second_looks():
    assert verdicts("ABBAABBABAB")[-3:] == ["flapping"] * 3


def test_a_new_text_ends_a_flip_flop():
    assert verdicts("ABABAC", is_certain=True)[-1] == "new"


def test_a_flip_flop_that_rests_at_the_other_text_is_told():
    flipping, resting = "ABAB", "B" * 8
    found = verdicts(flipping + resting, timedelta(days=1), is_certain=True)
    assert found[:4] == ["new", "new", "returned", "flip_flop"]
    assert found[4:] == ["unchanged"] * 6 + ["settled", "unchanged"]


def test_a_flip_flop_that_rests_at_the_text_told_last_is_not_told_again():
    found = verdicts("ABABA" + "A" * 8, timedelta(days=1), is_certain=True)
    assert "settled" not in found


def test_going_back_after_a_long_time_is_a_change_again():
    assert verdicts("ABABA", RESTS_AFTER, is_certain=True)[-2:] == ["returned", "returned"]


@pytest.mark.parametrize(("size", "collapsed"), [(10, True), (24, True), (25, False), (300, False)])
def test_a_fraction_of_the_text_is_a_collapse(size, collapsed):
    assert is_collapse(State(current="A", size=100), size) is collapsed


def test_a_collapsed_text_counts_after_a_day():
    state, _ = judge(State(), Sighting("A", 100, START))
    found = []
    for hours in (1, 2, 24, 25):
        state, verdict = judge(state, Sighting("B", 5, START + hours * HOUR))
        found.append(str(verdict))
    assert found == ["held", "held", "held", "new"]


@given(st.text(alphabet="ABC", min_size=1, max_size=40))
def test_every_text_that_stays_is_told_and_nothing_twice_in_a_row(texts):
    told = [
        text
        for text, verdict in zip(texts, verdicts(texts), strict=True)
        if verdict in (Verdict.NEW, Verdict.RETURNED)
    ]
    assert all(a != b for a, b in pairwise(told))
    new = {t for t, v in zip(texts, verdicts(texts, is_certain=True), strict=True) if v == "new"}
    assert new == set(texts)
