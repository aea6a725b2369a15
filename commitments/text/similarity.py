"""How alike two clauses are: words and letters weighted by rarity, and the headings they stand under.

All scores are in 0..1 and come from the two versions alone: no model, no network, no list of topics.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from commitments.text.blocks import Clause
from commitments.text.folding import fold, word_set, words

_GRAM = 4
_PLACE = 0.1  # so much of the score hangs on the headings: a clause that moves keeps its words
_OTHER, _REPORT = 0.9, 0.6  # what a pair of a commitment and something else keeps of its score
_ENDINGS = re.compile(r"(?:ations?|ments?|ings?|ers?|ions?|edly|ed|es|ly|s|e)$")
_SECTION = re.compile(r"^[\d.]+\s*|[^\w\s]")
_STOP = word_set(
    "a an and any are as at be been but by can for from has have if in into is it its may more most "
    "not of on or our such than that the their them these they this those to was we were when where "
    "which will with would"
)

Row = dict[int, float]


def stem(word: str) -> str:
    """A word without its ending, so that "publish" and "publishing" meet."""
    return _ENDINGS.sub("", word) if len(word) > 4 else word


def similarities(
    old: Sequence[Clause], new: Sequence[Clause], all_clauses: Sequence[Clause]
) -> list[Row]:
    """For every old clause its score with each new one that shares anything with it, by position.

    ``all_clauses`` say which words are rare. Proportional to the words and letter groups that both sides share.
    """
    if not old or not new:
        return [{} for _ in old]
    by_word, by_gram, by_place = (
        _cosines(
            [terms(c) for c in old],
            [terms(c) for c in new],
            _rarity([terms(c) for c in all_clauses]),
        )
        for terms in (_stems_of, _grams_of, _place)
    )
    rows = []
    for a, words_row, grams_row, place_row in zip(old, by_word, by_gram, by_place, strict=True):
        row = {}
        for j, letters in grams_row.items():
            score = _blend(words_row.get(j, 0.0), letters, place_row.get(j, 0.0))
            row[j] = score * _kinship(a, new[j])
        rows.append(row)
    return rows


def _blend(word: float, letters: float, place: float) -> float:
    return (word + letters) / 2 * (1 - _PLACE + _PLACE * place)


def _kinship(a: Clause, b: Clause) -> float:
    """A promise seldom becomes a description, and hardly ever a report of what was promised."""
    if a.is_commitment == b.is_commitment:
        return 1.0
    return _REPORT if "report" in (a.rule, b.rule) else _OTHER


def _stems_of(clause: Clause) -> list[str]:
    return _stems(clause.text)


def _grams_of(clause: Clause) -> list[str]:
    return _grams(clause.text)


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in _STOP]


def _grams(text: str) -> list[str]:
    padded = f" {' '.join(words(text))} "
    return [padded[i : i + _GRAM] for i in range(len(padded) - _GRAM + 1)]


def _place(clause: Clause) -> list[str]:
    """The words of the headings and of the lead-in: what a clause is about before it begins."""
    return _stems(" ".join([*clause.path[-2:], clause.lead_in]))


def _cosines(old: list[list[str]], new: list[list[str]], rarity: dict[str, float]) -> list[Row]:
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, terms in enumerate(new):
        for term, weight in _vector(terms, rarity).items():
            postings[term].append((j, weight))
    rows: list[Row] = []
    for terms in old:
        row: defaultdict[int, float] = defaultdict(float)
        for term, weight in _vector(terms, rarity).items():
            for j, other in postings.get(term, ()):
                row[j] += weight * other
        rows.append(dict(row))
    return rows


def _rarity(documents: list[list[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for terms in documents:
        seen.update(list(dict.fromkeys(terms)))
    return {term: math.log((1 + len(documents)) / (1 + n)) + 0.3 for term, n in seen.items()}


def _vector(terms: list[str], rarity: dict[str, float]) -> dict[str, float]:
    weights = {term: (1 + math.log(n)) * rarity[term] for term, n in Counter(terms).items()}
    length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def heading_key(clause: Clause) -> str:
    return _SECTION.sub("", fold(clause.path[-1])).strip() if clause.path else ""
