"""The vocabulary of the text engine: frozen values that pass between its stages.

    bytes -> extract -> Reading(blocks) -> segment -> Clauses -> align -> Pairs -> diff/wording -> Changes

Nothing here knows of Django, the network or the clock. Character offsets count Unicode code points in
``Reading.text``, which is the blocks' texts joined by a blank line.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

BLOCK_SEPARATOR = "\n\n"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    FOOTNOTE = "footnote"


class Strength(StrEnum):
    """How firmly a clause binds its publisher (the obligation scale of design.md, strongest first)."""

    MUST = "must"  # must, will, commit to; the descriptive present ("we conduct")
    INTEND = "intend"  # intend, aim, expect, plan
    MAY = "may"  # may, could, consider
    RECOMMEND = "recommend"  # recommend, encourage, should of others


class PairKind(StrEnum):
    RETAINED = "retained"
    EDITED = "edited"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REMOVED = "removed"
    ADDED = "added"


class Op(StrEnum):
    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table cell or footnote, as a reader sees it.

    ``level`` is the heading's level (1 is the highest) or the list item's depth (1 is the outermost).
    ``lead_in`` is the sentence a list item hangs under. ``headings`` are a table cell's row and
    column headings.
    ``page`` counts from 1 and is None where the format has no pages.
    """

    kind: BlockKind
    text: str
    start: int
    page: int | None = None
    level: int = 0
    lead_in: str = ""
    headings: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Link:
    """Words of the text that lead elsewhere; ``target`` as the document spells it, which may be relative."""

    words: str
    target: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one extractor version read in one document; its links are no part of its text."""

    blocks: tuple[Block, ...]
    extractor: str  # "pdf/1": which reader, and which version of it
    media_type: str
    title: str = ""
    page_count: int | None = None
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        return BLOCK_SEPARATOR.join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable unit: a sentence, a list item under its lead-in, a table cell.

    ``id`` depends on the clause's own words (and on which occurrence of them it is), so that an edit elsewhere
    never changes it. ``strength`` is set when the clause is a commitment candidate; ``rule`` names the
    rule that found it, or the reason why it is not one (``definition``, ``report``, ...).
    """

    id: str
    ordinal: int
    kind: BlockKind
    text: str
    path: tuple[str, ...]
    start: int
    end: int
    page: int | None = None
    lead_in: str = ""
    strength: Strength | None = None
    rule: str = ""

    @property
    def is_commitment(self) -> bool:
        return self.strength is not None


class Span(NamedTuple):
    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A deterministic observation on wording: the rule that fired and the words that made it fire."""

    rule: str
    message: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    new: str
    score: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses of the old version and what they became; ids in document order, either side may be empty.

    ``score`` is in 0..1; ``reasons`` name what decided (``same text``, ``same heading``, ...). ``moved`` is
    also true of an edited clause that stands under another heading or in another order. ``is_guess`` marks the
    likeliest counterpart where the wording alone would not be recognised as the same clause.
    """

    kind: PairKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    score: float
    reasons: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    moved: bool = False
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A pair with its edit script and the signals in it: what page, API and exports show."""

    pair: Pair
    spans: tuple[Span, ...] = ()
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared. ``changes`` follow the new version's order, removals at their old place."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]
    changes: tuple[Change, ...]
    engine: str
    counts: dict[str, int] = field(default_factory=dict)
