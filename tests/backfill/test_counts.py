"""The bench's counts over a replayed series, on series told as letters, a day apart."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from bench.backfill import Row, counts, lasting_returns, plain, turns_of

START = datetime(2024, 1, 1, tzinfo=UTC)


def rows(texts: str, days: int = 1) -> list[Row]:
    return [Row(Path("x.md"), START + n * timedelta(days), text) for n, text in enumerate(texts)]


def proposed(places: str) -> list[datetime]:
    """Days on which there is a mark: ``"^ ^"``."""
    return [START + timedelta(n) for n, mark in enumerate(places) if mark == "^"]


def test_versions_of_the_same_text_are_counted():
    found = counts(rows("AABBA"), proposed("^^^ ^"), told=0)
    assert (found.same, found.proposed_for_same) == (2, 1)


def test_a_new_text_must_be_proposed_where_it_was_first_seen():
    found = counts(rows("AABCB"), proposed("^ ^  "), told=0)
    assert (found.new, found.new_proposed) == (3, 2)


def test_a_flip_flop_is_two_returns_in_a_row():
    found = counts(rows("ABABAB"), proposed("^^^ ^ "), told=1)
    assert (found.flip_flops, found.flip_flops_told) == (1, 1)
    assert (found.flips, found.flips_proposed) == (3, 1)


@pytest.mark.parametrize(("days", "turns"), [(1, [0, 0, 1, 2, 3]), (7, [0, 0, 1, 1, 1])])
def test_a_text_that_stays_ends_the_turns(days, turns):
    runs = [list(run) for _, run in groupby(rows("ABABA", days), key=lambda row: row.text)]
    assert turns_of(runs) == turns


@pytest.mark.parametrize(("marks", "found"), [("^^^", [True]), ("^^ ", [False])])
def test_a_return_that_lasts_must_be_proposed(marks, found):
    runs = [[row] for row in rows("AB")] + [rows("AAAAAAAAAA")[2:]]
    assert list(lasting_returns(runs, set(proposed(marks)))) == found


def test_a_return_to_the_text_proposed_last_need_not_be_told():
    runs = [[row] for row in rows("AB")] + [rows("AAAAAAAAAA")[2:]]
    assert not list(lasting_returns(runs, set(proposed("^"))))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("See [the policy](/a?x=1).", "See [the policy](/b)."),
        ("the\u2060 “policy”", 'the "policy"'),
        ("One\n\n- - -\n\nTwo", "One\n\nTwo"),
        ("[](/a)\n\nOne", "One"),
    ],
)
def test_what_a_reader_cannot_see_is_no_other_text(one, two):
    assert plain(one) == plain(two)


def test_a_hyphen_is_seen():
    assert plain("aup-exceptions") != plain("aup_exceptions")
