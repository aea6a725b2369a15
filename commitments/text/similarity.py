"""How alike two clauses are: their words and letters, what stands around them, and what they are about.

All scores are in 0..1 and come from the two versions and the list of ``topics`` alone: no model, no network.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commitments.text.blocks import Clause
from commitments.text.folding import fold, word_set, words
from commitments.text.topics import topics
from commitments.text.vectors import (
    Floats,
    Matrix,
    cosines,
    counts_of,
    gram_counts_of,
    weighted,
    windows,
)

_GRAM = 4
_AROUND = 2  # sentences on either side are a clause's surroundings
_CANDIDATES = 20  # so many are kept for a clause
_DIGITS = 5
_CHUNK = 512  # rows scored at once; bounds the memory
# What each likeness contributes. Found on a coded rewrite, where all weights around these do as well.
_WEIGHTS = {"wording": 1.0, "around": 0.3, "topics": 0.2, "topics around": 0.15}
_OTHER, _REPORT = 0.9, 0.6  # what a pair of a commitment and something else keeps of its score
_ENDINGS = re.compile(r"(?:ations?|ments?|ings?|ers?|ions?|edly|ed|es|ly|s|e)$")
_SECTION = re.compile(r"^[\d.]+\s*|[^\w\s]")
_STOP = word_set(
    "a an and any are as at be been but by can for from has have if in into is it its may more most "
    "not of on or our such than that the their them these they this those to was we were when where "
    "which will with would"
)


class Likeness(NamedTuple):
    """``score`` ranks and links; ``wording`` is the part of it that words and letters alone give."""

    score: float
    wording: float


Row = dict[int, Likeness]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending, so that "publish" and "publishing" meet."""
    return _ENDINGS.sub("", word) if len(word) > 4 else word


def similarities(
    old: Sequence[Clause], new: Sequence[Clause], left: Sequence[int], right: Sequence[int]
) -> dict[int, Row]:
    """For every position of ``left`` its likeness with the nearest twenty positions of ``right``.

    All clauses, not only those of ``left`` and ``right``, say which terms are rare and what stands around a
    clause. Costs 0.1 s for two rewritten texts of 10,000 words and 3 s for ten times that.
    """
    rows: dict[int, Row] = {i: {} for i in left}
    if not left or not right:
        return rows
    features = _features([*old, *new], len(old), left, right)
    for start in range(0, len(left), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        score, wording = _scored({name: (a[chunk], b) for name, (a, b) in features.items()})
        for i, best, s, w in zip(left[chunk], _best(score), score, wording, strict=True):
            for b, whole, part in zip(
                best.tolist(), s[best].tolist(), w[best].tolist(), strict=True
            ):
                j = right[b]
                rows[i][j] = Likeness(whole * _kinship(old[i], new[j]), part)
    return rows


def _scored(features: dict[str, tuple[Matrix, Matrix]]) -> tuple[Floats, Floats]:
    """Score and likeness of wording of every row with every row; summed in place, for the sake of memory."""
    wording = cosines(*features["words"])
    wording += cosines(*features["letters"])
    wording /= 2
    score = wording * _WEIGHTS["wording"]
    for name in ("around", "topics", "topics around"):
        likeness = cosines(*features[name])
        likeness *= _WEIGHTS[name]
        score += likeness
    score /= sum(_WEIGHTS.values())
    # Rounded, so that another processor's last digits decide nothing; single precision may exceed 1 a little.
    return np.minimum(score.round(_DIGITS), 1), np.minimum(wording.round(_DIGITS), 1)


def _best(scores: Floats) -> NDArray[np.intp]:
    """The columns of each row's highest scores, in no order."""
    columns = scores.shape[1]
    if columns <= _CANDIDATES:
        return np.tile(np.arange(columns), (scores.shape[0], 1))
    return np.argpartition(scores, columns - _CANDIDATES, axis=1)[:, -_CANDIDATES:]


def _features(
    clauses: Sequence[Clause], border: int, left: Sequence[int], right: Sequence[int]
) -> dict[str, tuple[Matrix, Matrix]]:
    """Each kind of vectors for the clauses of ``left`` and those of ``right``."""
    tokens = [words(clause.text) for clause in clauses]
    stems = counts_of([[stem(word) for word in ws if word not in _STOP] for ws in tokens])
    about = counts_of([topics(ws) for ws in tokens])
    counts = {
        "words": stems,
        "letters": gram_counts_of([f" {' '.join(ws)} " for ws in tokens], _GRAM),
        "around": windows(stems, _AROUND, border),
        "topics": about,
        "topics around": windows(about, _AROUND, border),
    }
    below = [border + j for j in right]
    vectors = {name: weighted(matrix) for name, matrix in counts.items()}
    return {name: (rows[list(left)], rows[below]) for name, rows in vectors.items()}


def _kinship(a: Clause, b: Clause) -> float:
    """A promise seldom becomes a description, and hardly ever a report of what was promised."""
    if a.is_commitment == b.is_commitment:
        return 1.0
    return _REPORT if "report" in (a.rule, b.rule) else _OTHER


def heading_key(clause: Clause) -> str:
    return _SECTION.sub("", fold(clause.path[-1])).strip() if clause.path else ""
