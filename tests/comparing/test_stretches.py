"""Changes in reading order, folds between them, filters and pages; from the engine's data alone."""

import pytest

from commitments.stretches import Filters, Fold, Stretch, Walk
from commitments.text import extract
from commitments.text.compare import as_data, compare
from commitments.text.segment import segment

OLD = """# Policy

## Testing

We will test each model. We like trees. The lab is old.

## Publishing

We will publish reports within 30 days. The sky is blue.
"""
NEW = """# Policy

## Testing

We aim to test each model. We like trees. The lab is old.

## Publishing

We will publish reports within 60 days. The sky is blue. We will name an officer of the board.
"""


@pytest.fixture(scope="module")
def walk() -> Walk:
    sides = (segment(extract.read(text.encode(), "text/markdown")) for text in (OLD, NEW))
    return Walk(as_data(compare(*sides)))


def whole(walk: Walk, places: list[int]) -> list[Stretch | Fold]:
    return list(walk.folded(places, 0, len(walk.stretches)))


def test_changes_are_numbered_and_what_stayed_is_folded_with_its_number_and_place(walk):
    items = whole(walk, walk.changes())
    shape = [item.size if isinstance(item, Fold) else item.kind for item in items]
    assert shape == ["edited", 2, "edited", 1, "added"]
    assert [item.number for item in items if isinstance(item, Stretch)] == [1, 2, 3]
    assert items[1].path[-1] == "Testing"


def test_an_opened_fold_has_its_clauses_and_no_change(walk):
    fold = next(item for item in whole(walk, walk.changes()) if isinstance(item, Fold))
    opened = walk.opened(fold.first).stretches
    assert [stretch.new[0]["text"] for stretch in opened] == ["We like trees.", "The lab is old."]
    assert walk.opened(0) is None
    assert walk.opened(9_999) is None


def test_a_large_fold_opens_in_portions_and_loses_none(walk, monkeypatch):
    monkeypatch.setattr("commitments.stretches.PER_FOLD", 1)
    fold = next(item for item in whole(walk, walk.changes()) if isinstance(item, Fold))
    portion = walk.opened(fold.first)
    assert portion.rest == Fold(fold.first + 1, fold.last, fold.path)
    assert walk.folds_above(fold.last - 1) == [fold.first, fold.first + 1]
    opened = walk.folded([], fold.first, fold.last, walk.folds_above(fold.last - 1))
    (item,) = opened
    assert [s.new[0]["text"] for s in (*item.stretches, *item.rest.stretches)] == [
        "We like trees.",
        "The lab is old.",
    ]


def test_the_whole_text_is_paged_by_its_clauses_too(walk, monkeypatch):
    changes, end = walk.changes(), len(walk.stretches)
    assert walk.pages(changes, is_whole=True) == [(0, end)]
    monkeypatch.setattr("commitments.stretches.PER_PAGE", 2)
    assert walk.pages(changes, is_whole=False) == [(0, changes[1] + 1), (changes[1] + 1, end)]
    monkeypatch.setattr("commitments.stretches.PER_PAGE_OF_ALL", 3)
    pages = walk.pages(changes, is_whole=True)
    assert [place for page in pages for place in range(*page)] == list(range(end))
    assert max(last - first for first, last in pages) == 3
    assert walk.pages([], is_whole=False) == [(0, end)]


def test_every_name_in_either_text_has_a_place_and_no_two_pairs_share_theirs():
    def clause(name, ordinal):
        return {"id": name, "ordinal": ordinal, "text": name, "path": [], "is_commitment": False}

    def pair(kind, old, new):
        return {
            "kind": kind,
            "old": old,
            "new": new,
            "moved": False,
            "is_guess": False,
            "spans": [],
            "signals": [],
        }

    data = {
        "old": {"clauses": [clause("c1", 0), clause("c2", 1), clause("c3", 2)]},
        "new": {"clauses": [clause("c1", 0), clause("c4", 1), clause("c5", 2)]},
        "pairs": [
            pair("removed", ["c1"], []),
            pair("moved", ["c2"], ["c1"]),
            pair("split", ["c3"], ["c4", "c5"]),
        ],
    }
    walk = Walk(data)
    assert [stretch.id for stretch in walk.stretches] == ["old-c1", "c1", "c4"]
    assert [walk.place_of(name) for name in ("old-c1", "c1", "c2", "c3", "c5", "c6")] == [
        0,
        1,
        1,
        2,
        2,
        None,
    ]


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        (Filters(commitments=True), ["edited", "edited", "added"]),
        (Filters(kind="added"), ["added"]),
        (Filters(topic="governance"), ["added"]),
        (Filters(topic="transparency"), ["edited"]),
        (Filters(topic="whistleblowing"), []),
        (Filters(signal="no-such-rule"), []),
    ],
)
def test_filters_leave_out_what_does_not_fit(walk, filters, kinds):
    assert [walk.stretches[place].kind for place in walk.changes(filters)] == kinds


def test_every_signal_that_is_counted_finds_its_changes(walk):
    _, signals, _ = walk.counts()
    assert signals
    for rule, number in signals.items():
        assert len(walk.changes(Filters(signal=rule))) == number


def test_the_counts_are_of_all_changes(walk):
    kinds, _, commitments = walk.counts()
    assert kinds == {"edited": 2, "added": 1}
    assert commitments == 3
