"""Which part of a page is the document, when nobody said so."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER = (
    "script, style, noscript, template, svg, iframe, object, embed, canvas, head, dialog, "
    "button, select, textarea, input, video, audio, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], [role=search], "
    "[role=dialog], [role=alertdialog], [role=complementary]"
)
_AROUND = "nav, aside, footer, header"
_MAIN = ("main", "[role=main]", "article")
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:cookie|cookies|consent|onetrust|gdpr|newsletter|breadcrumbs?|social|share|sharing|skip-?link|"
    r"skip-?to|sidebar|site-?nav|navbar|navigation|menu|megamenu|modal|popup|toast|related|pagination|"
    r"language-?(?:picker|switcher|selector)|sr-only|visually-?hidden|toc|table-of-contents)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_NOISE = 0.25  # a "cookie" block with more of the page's text than this is the policy itself
_LEAST_MAIN = 0.4


def drop_noise(tree: LexborHTMLParser) -> None:
    """Takes out of the tree what no reader came for: scripts, navigation, banners, hidden parts."""
    body = tree.body
    if body is None:
        return
    for node in body.css(_NEVER):
        node.decompose()
    total = max(1, _size(body))
    for node in body.css("[class], [id], [style]"):
        if _is_noise(node) and _size(node) < _MOST_NOISE * total and not node.css_first("h1"):
            node.decompose()
    for node in body.css(_AROUND):
        if not (node.tag == "header" and node.css_first("h1")) and _size(node) < 0.5 * total:
            node.decompose()


def main_content(tree: LexborHTMLParser) -> list[LexborNode]:
    """The element that holds the document: main or article where they hold enough of it, else the body."""
    body = tree.body
    if body is None:
        return []
    total = max(1, _size(body))
    for selector in _MAIN:
        found = body.css(selector)
        if len(found) == 1 and _size(found[0]) >= _LEAST_MAIN * total:
            return [found[0]]
    return [body]


def _is_noise(node: LexborNode) -> bool:
    attributes = node.attributes
    if _UNSEEN.search(attributes.get("style") or ""):
        return True
    if node.tag in {"body", "html", "main", "article"}:
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(_NOISE.search(names))


def _size(node: LexborNode) -> int:
    return len(node.text(deep=True, separator=" ", strip=True))
