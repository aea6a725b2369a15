"""Where the links of a page lead, what they are called, and the day that stands beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments.text.days import days_in
from commitments.text.extract.encoding import charset_of, decode
from commitments.text.extract.html_limits import refuse_hostile

LONGEST_URL = 2000
LONGEST_WORDS = 300
MOST_LINKS = 5000
_BLOCKS = {
    "li",
    "p",
    "tr",
    "dd",
    "dt",
    "article",
    "section",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}


@dataclass(frozen=True, slots=True)
class Lead:
    """``words`` are the link's own, ``beside`` those of the paragraph, item or row that holds it."""

    url: str
    words: str
    beside: str
    day: str = ""  # "2025-05-14", or none


def leads_of(data: bytes, base: str, media_type: str = "") -> tuple[Lead, ...]:
    """The http and https links of an HTML page in its order, each address once, without fragments.

    ``base`` is the page's own address. Raises ExtractError ``too_large`` for pages made to keep a parser busy.
    """
    html = decode(data, is_html=True, charset=charset_of(media_type))
    refuse_hostile(html)
    found: dict[str, Lead] = {}
    for anchor in LexborHTMLParser(html).css("a[href]")[:MOST_LINKS]:
        url = _address(anchor.attributes.get("href") or "", base)
        if url and url not in found:
            found[url] = _lead(anchor, url)
    return tuple(found.values())


def _address(href: str, base: str) -> str:
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        is_web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return ""
    return url if is_web and len(url) <= LONGEST_URL else ""


def _lead(anchor: LexborNode, url: str) -> Lead:
    words, beside = _words(anchor), ""
    for node in _around(anchor):
        beside = _words(node)
        if beside != words:
            break
    days = days_in(words) or days_in(beside)
    return Lead(url, words, beside, days[0][1] if days else "")


def _around(anchor: LexborNode) -> Iterator[LexborNode]:
    """The nearest blocks around a link; three say enough, and the next would be half the page."""
    node, found = anchor.parent, 0
    while node is not None and found < 3:
        if node.tag in _BLOCKS:
            yield node
            found += 1
        node = node.parent


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())[:LONGEST_WORDS]
