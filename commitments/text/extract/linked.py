"""The links in a text, whatever kind of document it is: kept beside its words, never among them."""

from collections.abc import Iterable
from itertools import islice

from commitments.text.blocks import Link
from commitments.text.extract.characters import clean, visible

_LONGEST_WORDS = 300
_LONGEST_TARGET = 2000
_MOST = 5000
_NOWHERE = ("#", "javascript:", "data:")  # places on the same page, and what is no address


def kept(links: Iterable[Link]) -> tuple[Link, ...]:
    """Those with words that lead somewhere, cleaned and limited, in the order of the text."""
    cleaned = (Link(clean(link.words)[:_LONGEST_WORDS], _address(link.target)) for link in links)
    return tuple(islice((link for link in cleaned if link.words and link.target), _MOST))


def _address(target: str) -> str:
    target = visible(target).strip()
    is_one = target and len(target) <= _LONGEST_TARGET and not target.lower().startswith(_NOWHERE)
    return target if is_one else ""
