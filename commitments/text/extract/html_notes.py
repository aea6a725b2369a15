"""Footnotes of a page: which links call one, and which element is the note they call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from commitments.text.folding import word_set

_LABEL = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[a-z]|[ivx]{1,5})[\])]?\s*")
_HINT = re.compile(r"fn|ftn|foot|note|cite|ref", re.IGNORECASE)
_BACK = re.compile(
    r"[\s\[\]()↩↑⤴^⏎\ufe0e\ufe0f\d]*(?:(?:back|return|jump)\b[^.]{0,40})?", re.IGNORECASE
)
_HOLDERS = word_set("li p div aside dd section")
_OUTSIDE = word_set("table body main article ol ul")
_LONGEST = 3000  # characters; more is a section and not a note
_MOST_NODES = 500
_NEAR = 10


@dataclass(slots=True)
class Footnotes:
    """``calls`` and ``notes`` give the key that a calling link and its note share, by ``mem_id``."""

    calls: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def is_way_back(self, link: LexborNode) -> bool:
        """Whether a link inside a note only leads back to its call."""
        href = link.attributes.get("href") or ""
        return href.startswith("#") and _BACK.fullmatch(link.text(deep=True)) is not None


def find_footnotes(roots: Sequence[LexborNode]) -> Footnotes:
    """The footnotes under ``roots``: each with its first call, which must stand before it. Linear."""
    order: dict[int, int] = {}
    ids: dict[str, LexborNode] = {}
    links: list[LexborNode] = []
    for root in roots:
        for node in root.traverse():
            order[node.mem_id] = len(order)
            attributes = node.attributes
            for name in (attributes.get("id"), attributes.get("name")):
                if name:
                    ids.setdefault(name, node)
            if node.tag == "a" and (attributes.get("href") or "").startswith("#"):
                links.append(node)
    return _matched([link for link in links if _is_call(link)], ids, order)


def _matched(
    calls: list[LexborNode], ids: dict[str, LexborNode], order: dict[int, int]
) -> Footnotes:
    found = Footnotes()
    holders: dict[str, LexborNode | None] = {}
    owners: dict[int, str] = {}
    for call in calls:
        name = (call.attributes.get("href") or "")[1:]
        target = ids.get(name)
        if target is None or order[target.mem_id] < order[call.mem_id]:
            continue
        found.calls[call.mem_id] = ""  # a second call of a note says nothing new
        if name in holders:
            continue
        holders[name] = holder = _holder(target)
        if holder is None or owners.setdefault(holder.mem_id, name) != name:
            continue
        if order.get(holder.mem_id, -1) > order[call.mem_id]:
            found.calls[call.mem_id] = found.notes[holder.mem_id] = str(1000 + len(found.notes))
    return found


def _is_call(link: LexborNode) -> bool:
    """A number or sign that is raised, or whose link says that it leads to a note."""
    label = link.text(deep=True)
    if len(label) > 12 or not _LABEL.fullmatch(label):
        return False
    attributes = link.attributes
    if attributes.get("role") == "doc-noteref" or _HINT.search(attributes.get("href") or ""):
        return True
    parent = link.parent
    return (parent is not None and parent.tag == "sup") or link.css_first("sup") is not None


def _holder(target: LexborNode) -> LexborNode | None:
    """The smallest block around a note's anchor that is no more than the note."""
    node: LexborNode | None = target
    while node is not None and node.tag not in _HOLDERS:
        if node.tag in _OUTSIDE or node.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            return None
        node = node.parent
    return node if node is not None and _is_short(node) and not _is_in_cell(node) else None


def _is_in_cell(node: LexborNode) -> bool:
    """A cell is one block, and so no note can be taken out of it."""
    parent = node.parent
    for _ in range(_NEAR):
        if parent is None:
            return False
        if parent.tag in {"td", "th"}:
            return True
        parent = parent.parent
    return False


def _is_short(node: LexborNode) -> bool:
    length = 0
    for number, part in enumerate(node.traverse(include_text=True)):
        if part.is_text_node:
            length += len(part.text_content or "")
        if part.tag in {"h1", "h2", "h3"} or length > _LONGEST or number > _MOST_NODES:
            return False
    return length > 0
