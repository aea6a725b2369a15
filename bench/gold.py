"""A rewrite that people traced: which of their commitments and counterparts the engine finds.

The coding is Zhu's (2026, *Silent Revision*, arXiv 2609.08789, CC BY 4.0): each row has a passage of the old
version, one of the new, and an outcome: R(etained), S(trengthened), W(eakened), X (removed), A(dded).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bench import corpus
from bench.figures import Figure, Peer, Unit
from bench.tokens import plain
from commitments.text.blocks import Clause, Comparison
from commitments.text.compare import compare
from commitments.text.extract import read
from commitments.text.segment import segment
from commitments.text.similarity import Row, similarities

_ELISION = re.compile(r"\.\.\.|…|\[\.\.\.\.\]|\s/\s|\|")
_LEAST_LIKENESS = 85
_LEAST_WORDS, _LEAST_LETTERS = 4, 18  # a shorter passage is found everywhere
_ASSIGNMENT = "one to one by plain string similarity"
_FEW, _MANY = 5, 10
_TARGETS = {
    "pairs linked": 0.50,
    "counterpart in link and five": 0.75,
    "counterpart in link and ten": 0.85,
    "removals seen": 0.80,
    "additions seen": 0.70,
}

Links = list[
    tuple[set[str], set[str]]
]  # ids of old clauses with the new ones they are said to have become


@dataclass(frozen=True, slots=True)
class Answer:
    """Links, links with five candidates, links with ten."""

    links: Links
    few: Links
    many: Links


@dataclass(frozen=True, slots=True)
class Traced:
    """One traced commitment: its outcome, and the clauses that hold its passages, with how surely they do."""

    outcome: str
    old: dict[str, float]
    new: dict[str, float]
    has_old: bool

    @property
    def is_pair(self) -> bool:
        return self.outcome in ("R", "S", "W") and bool(self.old and self.new)


def figures(folder: Path, name: str, old: str, new: str) -> list[Figure]:
    """Every figure of one coded pair of versions; prints nothing."""
    left, right = (_clauses(corpus.policy(folder, version)) for version in (old, new))
    rows = _rows(corpus.coded_rows(folder, name), left, right)
    return [*_found(name, rows, left, right), *_followed(name, rows, compare(left, right))]


def _clauses(path: Path) -> tuple[Clause, ...]:
    return segment(read(path.read_bytes(), path.name))


def _found(
    name: str, rows: Sequence[Traced], old: Sequence[Clause], new: Sequence[Clause]
) -> list[Figure]:
    flagged = {clause.id for clause in old if clause.is_commitment}
    traced = [row for row in rows if row.has_old and row.outcome != "A"]
    found = share(bool(flagged & row.old.keys()) for row in traced)
    of_old, of_new = (share(clause.is_commitment for clause in side) for side in (old, new))
    label = f"{name} clauses flagged in the"
    return [
        Figure(f"{name} commitments found", found, Unit.SHARE, 0.97, note=f"of {len(traced)}"),
        Figure(f"{label} old text", of_old, Unit.SHARE, 0.50, at_most=True, note=f"of {len(old)}"),
        Figure(f"{label} new text", of_new, Unit.SHARE, note=f"of {len(new)}"),
    ]


def _followed(name: str, rows: Sequence[Traced], comparison: Comparison) -> list[Figure]:
    ours = _scores(rows, _by_engine(comparison))
    theirs = _scores(rows, _by_strings(comparison.old, comparison.new))
    return [
        Figure(
            f"{name} {what}",
            ours[what],
            Unit.SHARE,
            target,
            peers=(Peer(_ASSIGNMENT, theirs[what]),),
        )
        for what, target in _TARGETS.items()
    ]


def _scores(rows: Sequence[Traced], answer: Answer) -> dict[str, float]:
    values = (
        _linked(rows, answer.links),
        _linked(rows, answer.few),
        _linked(rows, answer.many),
        _alone(rows, "X", answer.links),
        _alone(rows, "A", answer.links),
    )
    return dict(zip(_TARGETS, values, strict=True))


def share(hits: Iterable[bool]) -> float:
    """The part that is true; 0.0 of nothing."""
    known = list(hits)
    return sum(known) / len(known) if known else 0.0


def _linked(rows: Iterable[Traced], links: Links) -> float:
    return share(
        any(old & row.old.keys() and new & row.new.keys() for old, new in links)
        for row in rows
        if row.is_pair
    )


def _alone(rows: Iterable[Traced], outcome: str, links: Links) -> float:
    """The share of removals (X) or additions (A) whose clause is linked with nothing."""
    side = 1 if outcome == "A" else 0
    taken: set[str] = set().union(*(link[side] for link in links if all(link)))
    passages = [row.new if side else row.old for row in rows if row.outcome == outcome]
    return share(max(held, key=held.__getitem__) not in taken for held in passages if held)


def _by_engine(comparison: Comparison) -> Answer:
    """The ten are those that the engine's likeness ranks first, whether or not it suggests them."""
    old, new = comparison.old, comparison.new
    pairs = [change.pair for change in comparison.changes if change.pair.old]
    links = [(set(pair.old), set(pair.new)) for pair in pairs]
    few = [(set(pair.old), {each.new for each in pair.suggestions[:_FEW]}) for pair in pairs]
    table = similarities(old, new, range(len(old)), range(len(new)))
    ranked = {i: sorted(row, key=partial(_rank, row))[:_MANY] for i, row in table.items()}
    ten = [({old[i].id}, {new[j].id for j in row}) for i, row in ranked.items()]
    return Answer(links, links + few, links + few + ten)


def _rank(row: Row, position: int) -> tuple[float, int]:
    return -row[position].score, position


def _by_strings(old: Sequence[Clause], new: Sequence[Clause]) -> Answer:
    """The baseline: the assignment with the greatest sum of string similarities, and a ranking by them."""
    # A quarter of a second, which no other row needs.
    from scipy.optimize import linear_sum_assignment

    texts = [[plain(clause.text) for clause in side] for side in (old, new)]
    scores = process.cdist(*texts, scorer=fuzz.ratio)
    links: Links = [
        ({old[i].id}, {new[j].id})
        for i, j in zip(*linear_sum_assignment(scores, maximize=True), strict=True)
    ]
    order = np.argsort(-scores, axis=1, kind="stable").tolist()
    few, many = (
        [({a.id}, {new[j].id for j in row[:n]}) for a, row in zip(old, order, strict=True)]
        for n in (_FEW, _MANY)
    )
    return Answer(links, links + few, links + many)


def _rows(
    coded: Iterable[dict[str, str]], old: Sequence[Clause], new: Sequence[Clause]
) -> list[Traced]:
    left, right = ([(clause.id, plain(clause.text)) for clause in side] for side in (old, new))
    return [
        Traced(
            row["final_outcome"].strip(),
            holding(row["v_i_text"], left),
            holding(row["v_next_text"], right),
            not _is_none(row["v_i_text"]),
        )
        for row in coded
    ]


def holding(passage: str, clauses: Sequence[tuple[str, str]]) -> dict[str, float]:
    """The ids of the clauses that hold the passage, or a part of it, or are held by it."""
    held: dict[str, float] = {}
    for part in _parts(passage):
        for name, text in clauses:
            if len(text.split()) < 3 or min(len(part), len(text)) < _LEAST_LETTERS:
                continue
            likeness = fuzz.partial_ratio(part, text, score_cutoff=_LEAST_LIKENESS)
            if likeness:
                held[name] = max(likeness, held.get(name, 0.0))
    return held


def _parts(passage: str) -> list[str]:
    """A passage may be several, joined by an ellipsis."""
    if _is_none(passage):
        return []
    parts = [plain(part) for part in _ELISION.split(passage)]
    return [part for part in parts if len(part.split()) >= _LEAST_WORDS] or [plain(passage)]


def _is_none(passage: str) -> bool:
    return passage.strip().upper() in ("", "NONE")
