"""What a query that finds little may have meant."""

from collections.abc import Iterator
from dataclasses import replace

from commitments.lexicon import is_known, like
from commitments.moments import Moment
from commitments.searching.choosing import Wanted
from commitments.searching.finding import find
from commitments.searching.terms import Term, Terms

LITTLE = 3  # finds; with fewer, another spelling is looked for
TRIES = 3
ENOUGH = 100  # places of each source: of two spellings that find more the likelier one is meant


def suggestion(wanted: Wanted, total: int, moment: Moment) -> str:
    """The same query with words of the record in the place of those that it does not know; or empty.

    Only what would find more than ``total`` is suggested, so that nothing of a draft shows.
    """
    best, most = "", total
    for terms in _respelt(wanted.terms):
        found = find(replace(wanted, terms=terms), moment, most=ENOUGH).total
        if found > most:
            best, most = written(terms), found
    return best


def _respelt(terms: Terms) -> Iterator[Terms]:
    """The unknown words in their likeliest spelling; of a single one also the next likely."""
    unknown = {
        term.text
        for group in terms
        for term in group
        if term.kind == "word" and not term.is_excluded and not is_known(term.text)
    }
    spellings = {word: like(word, TRIES) for word in unknown}
    number = max((len(found) for found in spellings.values()), default=0)
    for turn in range(number if len(unknown) == 1 else min(number, 1)):
        yield tuple(tuple(_in(term, spellings, turn) for term in group) for group in terms)


def _in(term: Term, spellings: dict[str, list[str]], turn: int) -> Term:
    found = spellings.get(term.text, ())
    return replace(term, text=found[turn]) if term.kind == "word" and turn < len(found) else term


def written(terms: Terms) -> str:
    """As a reader would type it."""
    return " or ".join(" ".join(map(_written, group)) for group in terms)


def _written(term: Term) -> str:
    shape = {"phrase": '"{}"', "prefix": "{}*", "word": "{}"}[term.kind]
    return ("-" if term.is_excluded else "") + shape.format(term.text)
