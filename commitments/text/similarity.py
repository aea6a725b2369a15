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
    Columns,
    Floats,
    Matrix,
    counts_of,
    gram_counts_of,
    stacked,
    weighted,
    windows,
)

_GRAM = 4
_AROUND = 4  # sentences on either side are a clause's surroundings
_CANDIDATES = 20  # so many are kept for a clause
_DIGITS = 5
_CHUNK = 512  # rows scored at once; bounds the memory
# What each likeness contributes. Found on a coded rewrite, where all weights around these do as well.
_WORDING, _AROUND_IT, _TOPICS, _TOPICS_AROUND = (part / 1.65 for part in (1.0, 0.3, 0.2, 0.15))
_OTHER, _REPORT = 0.9, 0.6  # what a pair of a commitment and something else keeps of its score
_SHORTEST = 0.35  # of the other's words: a clause with fewer is a heading or a term of it, not its new wording
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
    kept = [*left, *(len(old) + j for j in right)]
    wording, context = _vectors([*old, *new], len(old), kept)
    by_wording, by_context = Columns(wording[len(left) :]), Columns(context[len(left) :])
    kinship = _Kinship(old, new, right)
    for start in range(0, len(left), _CHUNK):
        chunk = left[start : start + _CHUNK]
        rows_here = slice(start, start + len(chunk))
        likeness = by_wording.products(wording[rows_here])
        score = likeness * _WORDING
        score += by_context.products(context[rows_here])
        for i, s, w in zip(chunk, _rounded(score), _rounded(likeness), strict=True):
            best = _best(s)
            scores = (s[best] * kinship.of(i, best)).tolist()
            found = zip(best.tolist(), scores, w[best].tolist(), strict=True)
            rows[i] = {right[b]: Likeness(whole, part) for b, whole, part in found}
    return rows


def _rounded(likeness: Floats) -> Floats:
    """So that another processor's last digits decide nothing; single precision may exceed 1 a little."""
    rounded: Floats = np.minimum(likeness.round(_DIGITS), 1)
    return rounded


def _best(scores: Floats) -> NDArray[np.intp]:
    """The places of the highest scores, in no order."""
    if len(scores) <= _CANDIDATES:
        return np.arange(len(scores))
    return np.argpartition(scores, len(scores) - _CANDIDATES)[-_CANDIDATES:]


def _vectors(clauses: Sequence[Clause], border: int, kept: Sequence[int]) -> tuple[Matrix, Matrix]:
    """The wording of the ``kept`` clauses, and their context: what stands around and what they are about."""
    stems, letters, about = _counted([clause.text for clause in clauses])
    surroundings = windows(len(clauses), _AROUND, border)
    around = weighted(surroundings @ stems, kept)
    about_around = weighted(surroundings @ about, kept)
    wording = stacked([(weighted(stems, kept), 0.5), (weighted(letters, kept), 0.5)])
    context = stacked(
        [(around, _AROUND_IT), (weighted(about, kept), _TOPICS), (about_around, _TOPICS_AROUND)]
    )
    return wording, context


def _counted(texts: Sequence[str]) -> tuple[Matrix, Matrix, Matrix]:
    """Each text's stems, groups of letters and topics. What stands on both sides is looked at once."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    tokens = [words(text) for text in places]
    stems = counts_of([[stem(word) for word in ws if word not in _STOP] for ws in tokens])
    letters = gram_counts_of([f" {' '.join(ws)} " for ws in tokens], _GRAM)
    about = counts_of([topics(ws) for ws in tokens])
    rows = [places[text] for text in texts]
    return stems[rows], letters[rows], about[rows]


class _Kinship:
    """What a pair keeps of its score: a promise seldom becomes a description, a sentence seldom two words."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], right: Sequence[int]) -> None:
        self._old = old
        self._promises = np.array([new[j].is_commitment for j in right])
        self._reports = np.array([new[j].rule == "report" for j in right])
        self._sizes = np.array([_size(new[j]) for j in right])

    def of(self, i: int, places: NDArray[np.intp]) -> NDArray[np.float64]:
        """For old clause ``i`` with each of the new ones at ``places``."""
        clause = self._old[i]
        unlike = np.where(self._reports[places] | (clause.rule == "report"), _REPORT, _OTHER)
        kept = np.where(self._promises[places] == clause.is_commitment, 1.0, unlike)
        sizes, size = self._sizes[places], _size(clause)
        shares = np.minimum(sizes, size) / np.maximum(sizes, size)
        kept *= np.sqrt(np.minimum(1.0, shares / _SHORTEST)).round(_DIGITS)
        return kept


def _size(clause: Clause) -> int:
    return max(1, len(words(clause.text)))


def heading_key(clause: Clause) -> str:
    return _folded_heading(clause.path[-1]) if clause.path else ""


@lru_cache(maxsize=4096)
def _folded_heading(heading: str) -> str:
    return _SECTION.sub("", fold(heading)).strip()
