"""Clauses of two versions to pairs: retained, edited, moved, split, merged, removed, added.

``matching`` says which clause is which; here the answer gets its names, reasons and suggestions. A commitment
is called removed only where nothing that is left scores above ``matching.least_link``; the five likest clauses
are kept as suggestions for a person.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from commitments.text.blocks import Clause, Pair, PairKind, Suggestion
from commitments.text.matching import DOUBTFUL, GUESS, NEAR, Matching, match, neighbours
from commitments.text.regroup import Group, joined, regrouped
from commitments.text.similarity import Likeness, heading_key

SUGGESTIONS = 5

Link = tuple[int, int]


def align(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Pair, ...]:
    """Every clause of both sides in exactly one pair: in the new version's order, removals at their old place.

    Deterministic. Costs what ``match`` costs.
    """
    return _Pairs(old, new, match(old, new)).all()


class _Pairs:
    """From matched positions to pairs, once."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], matching: Matching) -> None:
        self._old, self._new, self._matching = old, new, matching
        self._links = matching.links
        links = sorted(self._links.items())
        self._in_order = longest_increasing(links)
        self._twins = _twin_headings(old, new, links)
        self._best_before = _best_by_column(matching)

    def all(self) -> tuple[Pair, ...]:
        similar = self._matching.similar
        taken = set(self._links.values())
        lone_old = [i for i in range(len(self._old)) if i not in self._links]
        lone_new = [j for j in range(len(self._new)) if j not in taken]
        matches = {i: j for i, (j, _) in similar.items()}
        groups = regrouped(self._old, self._new, matches, lone_old, lone_new)
        groups += joined(self._matching.joined, similar, groups)
        grouped_old = {i for group in groups for i in group.old}
        grouped_new = {j for group in groups for j in group.new}
        pairs = [self._retained(i, j) for i, j in self._matching.same.items()]
        pairs += [self._edited(i, *pair) for i, pair in similar.items() if i not in grouped_old]
        pairs += [self._group(group) for group in groups]
        pairs += [self._removed(i) for i in lone_old if i not in grouped_old]
        pairs += [self._added(j) for j in lone_new if j not in grouped_new]
        return ordered(pairs, self._old, self._new)

    def _retained(self, i: int, j: int) -> Pair:
        same = "same text" if self._old[i].text == self._new[j].text else "same words"
        moved, why = self._moved(i, j)
        kind = PairKind.MOVED if moved else PairKind.RETAINED
        return Pair(kind, (self._old[i].id,), (self._new[j].id,), 1.0, (same, why), (), moved)

    def _edited(self, i: int, j: int, likeness: Likeness) -> Pair:
        moved, why = self._moved(i, j)
        nearly = likeness.wording >= NEAR
        reasons = ["nearly the same words" if nearly else "similar words", why]
        if neighbours(i, j, self._links):
            reasons.append("same neighbours")
        return Pair(
            PairKind.EDITED,
            (self._old[i].id,),
            (self._new[j].id,),
            round(min(0.99, likeness.score), 4),
            tuple(reasons),
            self._suggestions((i,), (j,)) if likeness.wording < DOUBTFUL else (),
            moved,
            likeness.wording < GUESS,
        )

    def _group(self, group: Group) -> Pair:
        left = tuple(self._old[i].id for i in group.old)
        right = tuple(self._new[j].id for j in group.new)
        suggestions = self._suggestions(group.old, group.new) if group.is_guess else ()
        score = round(group.score, 4)
        return Pair(
            group.kind, left, right, score, (group.reason,), suggestions, is_guess=group.is_guess
        )

    def _removed(self, i: int) -> Pair:
        row = self._matching.table.get(i, {})
        best = max((likeness.score for likeness in row.values()), default=0.0)
        nothing = best < self._matching.least
        reason = "nothing like it left" if nothing else "what is like it has a nearer counterpart"
        suggestions = self._suggestions((i,), ())
        return Pair(
            PairKind.REMOVED, (self._old[i].id,), (), round(best, 4), (reason,), suggestions
        )

    def _added(self, j: int) -> Pair:
        best = self._best_before.get(j, 0.0)
        nothing = best < self._matching.least
        reason = "nothing like it before" if nothing else "what is like it has a nearer counterpart"
        return Pair(PairKind.ADDED, (), (self._new[j].id,), round(best, 4), (reason,))

    def _suggestions(
        self, positions: Iterable[int], linked: Collection[int]
    ) -> tuple[Suggestion, ...]:
        """What else than ``linked`` the commitments here could have become, the likest first."""
        best: dict[int, float] = {}
        for i in positions:
            row = self._matching.table.get(i, {}) if self._old[i].is_commitment else {}
            for j, likeness in row.items():
                best[j] = max(best.get(j, 0.0), likeness.score)
        ranked = sorted((-score, j) for j, score in best.items() if j not in linked)
        return tuple(Suggestion(self._new[j].id, round(-s, 4)) for s, j in ranked[:SUGGESTIONS])

    def _moved(self, i: int, j: int) -> tuple[bool, str]:
        if (i, j) not in self._in_order:
            return True, "another order"
        a, b = heading_key(self._old[i]), heading_key(self._new[j])
        if a == b:
            return False, "same heading"
        return (False, "renamed heading") if self._twins.get(a) == b else (True, "another heading")


def _best_by_column(matching: Matching) -> dict[int, float]:
    best: dict[int, float] = {}
    for row in matching.table.values():
        for j, likeness in row.items():
            best[j] = max(best.get(j, 0.0), likeness.score)
    return best


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
    before, latest = [], -1  # what the nearest pair before each old place became
    for at in range(len(old)):
        before.append(latest)
        latest = after.get(at, latest)

    def key(pair: Pair) -> tuple[int, int, int]:
        if pair.new:
            return place_new[pair.new[0]], 0, 0
        at = place_old[pair.old[0]]
        return before[at], 1, at

    return tuple(sorted(kept, key=key))
