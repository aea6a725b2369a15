"""A comparison of clauses as a reader goes through it: changes in reading order, folds between them, pages.

Pure: the engine's data in, frozen values out. A fold is a run of unchanged clauses, shown as its number until
it is opened; a filter folds nothing away silently, it leaves out changes and says how many there are.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from commitments.models import Topic
from commitments.text.blocks import PairKind
from commitments.text.topics import topics

PER_PAGE = 150  # changes: what a browser shows at once without effort, under 300 kB
PER_PAGE_OF_ALL = 500  # clauses, where the whole text is shown
PER_FOLD = 400  # clauses that an opened fold shows at most
GUESS = "possible counterpart"
RETAINED = "retained"
# Sign and word of a kind of pair between two documents: nothing in one was taken from the other, so none of
# these is a verdict.
ACROSS = {
    PairKind.RETAINED: ("kept", "same words"),
    PairKind.MOVED: ("kept", "same words"),
    PairKind.EDITED: ("alike", "alike"),
    PairKind.SPLIT: ("alike", "alike, in several"),
    PairKind.MERGED: ("alike", "alike, in one"),
    PairKind.REMOVED: ("only-left", "only left"),
    PairKind.ADDED: ("only-right", "only right"),
    GUESS: ("guess", "perhaps alike"),
}
_WORD = re.compile(r"[^\W_](?:[^\W_]|[&-])*")
SUBJECTS = {  # of clauses, by their words: the reader's topics in the lexicon's terms
    Topic.TRAINING_PAUSE: {"pause"},
    Topic.DEPLOYMENT_SAFEGUARDS: {"deployment", "safeguard"},
    Topic.SECURITY: {"security"},
    Topic.EVALUATION: {"evaluation"},
    Topic.TRANSPARENCY: {"publication"},
    Topic.GOVERNANCE: {"governance"},
    Topic.WHISTLEBLOWING: {"compliance"},
    Topic.COMPETITOR_CLAUSE: {"industry"},
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see of the changes; empty is everything."""

    commitments: bool = False
    kind: str = ""
    signal: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One pair of the comparison. ``number`` counts changes from 1; 0 is an unchanged clause.

    ``id`` is the clause's own, so that a link to a change outlives other changes.
    """

    pair: Mapping[str, Any]
    old: tuple[Mapping[str, Any], ...]
    new: tuple[Mapping[str, Any], ...]
    id: str
    number: int = 0

    @property
    def kind(self) -> str:
        return GUESS if self.pair["is_guess"] else str(self.pair["kind"])

    @property
    def path(self) -> list[str]:
        return list((self.new or self.old)[0]["path"])

    @property
    def is_commitment(self) -> bool:
        return any(clause["is_commitment"] for clause in (*self.old, *self.new))

    @property
    def spans(self) -> list[list[str]]:
        """The edit script; a clause without one is one span: all of it came, went or stayed."""
        if self.pair["spans"]:
            return list(self.pair["spans"])
        op = {"removed": "delete", "added": "insert"}.get(self.pair["kind"], "equal")
        return [[op, " ".join(clause["text"] for clause in self.new or self.old)]]


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged clauses: the pairs from ``first`` up to ``last``, not included."""

    first: int
    last: int
    path: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Opened:
    """A fold that shows its clauses: ``PER_FOLD`` of them, and what is left as a fold of its own."""

    first: int
    stretches: tuple[Stretch, ...]
    rest: "Fold | Opened | None" = None


Item = Stretch | Fold | Opened


class Walk:
    """The pairs of a comparison with their clauses, changes numbered."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        old = {clause["id"]: clause for clause in data["old"]["clauses"]}
        new = {clause["id"]: clause for clause in data["new"]["clauses"]}
        self.stretches: list[Stretch] = []
        number = 0
        for pair in data["pairs"]:
            number += pair["kind"] != RETAINED
            self.stretches.append(
                Stretch(
                    pair,
                    tuple(old[i] for i in pair["old"]),
                    tuple(new[i] for i in pair["new"]),
                    anchor(pair, new),
                    number if pair["kind"] != RETAINED else 0,
                )
            )

    def changes(self, filters: Filters = Filters()) -> list[int]:
        """Places of the changes that pass the filters, in reading order."""
        tests = list(_tests(filters))
        places = (n for n, stretch in enumerate(self.stretches) if stretch.number)
        return [place for place in places if all(test(self.stretches[place]) for test in tests)]

    def pages(self, places: Sequence[int], *, is_whole: bool) -> list[tuple[int, int]]:
        """Where pages begin and end: ``PER_PAGE`` of the changes at ``places`` each, one page at least.

        Of the whole text no page has more than ``PER_PAGE_OF_ALL`` clauses.
        """
        ends = [place + 1 for place in places[PER_PAGE - 1 : -1 : PER_PAGE]]
        pages = list(pairwise([0, *ends, len(self.stretches)]))
        if not is_whole:
            return pages
        return [
            (start, min(start + PER_PAGE_OF_ALL, end))
            for first, end in pages
            for start in range(first, end, PER_PAGE_OF_ALL)
        ] or pages

    def place_of(self, name: str) -> int | None:
        """Where a clause of either text stands; of two with one name that of the new text."""
        found: dict[str, int] = {}
        for side in ("old", "new"):
            for place, stretch in enumerate(self.stretches):
                found.update(dict.fromkeys((str(i) for i in stretch.pair[side]), place))
        found.update({stretch.id: place for place, stretch in enumerate(self.stretches)})
        return found.get(name)

    def folded(
        self, places: Sequence[int], start: int, end: int, opened: Collection[int] = ()
    ) -> Iterator[Item]:
        """From ``start`` to ``end`` the changes at ``places``, and the unchanged clauses between as folds.

        ``opened`` are the first places of the folds that show their clauses.
        """
        wanted = set(places)
        place = start
        while place < end:
            if self.stretches[place].number:
                if place in wanted:
                    yield self.stretches[place]
                place += 1
                continue
            last = min(self._end_of_run(place), end)
            yield self._fold(place, last, opened)
            place = last

    def _end_of_run(self, place: int) -> int:
        while place < len(self.stretches) and not self.stretches[place].number:
            place += 1
        return place

    def _fold(self, first: int, last: int, opened: Collection[int]) -> Fold | Opened:
        if first not in opened:
            return Fold(first, last, tuple(self.stretches[first].path))
        cut = min(first + PER_FOLD, last)
        rest = self._fold(cut, last, opened) if cut < last else None
        return Opened(first, tuple(self.stretches[first:cut]), rest)

    def opened(self, first: int) -> Fold | Opened | None:
        """The fold that begins there with its clauses; None where a change stands, or nothing."""
        last = self._end_of_run(first)
        return self._fold(first, last, (first,)) if last > first else None

    def folds_above(self, place: int) -> list[int]:
        """The folds to open, so that the unchanged clause at ``place`` is shown; none for a change."""
        first = place
        while first and not self.stretches[first - 1].number:
            first -= 1
        return [] if self.stretches[place].number else list(range(first, place + 1, PER_FOLD))

    def counts(self) -> tuple[Counter[str], Counter[str], int]:
        """How many changes of each kind, with each signal, and with a commitment in them."""
        changed = [stretch for stretch in self.stretches if stretch.number]
        kinds = Counter(stretch.kind for stretch in changed)
        rules = Counter(rule for stretch in changed for rule in _rules(stretch))
        return kinds, rules, sum(stretch.is_commitment for stretch in changed)


def anchor(pair: Mapping[str, Any], new: Container[str]) -> str:
    """The name under which a pair is linked to: its clause's of the new text, else of the old.

    The same words have the same name, so one that went may be called like one that stands elsewhere now.
    """
    if pair["new"]:
        return str(pair["new"][0])
    gone = str(pair["old"][0])
    return f"old-{gone}" if gone in new else gone


def _rules(stretch: Stretch) -> set[str]:
    return {signal["rule"] for signal in stretch.pair["signals"]}


def _tests(filters: Filters) -> Iterable[Callable[[Stretch], bool]]:
    if filters.commitments:
        yield lambda stretch: stretch.is_commitment
    if filters.kind:
        yield lambda stretch: stretch.kind == filters.kind
    if filters.signal:
        yield lambda stretch: filters.signal in _rules(stretch)
    if filters.topic:
        subjects = SUBJECTS[Topic(filters.topic)]
        yield lambda stretch: bool(subjects & _subjects(stretch))


def _subjects(stretch: Stretch) -> set[str]:
    texts = (clause["text"].casefold() for clause in (*stretch.old, *stretch.new))
    return set(topics(word for text in texts for word in _WORD.findall(text)))
