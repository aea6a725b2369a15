"""Where the words of a text lead, compared with where they led: no change of the text, but one to be seen."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from commitments.text.blocks import Link
from commitments.text.folding import fold

# Names that publishers' tools add to an address, and values that are made anew for each visit.
_TRACKING = re.compile(
    r"utm_\w+|_gl|_ga|[a-z]*clid|mc_[ce]id|_hs\w+|igshid|ref_src|openaicom_referred", re.IGNORECASE
)
_ROTATING = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A text's clauses, and where words of it lead."""

    clauses: Sequence[str]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class LinkChange:
    """The same words in two versions; ``old`` or ``new`` is "" where they were, or are, no link."""

    words: str
    old: str
    new: str


def based(links: Iterable[Link], address: str) -> list[Link]:
    """The links of a document found at this address, with whole addresses."""
    return [Link(link.words, _joined(address, link.target)) for link in links]


def changed_links(old: Linked, new: Linked) -> list[LinkChange]:
    """Words of both texts that lead elsewhere now, or became a link or ceased to be one; the new text's order.

    Links in words that came or went are told by the words. The same words with several targets are matched in
    their order. An id that is made for each visit is no part of an address. Costs a search of the text for
    each link without a counterpart.
    """
    before, after = _by_words(old.links), _by_words(new.links)
    old_text, new_text = _folded(old), _folded(new)
    found = []
    for key in dict.fromkeys([*after, *before]):
        gone, came = _without_common(before[key], after[key])
        if key in old_text and key in new_text:
            found += [_change(was, is_now) for was, is_now in zip_longest(gone, came)]
    return found


def _folded(linked: Linked) -> str:
    return "\n".join(map(fold, linked.clauses))


def _change(old: Link | None, new: Link | None) -> LinkChange:
    link = new or old
    return LinkChange(
        link.words if link else "", old.target if old else "", new.target if new else ""
    )


def _by_words(links: Iterable[Link]) -> defaultdict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[fold(link.words)].append(link)
    return found


def _without_common(old: list[Link], new: list[Link]) -> tuple[list[Link], list[Link]]:
    both = Counter(map(_lasting, old)) & Counter(map(_lasting, new))
    return _less(old, both.copy()), _less(new, both)


def _less(links: list[Link], common: Counter[str]) -> list[Link]:
    left = []
    for link in links:
        address = _lasting(link)
        if common[address]:
            common[address] -= 1
        else:
            left.append(link)
    return left


def _lasting(link: Link) -> str:
    """The address without what is made anew for each visit."""
    try:
        parts = urlsplit(link.target)
        said = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return link.target
    kept = [(n, v) for n, v in said if not (_TRACKING.fullmatch(n) or _ROTATING.fullmatch(v))]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _joined(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError:
        return target
