"""Which part of a page is the document, when nobody said so."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments.text.extract.html_hidden import Unseen
from commitments.text.extract.html_measure import Size, measure, prune
from commitments.text.folding import word_set

_NEVER = word_set(
    "script style noscript template svg iframe object embed canvas dialog select textarea input video audio "
    "datalist map meter progress"
)
_AROUND = word_set("nav aside footer header")
_ROLES = word_set(
    "navigation banner contentinfo search dialog alertdialog complementary menu menubar tablist toolbar"
)
_CONTAINERS = word_set("div section ul ol menu dl form aside header footer table")
_NAMED = _CONTAINERS | word_set("span p details figure a")
_KEPT = word_set("main article h1 h2 h3 h4 h5 h6")
_MAIN = ("main, [role=main]", "article")
# Names of parts that are never the document.
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:cookie-?(?:banner|consent|notice|bar|popup|modal|dialog|law|settings|preferences)|onetrust|"
    r"newsletter|breadcrumbs?|skip-?(?:link|to|nav)|sidebar|side-?nav|site-?(?:nav|header|footer)|"
    r"(?:page|global|main)-?footer|global-?(?:nav|header)|navbar|mega-?menu|pagination|pager|masthead|"
    r"social-?(?:links?|share|media|icons?)|share-?(?:buttons?|bar|links?|icons?)|related-?(?:posts?|articles?|content)|"
    r"language-?(?:picker|switcher|selector|menu)|toc|table-of-contents|back-to-top)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Words that name such a part or a section of the document itself ("sharing"): only short text without a
# heading goes.
_DOUBTFUL = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|social|share|sharing|related|menu|modal|popup|toast|navigation|nav|"
    r"footer|subscribe|feedback|promo|advert(?:isement)?|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SKIP_LINK = re.compile(r"\s*(?:skip|jump) to\b", re.IGNORECASE)
_MOST_NOISE = 0.25  # a "cookie" block with more of the page's text than this is the policy itself
_MOST_AROUND = 0.5
_MOST_DOUBTFUL = 600
_LEAST_MAIN = 0.4
_MOST_MAINS = 50
_LEAST_PROSE = 40
_MOSTLY = 0.6
_LONGEST_NAME = 5  # words; a longer id is a heading's slug


def drop_noise(tree: LexborHTMLParser) -> None:
    """Takes out of the tree what no reader came for: scripts, navigation, banners, hidden parts."""
    body = tree.body
    if body is None:
        return
    unseen = Unseen(tree)
    prune(body, lambda node: node.tag in _NEVER or unseen.is_hidden(node))
    sizes = measure(body)
    total = max(1, sizes[body.mem_id].text)
    judge = _Judge(sizes, total)
    prune(body, judge.is_noise)


def main_content(tree: LexborHTMLParser) -> list[LexborNode]:
    """The element that holds the document: main or article where they hold enough of it, else the body."""
    body = tree.body
    if body is None:
        return []
    total = max(1, _length(body))
    for selector in _MAIN:
        found = [(_length(node), node) for node in body.css(selector)[:_MOST_MAINS]]
        length, largest = max(found, key=lambda one: one[0], default=(0, body))
        if length >= _LEAST_MAIN * total:
            return [largest]
    return [body]


def _length(node: LexborNode) -> int:
    return len(node.text(deep=True, separator=" ", strip=True))


class _Judge:
    """Decides on one element by its tag, its names and what it holds."""

    def __init__(self, sizes: dict[int, Size], total: int) -> None:
        self._sizes = sizes
        self._total = total

    def is_noise(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        size = self._sizes.get(node.mem_id)
        if size is None:  # only what is silent was not measured
            return True
        if tag in _KEPT:
            return False
        if tag == "a":
            return _is_skip_link(node)
        share = size.text / self._total
        if node.attributes.get("role") in _ROLES and share < _MOST_AROUND:
            return True
        return (
            (tag in _AROUND and self._is_around(tag, size, share))
            or ((tag in _NAMED or "-" in tag) and self._is_named_so(node, size, share))
            or (tag in _CONTAINERS and share < _MOST_AROUND and self._is_list_of_links(node, size))
        )

    def _is_around(self, tag: str, size: Size, share: float) -> bool:
        """Navigation and the page's edges; not a header with the title or a footer with the notes."""
        if size.has_notes or share >= _MOST_AROUND:
            return False
        return not (tag == "header" and size.has_title)

    def _is_named_so(self, node: LexborNode, size: Size, share: float) -> bool:
        """Whether its class or id says that an element is beside the document."""
        if share >= _MOST_NOISE or size.has_title:
            return False
        names = _names(node.tag or "", node.attributes)
        if _NOISE.search(names):
            return True
        is_small = size.text < _MOST_DOUBTFUL and not size.has_heading and node.tag != "p"
        return is_small and bool(_DOUBTFUL.search(names))

    def _is_list_of_links(self, node: LexborNode, size: Size) -> bool:
        """Links and hardly a word beside them, unless it is a list that a paragraph beside it announces."""
        if size.links < 3 or size.linked < _MOSTLY * size.text or size.has_title or size.has_notes:
            return False
        if not size.outward:
            return True  # a table of contents repeats the headings
        parent = node.parent
        around = self._sizes.get(parent.mem_id) if parent is not None else None
        if parent is not None and parent.tag in {"li", "td", "th", "dd", "blockquote"}:
            return False
        is_list = node.tag in {"ul", "ol", "dl", "table"}
        return not is_list or around is None or around.prose < _LEAST_PROSE


def _names(tag: str, attributes: dict[str, str | None]) -> str:
    """An element's class, id and name in Framer, spaces between the names, and a made-up tag's own name."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    names.append("-".join((attributes.get("data-framer-name") or "").split()))
    if "-" in tag:
        names.append(tag)
    dashed = (_CAMEL.sub("-", name) for name in names)
    return " ".join(name for name in dashed if name.count("-") < _LONGEST_NAME)


def _is_skip_link(node: LexborNode) -> bool:
    if not (node.attributes.get("href") or "").startswith("#"):
        return False
    return bool(_SKIP_LINK.match(node.text(deep=True)))
