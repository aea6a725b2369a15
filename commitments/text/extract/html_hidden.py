"""What a browser would not show."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments.text.extract.html_measure import Size, measure, prune
from commitments.text.folding import word_set

_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CLASSES = word_set(
    "hidden d-none is-hidden u-hidden sr-only visually-hidden visuallyhidden screen-reader-text "
    "screen-reader-only"
)
# "hidden md:block": out of sight on a small screen only.
_SHOWN_AGAIN = re.compile(
    r"(?:^|\s)(?:\w+:(?!hidden)(?:not-sr-only|block|flex|grid|inline|table|contents)|"
    r"d-\w+-(?:block|flex|grid|inline|table))"
)
_MENUS = word_set("menu listbox dialog tooltip")
_MOST = 0.5


class Unseen:
    """Knows the hidden elements of one page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._opened = _controlled(tree)
        self._tree = tree
        self._sizes: dict[int, Size] = {}

    def is_hidden(self, node: LexborNode) -> bool:
        """Whether an element is hidden, and not a panel that a reader may open.

        ``aria-hidden`` and classes hide only small parts: an open dialog puts the first on all of the page
        behind it.
        """
        attributes = node.attributes
        if not attributes or self._is_panel(attributes):
            return False
        if _says_hidden(attributes):
            return True
        names = attributes.get("class") or ""
        unseen = attributes.get("aria-hidden") == "true" or (
            not _CLASSES.isdisjoint(names.split()) and not _SHOWN_AGAIN.search(names)
        )
        return unseen and self._is_small(node)

    def is_surely_hidden(self, node: LexborNode) -> bool:
        """Whether an element says so itself; its classes are not asked."""
        attributes = node.attributes
        return bool(attributes) and _says_hidden(attributes) and not self._is_panel(attributes)

    def _is_small(self, node: LexborNode) -> bool:
        body = self._tree.body
        if body is None:
            return True
        if not self._sizes:  # measured once, and only on pages that need it
            self._sizes = measure(body)
        size = self._sizes.get(node.mem_id)
        return size is None or size.text < _MOST * self._sizes[body.mem_id].text

    def _is_panel(self, attributes: dict[str, str | None]) -> bool:
        if attributes.get("role") in _MENUS:
            return False
        return attributes.get("role") == "tabpanel" or (attributes.get("id") or "") in self._opened


def _says_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    return _STYLE.search(attributes.get("style") or "") is not None


def _controlled(tree: LexborHTMLParser) -> set[str]:
    """The ids of what buttons open: a folded section is part of its document."""
    ids: set[str] = set()
    for node in tree.css("[aria-controls]"):
        if node.attributes.get("aria-haspopup") in {None, "false"}:
            ids |= set((node.attributes.get("aria-controls") or "").split())
    return ids


def drop_hidden(tree: LexborHTMLParser, root: LexborNode) -> None:
    """Takes what is hidden out of a part that was asked for by name; the part itself stays, hidden or not."""
    unseen = Unseen(tree)
    prune(root, unseen.is_surely_hidden)
