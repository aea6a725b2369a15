"""One clause that became several, several that became one: the left-over neighbour of a pair is part of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from commitments.text.blocks import Clause, PairKind
from commitments.text.folding import words
from commitments.text.similarity import Likeness, stem

_PART = 0.70  # so much of the left-over clause's words must be found on the other side
_GAIN = 0.15  # and so much of the other side must be explained by nothing but it
_LEAST_WORDS = 4

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
    """Splits and merges among edited pairs and their unpaired neighbours; linear in the unpaired clauses."""
    to_old = {j: i for i, j in matches.items()}
    groups: list[Group] = []
    used: set[int] = set()
    for j in lone_new:
        i = _neighbour_of(j, to_old, lambda a, b: _is_part(new[a], old[b], new[matches[b]]))
        if i is not None and i not in used:
            used.add(i)
            parts = tuple(sorted((matches[i], j)))
            groups.append(Group(PairKind.SPLIT, (i,), parts, _PART, "its parts are found"))
    for lone in lone_old:
        whole = _neighbour_of(lone, matches, lambda a, b: _is_part(old[a], new[b], old[to_old[b]]))
        if whole is not None and to_old[whole] not in used:
            used.add(to_old[whole])
            parts = tuple(sorted((to_old[whole], lone)))
            groups.append(Group(PairKind.MERGED, parts, (whole,), _PART, "its parts came together"))
    return groups


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


def _neighbour_of(
    position: int, paired: Mapping[int, int], is_part: Callable[[int, int], bool]
) -> int | None:
    for near in (position - 1, position + 1):
        other = paired.get(near)
        if other is not None and is_part(position, other):
            return other
    return None


def _is_part(lone: Clause, whole: Clause, sibling: Clause) -> bool:
    """Whether ``lone`` says what ``whole`` says beyond ``sibling``."""
    own, all_words, said = _content(lone), _content(whole), _content(sibling)
    if len(own) < _LEAST_WORDS or not all_words:
        return False
    shared = own & all_words
    return len(shared) >= _PART * len(own) and len(shared - said) >= _GAIN * len(all_words)


def _content(clause: Clause) -> frozenset[str]:
    return frozenset(stem(word) for word in words(clause.text) if len(word) > 3)
