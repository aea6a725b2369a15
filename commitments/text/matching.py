"""Which clause of one version is which of the other: positions matched, the surest first.

Passes, each of which only sees what the ones before it left over:

1. the same words, wherever they stand;
2. nearly the same words, the most alike first;
3. the assignment that makes the likeness of all pairs together greatest;
4. where one clause is left over on each side between the same neighbours, those two;
5. commitments that are left over, to the clause that took up their nearest counterpart: in a rewrite several
   promises become one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from commitments.text.blocks import Clause
from commitments.text.folding import identity
from commitments.text.similarity import Likeness, Row, heading_key, similarities

# Scores read off a rewritten policy (v1.0 to v2.0 of Anthropic's) and off small edits of others. In a rewrite a
# true counterpart may share a fifth of its weight; where nearly all is the same, so loose a tie is chance.
LINK_IN_REWRITE = 0.22
LINK_IN_EDIT = 0.36
LINK_OF_OTHERS = 0.25  # where one side promises nothing
_IN_GAP = 0.20
# Likeness of wording.
NEAR = 0.60  # nobody would call it a new sentence
DOUBTFUL = 0.55  # a person should see what else it could be
# Below this a pair is a guess at a counterpart: it says where to look, and no reader should quote it as the
# publisher's edit; what it seems to soften or drop is worth nobody's attention.
GUESS = 0.30

Link = tuple[int, Likeness]


@dataclass(frozen=True, slots=True)
class Matching:
    """``same`` and ``similar`` pair positions; ``joined`` are further old positions of a similar pair.

    ``table`` holds the candidates of every old position that is not ``same``; ``least`` is the score of a link.
    """

    same: dict[int, int]
    similar: dict[int, Link]
    joined: dict[int, Link]
    table: dict[int, Row]
    least: float

    @property
    def links(self) -> dict[int, int]:
        return {**self.same, **{i: j for i, (j, _) in self.similar.items()}}


def match(old: Sequence[Clause], new: Sequence[Clause]) -> Matching:
    """Pairs positions; deterministic. Costs what ``similarities`` costs, and little more."""
    same = _identical(old, new)
    taken = set(same.values())
    left = [i for i in range(len(old)) if i not in same]
    right = [j for j in range(len(new)) if j not in taken]
    table = similarities(old, new, left, right)
    least = least_link(len(same), max(len(old), len(new)))
    similar = _nearly_identical(table)
    similar |= _assigned(_left_over(table, similar), _Floors(old, new, least))
    _fill_gaps(table, same, similar, len(old))
    joined = _joined(old, table, similar, least)
    return Matching(same, similar, joined, table, least)


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


def _nearly_identical(table: dict[int, Row]) -> dict[int, Link]:
    ranked = sorted(
        (-likeness.score, i, j)
        for i, row in table.items()
        for j, likeness in row.items()
        if likeness.wording >= NEAR
    )
    found: dict[int, Link] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in found and j not in taken:
            found[i] = (j, table[i][j])
            taken.add(j)
    return found


def _left_over(table: dict[int, Row], similar: dict[int, Link]) -> dict[int, Row]:
    taken = {j for j, _ in similar.values()}
    return {
        i: {j: likeness for j, likeness in row.items() if j not in taken}
        for i, row in table.items()
        if i not in similar
    }


class _Floors:
    """Loose ties are for commitments only: to call one removed is a claim, and there a person looks again."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], least: float) -> None:
        self._old = [clause.is_commitment for clause in old]
        self._new = [clause.is_commitment for clause in new]
        self._least = least

    def of(self, i: int, j: int) -> float:
        promises = self._old[i] and self._new[j]
        return self._least if promises else max(self._least, LINK_OF_OTHERS)


def _assigned(table: dict[int, Row], floors: _Floors) -> dict[int, Link]:
    """One to one, with the greatest sum of what the scores exceed their floors by.

    Every row has a column of its own beside the real ones, for being left alone: a full matching always exists.
    """
    edges = [
        (i, j, 1.0 + likeness.score - floors.of(i, j))
        for i, row in table.items()
        for j, likeness in sorted(row.items())
        if likeness.score >= floors.of(i, j)
    ]
    if not edges:
        return {}
    rows = {i: place for place, i in enumerate(dict.fromkeys(i for i, _, _ in edges))}
    columns = {j: place for place, j in enumerate(sorted({j for _, j, _ in edges}))}
    alone = range(len(columns), len(columns) + len(rows))
    weights = [weight for _, _, weight in edges] + [1.0] * len(rows)
    across = [rows[i] for i, _, _ in edges] + list(rows.values())
    down = [columns[j] for _, j, _ in edges] + list(alone)
    graph = sparse.csr_matrix((weights, (across, down)))
    chosen = min_weight_full_bipartite_matching(graph, maximize=True)[1]
    names = list(columns)
    picked = zip(rows, chosen.tolist(), strict=True)
    return {i: (names[at], table[i][names[at]]) for i, at in picked if at < len(names)}


def _joined(
    old: Sequence[Clause], table: dict[int, Row], similar: dict[int, Link], least: float
) -> dict[int, Link]:
    """Left-over commitments whose nearest counterpart is a guess already; a recognised edit stays as it is."""
    loose = {j for j, likeness in similar.values() if likeness.wording < GUESS}
    found = {}
    for i, row in table.items():
        if i in similar or not old[i].is_commitment or not row:
            continue
        j = min(row, key=lambda j: (-row[j].score, j))
        if j in loose and row[j].score >= least:
            found[i] = (j, row[j])
    return found


def neighbours(i: int, j: int, paired: dict[int, int]) -> int:
    """On how many sides the neighbours of two clauses are paired with each other: 0, 1 or 2."""
    before = j > 0 and paired.get(i - 1) == j - 1
    return before + (paired.get(i + 1) == j + 1)


def _fill_gaps(
    table: dict[int, Row], same: dict[int, int], similar: dict[int, Link], count: int
) -> None:
    paired = {**same, **{i: j for i, (j, _) in similar.items()}}
    taken = set(paired.values())
    for i in range(1, count - 1):
        before, after = paired.get(i - 1), paired.get(i + 1)
        if i in paired or before is None or after != before + 2 or before + 1 in taken:
            continue
        likeness = table.get(i, {}).get(before + 1)
        if likeness and likeness.score >= _IN_GAP:
            similar[i] = (before + 1, likeness)
