"""The card: one change, then and now, of the size that previews want, whatever the words."""

import struct

import pytest

from commitments.exports import card
from commitments.exports.papers import Subject
from tests.exports.made import edition, paper, row

FIRST = row("", "We pause.", commitment="Pause", outcome="added", new=edition("v1"), old=None)
LAST = row("We pause.", "", commitment="Pause", outcome="removed", new=edition("v3"))


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    "rows",
    [(), (LAST,), (row("w" * 5000, "\u202e\U0001f680 " * 900),), (row("a", "b"),)],
    ids=["nothing", "removed", "long and odd", "edited"],
)
def test_it_has_one_size_whatever_it_shows(rows):
    assert size(card.render_png(paper(rows=rows))) == (1200, 630)


def test_a_life_is_told_by_its_first_words_and_its_end():
    told = card._card(paper(rows=(FIRST, LAST), subject=Subject.COMMITMENT))
    then, now = told["sides"]
    assert (then["name"], then["words"]) == ("v1, 14 May 2025", "We pause.")
    assert (now["name"], now["struck"], now["mark"]) == ("v3, 14 May 2025", True, "removed")


def test_a_date_of_which_only_the_month_is_known_is_a_month():
    of_a_month = edition("v3", is_month=True)
    told = card._card(paper(rows=(row("a", "b", new=of_a_month),)))
    assert told["sides"][1]["name"] == "v3, May 2025"
    assert of_a_month.facts[0] == "in force from 2025-05"
    assert edition("v3").facts[0] == "in force from 2025-05-14"


def test_of_a_comparison_the_loudest_change_of_a_commitment_is_shown():
    weaker = row("We will test.", "We may test.", commitment="Test", outcome="weakened")
    told = card._card(paper(rows=(row("x", "y", outcome="removed"), weaker, LAST)))
    assert told["title"] == "Pause"


def test_the_svg_needs_no_font_and_no_script():
    svg = card.render_svg(paper(rows=(row("a <script>", "b"),))).decode()
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert "<text" not in svg
