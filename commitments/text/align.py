"""Clauses of two versions to pairs: what stayed, what moved, what became what, what is gone or new.

Four passes, the surest first; each only sees what the passes before it left over:

1. the same words, wherever they stand;
2. nearly the same words between the same neighbours;
3. the best wording, place and neighbours over all that is left, highest score first;
4. one clause that became two, two that became one.

A commitment is called removed only where nothing scores above ``LINK``; what scores above ``SUGGEST`` is kept
as a suggestion for a person.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from commitments.text.blocks import Clause, Pair, PairKind, Suggestion
from commitments.text.folding import fold
from commitments.text.regroup import regrouped
from commitments.text.similarity import Scores, heading_key, similarities

# Read off v1.0 against v2.0 of one policy and confirmed on small edits: below LINK a pair is more often chance
# than not. NEAR is wording that nobody would call a new sentence.
LINK = 0.15
NEAR = 0.60
DOUBTFUL = 0.55
SUGGEST = 0.06
SUGGESTIONS = 5
_NEIGHBOUR = (
    0.08  # what a pair gains when the clauses before or after it are paired with each other
)

Link = tuple[int, int]


def align(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Pair, ...]:
    """Every clause of both sides in exactly one pair: in the new version's order, removals at their old place.

    Deterministic. Proportional to the words shared between the clauses that are not the same on both sides.
    """
    same = _identical(old, new)
    rest_old = [i for i in range(len(old)) if i not in same]
    taken = set(same.values())
    rest_new = [j for j in range(len(new)) if j not in taken]
    scores = similarities([old[i] for i in rest_old], [new[j] for j in rest_new])
    table = {
        i: {rest_new[b]: score for b, score in row.items()}
        for i, row in zip(rest_old, scores.rows, strict=True)
    }
    matches = _assign(table, same)
    return _Pairs(old, new, same, matches, table).all()


# Pass 1: the same words


def _identical(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Clauses with the same folded words; where words repeat, the same place and then the order decide."""
    by_words: defaultdict[str, list[int]] = defaultdict(list)
    for j, clause in enumerate(new):
        by_words[fold(clause.text)].append(j)
    found: dict[int, int] = {}
    for same_place in (True, False):
        for i, clause in enumerate(old):
            if i in found:
                continue
            candidates = by_words.get(fold(clause.text), [])
            fitting = [j for j in candidates if not same_place or _key(new[j]) == _key(clause)]
            if fitting:
                found[i] = fitting[0]
                candidates.remove(fitting[0])
    return dict(sorted(found.items()))


def _key(clause: Clause) -> str:
    return heading_key(clause)


# Passes 2 and 3: wording, place, neighbours


def _assign(
    table: dict[int, dict[int, float]], same: dict[int, int]
) -> dict[int, tuple[int, float]]:
    """Highest score first. Each round neighbours of what was paired gain a little, and are looked at again."""
    matches: dict[int, tuple[int, float]] = {}
    paired = dict(same)
    for least in (NEAR, DOUBTFUL, LINK):
        taken = set(paired.values())
        ranked = sorted(
            (
                (-_with_neighbours(i, j, score, paired), i, j)
                for i, row in table.items()
                if i not in paired
                for j, score in row.items()
                if j not in taken and score >= least - 2 * _NEIGHBOUR
            )
        )
        for negative, i, j in ranked:
            if -negative < least:
                break
            if i not in paired and j not in taken:
                paired[i] = j
                taken.add(j)
                matches[i] = (j, min(1.0, -negative))
    return matches


def _with_neighbours(i: int, j: int, score: float, paired: dict[int, int]) -> float:
    before = paired.get(i - 1) == j - 1 and j > 0
    after = paired.get(i + 1) == j + 1
    return score + _NEIGHBOUR * (before + after)


# From positions to pairs


class _Pairs:
    def __init__(
        self,
        old: Sequence[Clause],
        new: Sequence[Clause],
        same: dict[int, int],
        matches: dict[int, tuple[int, float]],
        table: dict[int, dict[int, float]],
    ) -> None:
        self._old, self._new = old, new
        self._same, self._matches, self._table = same, matches, table
        links = sorted([*same.items(), *((i, j) for i, (j, _) in matches.items())])
        self._in_order = longest_increasing(links)
        self._twins = _twin_headings(old, new, links)

    def all(self) -> tuple[Pair, ...]:
        pairs = [self._retained(i, j) for i, j in self._same.items()]
        edited = {i: self._edited(i, j, s) for i, (j, s) in self._matches.items()}
        paired_old = {*self._same, *edited}
        paired_new = {*self._same.values(), *(j for j, _ in self._matches.values())}
        lone_old = [i for i in range(len(self._old)) if i not in paired_old]
        lone_new = [j for j in range(len(self._new)) if j not in paired_new]
        groups = regrouped(
            self._old, self._new, {i: j for i, (j, _) in self._matches.items()}, lone_old, lone_new
        )
        for group in groups:
            for i in group.old:
                edited.pop(i, None)
            pairs.append(self._group(group.kind, group.old, group.new, group.score))
        grouped_old = {i for group in groups for i in group.old}
        grouped_new = {j for group in groups for j in group.new}
        pairs += edited.values()
        pairs += [self._removed(i) for i in lone_old if i not in grouped_old]
        pairs += [
            Pair(PairKind.ADDED, (), (self._new[j].id,), 0.0, ("nothing like it before",))
            for j in lone_new
            if j not in grouped_new
        ]
        return ordered(pairs, self._old, self._new)

    def _retained(self, i: int, j: int) -> Pair:
        reasons = ["same text" if self._old[i].text == self._new[j].text else "same words"]
        moved, why = self._moved(i, j)
        kind = PairKind.MOVED if moved else PairKind.RETAINED
        return Pair(kind, (self._old[i].id,), (self._new[j].id,), 1.0, (*reasons, why), (), moved)

    def _edited(self, i: int, j: int, score: float) -> Pair:
        moved, why = self._moved(i, j)
        reasons = ["nearly the same words" if score >= NEAR else "similar words", why]
        if _with_neighbours(i, j, 0.0, self._links()) > 0:
            reasons.append("same neighbours")
        doubtful = score < DOUBTFUL
        return Pair(
            PairKind.EDITED,
            (self._old[i].id,),
            (self._new[j].id,),
            round(score, 4),
            tuple(reasons),
            self._suggestions(i) if doubtful else (),
            moved,
        )

    def _group(self, kind: PairKind, old: Iterable[int], new: Iterable[int], score: float) -> Pair:
        reason = "its parts are found" if kind is PairKind.SPLIT else "its parts came together"
        left = tuple(self._old[i].id for i in old)
        right = tuple(self._new[j].id for j in new)
        return Pair(kind, left, right, round(score, 4), (reason,))

    def _removed(self, i: int) -> Pair:
        best = max(self._table.get(i, {}).values(), default=0.0)
        reason = ("nothing plausible left",)
        return Pair(
            PairKind.REMOVED, (self._old[i].id,), (), round(best, 4), reason, self._suggestions(i)
        )

    def _suggestions(self, i: int) -> tuple[Suggestion, ...]:
        if not self._old[i].is_commitment:
            return ()
        row = self._table.get(i, {})
        ranked = sorted(((-score, j) for j, score in row.items() if score >= SUGGEST))
        return tuple(Suggestion(self._new[j].id, round(-s, 4)) for s, j in ranked[:SUGGESTIONS])

    def _moved(self, i: int, j: int) -> tuple[bool, str]:
        if (i, j) not in self._in_order:
            return True, "another order"
        a, b = heading_key(self._old[i]), heading_key(self._new[j])
        if a == b:
            return False, "same heading"
        return (False, "renamed heading") if self._twins.get(a) == b else (True, "another heading")

    def _links(self) -> dict[int, int]:
        return {**self._same, **{i: j for i, (j, _) in self._matches.items()}}


def longest_increasing(links: Sequence[Link]) -> frozenset[Link]:
    """The largest part of ``links`` that keeps its order on both sides: all else has moved. n log n."""
    tails: list[int] = []
    tail_at: list[int] = []
    previous: list[int] = []
    for position, (_, j) in enumerate(links):
        place = bisect_left(tails, j)
        previous.append(tail_at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            tail_at.append(position)
        else:
            tails[place], tail_at[place] = j, position
    kept = []
    position = tail_at[-1] if tail_at else -1
    while position >= 0:
        kept.append(links[position])
        position = previous[position]
    return frozenset(kept)


def _twin_headings(
    old: Sequence[Clause], new: Sequence[Clause], links: Iterable[Link]
) -> dict[str, str]:
    """Which new heading most of an old heading's clauses stand under: a renamed heading moves nothing."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for i, j in links:
        votes[heading_key(old[i])][heading_key(new[j])] += 1
    still_there = {heading_key(clause) for clause in new}
    return {
        heading: max(sorted(count), key=lambda name: count[name])
        for heading, count in votes.items()
        if heading not in still_there
    }


def ordered(
    pairs: Iterable[Pair], old: Sequence[Clause], new: Sequence[Clause]
) -> tuple[Pair, ...]:
    """The new version's order; what is removed follows what it followed in the old version."""
    place_old = {clause.id: clause.ordinal for clause in old}
    place_new = {clause.id: clause.ordinal for clause in new}
    kept = list(pairs)
    after: dict[int, int] = {}
    for pair in kept:
        if pair.new:
            after.update(dict.fromkeys((place_old[o] for o in pair.old), place_new[pair.new[0]]))

    def key(pair: Pair) -> tuple[int, int, int]:
        if pair.new:
            return place_new[pair.new[0]], 0, 0
        at = place_old[pair.old[0]]
        before = next((after[i] for i in range(at - 1, -1, -1) if i in after), -1)
        return before, 1, at

    return tuple(sorted(kept, key=key))


__all__ = ["LINK", "SUGGEST", "Scores", "align", "longest_increasing", "ordered"]
