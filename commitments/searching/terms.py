"""What a reader types, as PostgreSQL understands it: words, "a phrase", begin*, -not, or."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from commitments.errors import TrackerError

CONFIG = "english"
MAX_QUERY = 500  # characters; a longer one costs the parser more than it tells the index
MAX_TERMS = 40
_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """``kind`` is word, phrase or prefix."""

    text: str
    kind: str
    is_excluded: bool


Terms = tuple[tuple[Term, ...], ...]  # alternatives, each a list of terms that all must hold


def parse(query: str) -> Terms:
    """Empty if there is nothing to look for. Raises TrackerError for a query that is too long."""
    if len(query) > MAX_QUERY:
        raise TrackerError(
            "query_too_long", f"q is longer than {MAX_QUERY} characters; shorten it."
        )
    terms = list(_terms(query.replace("\0", " ")))
    if len(terms) > MAX_TERMS:
        raise TrackerError(
            "query_too_long",
            f"q has more than {MAX_TERMS} words; a sentence in quotation marks is one.",
        )
    groups: list[list[Term]] = [[]]
    for term in terms:
        if term.kind == "word" and term.text.casefold() == "or" and groups[-1]:
            groups.append([])
        else:
            groups[-1].append(term)
    # Alone, an exclusion would find nearly everything.
    return tuple(tuple(group) for group in groups if any(not term.is_excluded for term in group))


def _terms(query: str) -> Iterator[Term]:
    for found in _TERM.finditer(query):
        is_excluded = bool(found["no"])
        word = (found["word"] or "").lstrip("-")
        stem = word.rstrip("*")
        if found["phrase"]:
            yield Term(found["phrase"], "phrase", is_excluded)
        elif word != stem and re.search(r"\w", stem):
            yield Term(stem, "prefix", is_excluded)
        elif re.search(r"\w", word):
            yield Term(word, "word", is_excluded)


def compiled(terms: Terms) -> Any:
    """As one expression for the database. ``terms`` must not be empty."""
    return reduce(or_, (reduce(and_, map(_compiled, group)) for group in terms))


def _compiled(term: Term) -> Any:
    if term.kind == "prefix":
        parts = re.findall(r"\w+", term.text)
        raw = " <-> ".join(f"'{part}'" for part in parts) + ":*"
        query = SearchQuery(raw, config=CONFIG, search_type="raw")
    else:
        # What stands together in a word ("ASL-3", "re-upload") must stand together in the text.
        query = SearchQuery(term.text, config=CONFIG, search_type="phrase")
    return ~query if term.is_excluded else query


def are_ignored(terms: Terms) -> bool:
    """Whether only such words are asked for as stand everywhere ("the", "of"): one query."""
    words = " ".join(term.text for group in terms for term in group if not term.is_excluded)
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(to_tsvector(%s::regconfig, %s))", [CONFIG, words])
        return not cursor.fetchone()[0]
