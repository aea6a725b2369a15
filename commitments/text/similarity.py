"""How alike two clauses are: words and letters weighted by rarity, and the headings they stand under.

All scores are in 0..1 and come from the two versions alone: no model, no network, no list of topics.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.text.blocks import Clause
from commitments.text.folding import fold, word_set, words

_GRAM = 4
_ENDINGS = re.compile(r"(?:ations?|ments?|ings?|ers?|ions?|edly|ed|es|ly|s|e)$")
_SECTION = re.compile(r"^[\d.]+\s*|[^\w\s]")
_STOP = word_set(
    "a an and any are as at be been but by can for from has have if in into is it its may more most "
    "not of on or our such than that the their them these they this those to was we were when where "
    "which will with would"
)

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Scores:
    """Similarity of every old clause to the new ones that share anything with it, by position."""

    rows: tuple[dict[int, float], ...]


def stem(word: str) -> str:
    """A word without its ending, so that "publish" and "publishing" meet."""
    return _ENDINGS.sub("", word) if len(word) > 4 else word


def similarities(old: Sequence[Clause], new: Sequence[Clause]) -> Scores:
    """Scores of all pairs; proportional to the shared words and letter groups of both sides."""
    if not old or not new:
        return Scores(tuple({} for _ in old))
    by_word = _cosines([_stems(c.text) for c in old], [_stems(c.text) for c in new])
    by_gram = _cosines([_grams(c.text) for c in old], [_grams(c.text) for c in new])
    by_place = _cosines([_place(c) for c in old], [_place(c) for c in new])
    rows = []
    for words_row, grams_row, place_row in zip(by_word, by_gram, by_place, strict=True):
        row = {}
        for j, letters in grams_row.items():
            wording = 0.5 * words_row.get(j, 0.0) + 0.5 * letters
            row[j] = wording * (0.9 + 0.1 * place_row.get(j, 0.0))
        rows.append(row)
    return Scores(tuple(rows))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in _STOP]


def _grams(text: str) -> list[str]:
    padded = f" {' '.join(words(text))} "
    return [padded[i : i + _GRAM] for i in range(len(padded) - _GRAM + 1)]


def _place(clause: Clause) -> list[str]:
    """The words of the headings and of the lead-in: what a clause is about before it begins."""
    return _stems(" ".join([*clause.path[-2:], clause.lead_in]))


def _cosines(old: list[list[str]], new: list[list[str]]) -> list[dict[int, float]]:
    rarity = _rarity([*old, *new])
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, terms in enumerate(new):
        for term, weight in _vector(terms, rarity).items():
            postings[term].append((j, weight))
    rows: list[dict[int, float]] = []
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


def _vector(terms: list[str], rarity: dict[str, float]) -> Vector:
    weights = {term: (1 + math.log(n)) * rarity[term] for term, n in Counter(terms).items()}
    length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def same_place(a: Clause, b: Clause) -> bool:
    """Whether both stand under the same heading, whatever its number."""
    return heading_key(a) == heading_key(b)


def heading_key(clause: Clause) -> str:
    return _SECTION.sub("", fold(clause.path[-1])).strip() if clause.path else ""
