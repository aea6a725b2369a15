"""Which clause of one version is which of the other: positions matched, the surest first.

Passes, each of which only sees what the ones before it left over:

1. the same words, wherever they stand;
2. wording, place and neighbours, highest score first over all that is left, in rounds: what one round paired
   speaks for its neighbours in the next;
3. where one clause is left over on each side between the same neighbours, those two.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.text.blocks import Clause
from commitments.text.folding import identity
from commitments.text.similarity import heading_key, similarities

# Read off a rewritten policy (v1.0 to v2.0 of Anthropic's) and off small edits of others. In a rewrite a true
# counterpart may share a seventh of its weight; where nearly all is the same, so loose a tie is chance.
LINK_IN_REWRITE = 0.14
LINK_IN_EDIT = 0.30
NEAR = 0.60  # wording that nobody would call a new sentence
DOUBTFUL = 0.55
# What a pair gains for each side on which its neighbours are paired with each other.
NEIGHBOUR = 0.08
_IN_GAP = 0.10

Row = dict[int, float]


@dataclass(frozen=True, slots=True)
class Matching:
    """``same`` and ``similar`` pair positions; ``table`` scores every old clause that is not ``same``."""

    same: dict[int, int]
    similar: dict[int, tuple[int, float]]
    table: dict[int, Row]
    least: float

    @property
    def links(self) -> dict[int, int]:
        return {**self.same, **{i: j for i, (j, _) in self.similar.items()}}


def match(old: Sequence[Clause], new: Sequence[Clause]) -> Matching:
    """Pairs positions one to one; deterministic, and proportional to the words that both sides share."""
    same = _identical(old, new)
    table = _scores(old, new, same)
    least = least_link(len(same), max(len(old), len(new)))
    similar = _assign(table, same, least, _Promises(old, new))
    _fill_gaps(table, same, similar, len(old))
    return Matching(same, similar, table, least)


def least_link(same: int, longest: int) -> float:
    """The score below which a pair is more likely chance, by the share of clauses that stayed as they were."""
    share = same / longest if longest else 0.0
    return LINK_IN_REWRITE + (LINK_IN_EDIT - LINK_IN_REWRITE) * share


def _identical(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Clauses with the same folded words; where words repeat, the same heading and then the order decide."""
    by_words: defaultdict[str, list[int]] = defaultdict(list)
    for j, clause in enumerate(new):
        by_words[identity(clause.text)].append(j)
    folded = [identity(clause.text) for clause in old]
    found: dict[int, int] = {}
    for any_heading in (False, True):
        for i, clause in enumerate(old):
            candidates = by_words.get(folded[i], []) if i not in found else []
            key = heading_key(clause)
            fitting = [j for j in candidates if any_heading or heading_key(new[j]) == key]
            if fitting:
                found[i] = fitting[0]
                candidates.remove(fitting[0])
    return dict(sorted(found.items()))


def _scores(old: Sequence[Clause], new: Sequence[Clause], same: dict[int, int]) -> dict[int, Row]:
    taken = set(same.values())
    left = [i for i in range(len(old)) if i not in same]
    right = [j for j in range(len(new)) if j not in taken]
    rows = similarities([old[i] for i in left], [new[j] for j in right], (*old, *new))
    return {
        i: {right[b]: score for b, score in row.items()} for i, row in zip(left, rows, strict=True)
    }


class _Promises:
    """Loose ties are for commitments only: to call one removed is a claim, and there a person looks again."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause]) -> None:
        self._old = [clause.is_commitment for clause in old]
        self._new = [clause.is_commitment for clause in new]

    def floor(self, i: int, j: int, least: float) -> float:
        return least if self._old[i] and self._new[j] else max(least, LINK_IN_EDIT)


def _assign(
    table: dict[int, Row], same: dict[int, int], least_of_all: float, promises: _Promises
) -> dict[int, tuple[int, float]]:
    similar: dict[int, tuple[int, float]] = {}
    paired = dict(same)
    taken = set(same.values())
    for least in (NEAR, DOUBTFUL, (DOUBTFUL + least_of_all) / 2, least_of_all):
        for score, i, j in _ranked(table, paired, taken, least, promises):
            if i not in paired and j not in taken:
                paired[i] = j
                taken.add(j)
                similar[i] = (j, min(0.99, score))
    return similar


def _ranked(
    table: dict[int, Row],
    paired: dict[int, int],
    taken: set[int],
    least: float,
    promises: _Promises,
) -> list[tuple[float, int, int]]:
    """What is still free and scores ``least``, best first; among equals the earlier clauses."""
    candidates = []
    for i, row in table.items():
        if i in paired:
            continue
        for j, score in row.items():
            if j not in taken and score >= least - 2 * NEIGHBOUR:
                gained = score + NEIGHBOUR * neighbours(i, j, paired)
                if gained >= promises.floor(i, j, least):
                    candidates.append((-gained, i, j))
    return [(-negative, i, j) for negative, i, j in sorted(candidates)]


def neighbours(i: int, j: int, paired: dict[int, int]) -> int:
    """On how many sides the neighbours of two clauses are paired with each other: 0, 1 or 2."""
    before = j > 0 and paired.get(i - 1) == j - 1
    return before + (paired.get(i + 1) == j + 1)


def _fill_gaps(
    table: dict[int, Row], same: dict[int, int], similar: dict[int, tuple[int, float]], count: int
) -> None:
    paired = {**same, **{i: j for i, (j, _) in similar.items()}}
    taken = set(paired.values())
    for i in range(1, count - 1):
        before, after = paired.get(i - 1), paired.get(i + 1)
        if i in paired or before is None or after != before + 2 or before + 1 in taken:
            continue
        score = table.get(i, {}).get(before + 1, 0.0)
        if score >= _IN_GAP:
            similar[i] = (before + 1, min(0.99, score + 2 * NEIGHBOUR))
