"""How much text, and how much of it in links, stands under each element of a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_NOTES = re.compile(r"foot-?notes?|end-?notes?|\bfn\b", re.IGNORECASE)


@dataclass(slots=True)
class Size:
    text: int = 0
    linked: int = 0
    links: int = 0
    outward: int = 0  # links that leave the page
    prose: int = 0  # text outside links in paragraphs that are the element's own children
    has_heading: bool = False
    has_title: bool = False
    has_notes: bool = False

    def add(self, other: "Size") -> None:
        self.text += other.text
        self.linked += other.linked
        self.links += other.links
        self.outward += other.outward
        self.has_heading |= other.has_heading
        self.has_title |= other.has_title
        self.has_notes |= other.has_notes


def measure(root: LexborNode) -> dict[int, Size]:
    """The size of every element under ``root``, by its ``mem_id``; one pass."""
    sizes: dict[int, Size] = {}
    stack: list[tuple[LexborNode, Size, Size | None]] = [(root, Size(), None)]
    order: list[tuple[str, Size, Size | None]] = []
    while stack:
        node, size, parent = stack.pop()
        tag = node.tag or ""
        sizes[node.mem_id] = size
        order.append((tag, size, parent))
        _look(node, tag, size)
        child = node.child
        while child is not None:
            if child.is_text_node:
                size.text += len((child.text_content or "").strip())
            elif child.is_element_node and child.tag not in _SILENT:
                stack.append((child, Size(), size))
            child = child.next
    for tag, size, parent in reversed(order):
        _close(tag, size, parent)
    return sizes


def _look(node: LexborNode, tag: str, size: Size) -> None:
    if tag in _HEADINGS:
        size.has_heading = True
        size.has_title = tag == "h1"
    attributes = node.attributes
    if tag == "a" and "href" in attributes:
        size.links = 1
        size.outward = not (attributes["href"] or "").startswith("#")
    role, name = attributes.get("role") or "", attributes.get("class") or ""
    size.has_notes = role.startswith("doc-") or bool(_NOTES.search(name))


def _close(tag: str, size: Size, parent: Size | None) -> None:
    if tag == "a" and size.links:
        size.linked = size.text
    if parent is None:
        return
    if tag == "p":
        parent.prose += size.text - size.linked
    parent.add(size)


def prune(root: LexborNode, is_unwanted: Callable[[LexborNode], bool]) -> None:
    """Takes the unwanted elements out of the tree; what lies inside one is not asked about again.

    All are found before the first is taken: an element inside a destroyed one must not be touched.
    """
    unwanted: list[LexborNode] = []
    stack = [root]
    while stack:
        node = stack.pop()
        child = node.child
        while child is not None:
            if child.is_element_node:
                (unwanted if is_unwanted(child) else stack).append(child)
            child = child.next
    for node in unwanted:
        node.decompose()
