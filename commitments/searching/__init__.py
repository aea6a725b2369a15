"""Full-text search over what is public, for page and API alike: clauses, commitments, tracker's summaries.

Only the text of each public version and the latest statement about each commitment are looked at, as they were
known at the moment that is asked for; a draft or a withdrawn version is in nothing that is looked through. The
number of queries is constant; PostgreSQL's GIN indexes find, and only a page of hits is loaded.
"""

from commitments.searching.choosing import COUNTED, KINDS, STRENGTHS, Wanted, want
from commitments.searching.finding import Found, find
from commitments.searching.hits import Hit, hits
from commitments.searching.places import MOST
from commitments.searching.suggesting import LITTLE, suggestion
from commitments.searching.terms import MAX_QUERY, are_ignored, parse

__all__ = [
    "COUNTED",
    "KINDS",
    "LITTLE",
    "MAX_QUERY",
    "MOST",
    "STRENGTHS",
    "Found",
    "Hit",
    "Wanted",
    "are_ignored",
    "find",
    "hits",
    "parse",
    "suggestion",
    "want",
]
