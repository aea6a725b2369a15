"""One clause that became several, several that became one: the left-over neighbour of a pair is part of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commitments.text.blocks import Clause, PairKind
from commitments.text.folding import words
from commitments.text.similarity import Likeness, stem

_PART = 0.70  # so much of the left-over clause's words must be found on the other side
_GAIN = 0.15  # and so much of the other side must be explained by nothing but it
_LEAST_WORDS = 3

Link = tuple[int, Likeness]


@dataclass(frozen=True, slots=True)
class Group:
    kind: PairKind
    old: tuple[int, ...]
    new: tuple[int, ...]
    score: float
    reason: str
    is_guess: bool = False


def regrouped(
    old: Sequence[Clause],
    new: Sequence[Clause],
    matches: Mapping[int, int],
    lone_old: Sequence[int],
    lone_new: Sequence[int],
) -> list[Group]:
    """Splits and merges among edited pairs and their unpaired neighbours; linear in the pairs.

    The score is the share of the words of both sides that both sides have.
    """
    free_old, free_new = set(lone_old), set(lone_new)
    groups: list[Group] = []
    for i, j in sorted(matches.items()):
        parts = _grown(old[i], new, j, free_new)
        if len(parts) > 1:
            score = _shared(old[i], [new[part] for part in parts])
            groups.append(Group(PairKind.SPLIT, (i,), parts, score, "its parts are found"))
            continue
        parts = _grown(new[j], old, i, free_old)
        if len(parts) > 1:
            score = _shared(new[j], [old[part] for part in parts])
            groups.append(Group(PairKind.MERGED, parts, (j,), score, "its parts came together"))
    return groups


def _grown(whole: Clause, side: Sequence[Clause], first: int, free: set[int]) -> tuple[int, ...]:
    """``first`` with the free neighbours that say what ``whole`` says beyond it; takes them from ``free``."""
    low = high = first
    said = _content(side[first])
    while True:
        near = [part for part in (low - 1, high + 1) if part in free]
        found = next((part for part in near if _is_part(side[part], whole, said)), None)
        if found is None:
            return tuple(range(low, high + 1))
        free.discard(found)
        said |= _content(side[found])
        low, high = min(low, found), max(high, found)


def joined(
    further: Mapping[int, Link], similar: Mapping[int, Link], groups: Sequence[Group]
) -> list[Group]:
    """Merges of a guessed pair and the ``further`` old positions that it also seems to take up."""
    grouped = {j for group in groups for j in group.new}
    to_old = {j: i for i, (j, _) in similar.items()}
    members: dict[int, list[int]] = {}
    for i, (j, _) in further.items():
        if j not in grouped:
            members.setdefault(j, [to_old[j]]).append(i)
    likeness = {**similar, **further}
    return [
        Group(
            PairKind.MERGED,
            tuple(sorted(parts)),
            (j,),
            min(likeness[i][1].score for i in parts),
            "nearest to the same clause",
            is_guess=True,
        )
        for j, parts in members.items()
    ]


def _is_part(lone: Clause, whole: Clause, said: frozenset[str]) -> bool:
    """Whether ``lone`` says what ``whole`` says beyond what is ``said`` already."""
    own, all_words = _content(lone), _content(whole)
    if len(own) < _LEAST_WORDS:
        return False
    shared = own & all_words
    return len(shared) >= _PART * len(own) and len(shared - said) >= _GAIN * len(all_words)


def _shared(whole: Clause, parts: Sequence[Clause]) -> float:
    there, here = _content(whole), frozenset[str]().union(*map(_content, parts))
    return len(there & here) / len(there | here)


def _content(clause: Clause) -> frozenset[str]:
    return frozenset(stem(word) for word in words(clause.text) if len(word) > 3)
