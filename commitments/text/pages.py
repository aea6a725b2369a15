"""What an HTML page shows at a glance: enough to tell a document from what stands in its place."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from commitments.errors import ExtractError
from commitments.text.extract.encoding import charset_of, decode
from commitments.text.extract.html_embedded import embedded_html
from commitments.text.extract.html_limits import refuse_hostile
from commitments.text.extract.html_measure import prune

SILENT = frozenset({"script", "style", "template", "svg", "title"})
AROUND = frozenset({"nav", "header", "footer", "aside", "button", "label", "select", "noscript"})
LONGEST_SOURCE = 500_000  # characters; a stand-in is a few thousand
LONGEST_TEXT = 20_000
REFRESH = re.compile(r"\s*\d{1,3}\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text, twice: ``running`` is what lies outside navigation, header, footer and buttons; ``shown``
    has those too, and what is said where no script runs. Of a long page only the beginnings are kept.

    ``leads_to`` is where the page sends its reader by itself; ``is_drawn`` tells that the document lies in it
    for its script to draw.
    """

    source: str
    title: str
    heading: str
    running: str
    shown: str
    asks_password: bool
    leads_to: str
    is_drawn: bool


def read_page(body: bytes, declared: str) -> Page | None:
    """None for what the reader of HTML refuses by itself. Costs two parses: about 50 ms for each megabyte."""
    html = decode(body, is_html=True, charset=charset_of(declared))
    try:
        refuse_hostile(html)
    except ExtractError:
        return None
    tree = LexborHTMLParser(html)
    is_drawn = bool(embedded_html(LexborHTMLParser(html)))
    return Page(
        source=html[:LONGEST_SOURCE],
        title=_first(tree, "title")[:LONGEST_TEXT],
        heading=_first(tree, "h1")[:LONGEST_TEXT],
        asks_password=tree.css_first("input[type=password]") is not None,
        leads_to=_leads_to(tree),
        is_drawn=is_drawn,
        shown=_text_without(tree, SILENT),  # before the next, which takes out more
        running=_text_without(tree, SILENT | AROUND),
    )


def _first(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return _spaced(node.text()) if node is not None else ""


def _leads_to(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            found = REFRESH.match(node.attributes.get("content") or "")
            return found[1].strip() if found else ""
    return ""


def _text_without(tree: LexborHTMLParser, tags: frozenset[str]) -> str:
    body = tree.body
    if body is None:
        return ""
    prune(body, lambda node: node.tag in tags)
    return _spaced(body.text(separator=" "))[:LONGEST_TEXT]


def _spaced(text: str) -> str:
    """One space between words, and one kind of apostrophe, for whoever looks for "isn't"."""
    return " ".join(text.split()).replace("\u2019", "'")
