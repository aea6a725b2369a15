"""The record's words, learnt when a text is published, and which of them are like a misspelt one.

A table, because PostgreSQL's own statistics of a text index know stems only and read every row; and not a
trigger, because two imports that bring the same words in another order would wait for each other for ever.
"""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from commitments.models import Word

SHORTEST, LONGEST = 4, 30  # letters; shorter ones are like too many others
MOST = 20_000  # new words of one text, more than any policy has; a text of random letters fills no table
_WORD = re.compile(r"[^\W\d_]+")
_LIKE = 0.7  # share of letters that must agree: two slips in a word of seven


def words_of(text: str) -> set[str]:
    """In small letters; without digits, which nobody misspells into a word."""
    found = _WORD.findall(text.casefold())
    return {word for word in found if SHORTEST <= len(word) <= LONGEST and word.isalpha()}


def learn(texts: Iterable[str]) -> None:
    """Keep the words of what was published; those that are known already cost nothing."""
    words = sorted(set().union(*map(words_of, texts)))[:MOST]
    Word.objects.bulk_create((Word(text=word) for word in words), ignore_conflicts=True)


def is_known(word: str) -> bool:
    return bool(Word.objects.filter(text=word.casefold()).exists())


def like(word: str, limit: int = 3) -> list[str]:
    """Known words that differ from this one in a slip or two (a swap of neighbours is one), likest first.

    About 20 ms over 20,000 words.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    known = Word.objects.order_by("text").values_list("text", flat=True)
    scored = process.extract(
        word.casefold(),
        list(known),
        scorer=OSA.normalized_similarity,
        score_cutoff=_LIKE,
        limit=limit,
    )
    return [found for found, _, _ in scored]
