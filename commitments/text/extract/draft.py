"""Blocks before they have offsets, and how they become a Reading."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from commitments.text.blocks import BLOCK_SEPARATOR, Block, BlockKind, Link, Reading
from commitments.text.extract.linked import kept
from commitments.text.sentences import last_sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """A block as its extractor found it; ``text`` is clean already."""

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 0
    headings: tuple[str, ...] = ()


def assemble(
    drafts: Iterable[Draft],
    *,
    extractor: str,
    media_type: str,
    title: str = "",
    page_count: int | None = None,
    links: Iterable[Link] = (),
) -> Reading:
    """A Reading of the drafts that have text, with offsets and the lead-ins of list items.

    Without a ``title`` the first heading is the title. Linear in the text.
    """
    blocks: list[Block] = []
    lead = _LeadIns()
    offset = 0
    for draft in drafts:
        if not draft.text:
            continue
        block = Block(
            draft.kind,
            draft.text,
            offset,
            page=draft.page,
            level=draft.level,
            lead_in=lead.before(draft),
            headings=draft.headings,
        )
        blocks.append(block)
        offset = block.end + len(BLOCK_SEPARATOR)
    first = next((b.text for b in blocks if b.kind is BlockKind.HEADING), "")
    return Reading(tuple(blocks), extractor, media_type, title or first, page_count, kept(links))


class _LeadIns:
    """Walks a document and remembers the text whose last sentence the next list item hangs under."""

    def __init__(self) -> None:
        self._paragraph = ""
        self._items: list[tuple[int, str]] = []

    def before(self, draft: Draft) -> str:
        if draft.kind is BlockKind.LIST_ITEM:
            return self._item(draft)
        if (
            draft.kind is BlockKind.FOOTNOTE
        ):  # stands at the page's foot, inside whatever list runs on
            return ""
        self._items.clear()
        is_lead = draft.kind is BlockKind.PARAGRAPH
        self._paragraph = draft.text if is_lead else ""
        return ""

    def _item(self, draft: Draft) -> str:
        while self._items and self._items[-1][0] >= draft.level:
            self._items.pop()
        text = self._items[-1][1] if self._items else self._paragraph
        self._items.append((draft.level, draft.text))
        return _last_sentence(text)


@lru_cache(maxsize=8)  # items mostly hang under the one that the last item hung under
def _last_sentence(text: str) -> str:
    return last_sentence(text)


def joined(first: Draft, text: str) -> Draft:
    """``first`` with ``text`` run on."""
    return replace(first, text=text)
