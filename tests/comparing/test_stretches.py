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
    opened = walk.unchanged(fold.first)
    assert [stretch.new[0]["text"] for stretch in opened] == ["We like trees.", "The lab is old."]
    assert walk.unchanged(0) == []
    assert walk.unchanged(9_999) == []


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
