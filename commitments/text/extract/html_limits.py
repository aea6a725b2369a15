"""Pages that would take the parser hours, refused before it sees them.

The parser's time grows with the square of the depth and of one tag's attributes, and with open inline elements
times blocks, since every block opens them again. No page that a person wrote comes near these limits.
"""

import re

from commitments.errors import ExtractError
from commitments.text.folding import word_set

_DEEPEST = 10_000
_MOST_ATTRIBUTES = 2_000
_MOST_REOPENED = 2_000_000
_MOST_TAGS = 500_000
_LONG_TAG = 10_000
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<rest>(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)"
)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
# What has no end tag, or may be left without one.
_UNCOUNTED = word_set(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt html body head"
)
_REOPENED = word_set("a b big code em font i nobr s small strike strong tt u")


def refuse_hostile(html: str) -> None:
    """Raises ExtractError ``too_large`` for what no publisher's page is; linear in the text."""
    depth = inline = reopened = 0
    if html.count("<") > _MOST_TAGS:
        raise _too_large("has more than 500,000 tags")
    for tag in _TAG.finditer(html):
        if tag.end() - tag.start() > _LONG_TAG and _attributes(tag["rest"]) > _MOST_ATTRIBUTES:
            raise _too_large("has a tag with thousands of attributes")
        name = tag["name"].lower()
        step = -1 if tag["close"] else 1
        if name in _REOPENED:
            inline = max(0, inline + step)
        elif step == 1:
            reopened += inline
        if name not in _UNCOUNTED:
            depth = max(0, depth + step)
        if depth > _DEEPEST or reopened > _MOST_REOPENED:
            raise _too_large("leaves thousands of elements open inside each other")


def _attributes(text: str) -> int:
    return len(_QUOTED.sub("", text).split())


def _too_large(what: str) -> ExtractError:
    return ExtractError(
        "too_large", f"The page {what}: save it from a browser as text or PDF and give that."
    )
