"""Two documents as one redline: every block of both in reading order, with what became of it.

Comparisons speak of clauses; a document that a person accepts or rejects (a word processor's tracked changes, a
typeset page) needs the blocks that clauses stand in, headings included. Blocks pair by the clauses that the
engine has linked, and the law of ``diff`` holds for the whole: what is not insertion is the old document, what
is not deletion the new one, block for block and character for character.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from commitments.text.blocks import Block, BlockKind, Op, Span
from commitments.text.diff import diff
from commitments.text.readable import readable

Indexes = tuple[int, int]  # of a block in the old document and of one in the new


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block that stands in the old document, in the new one, or in both.

    Equal and delete spans joined are the old block's text, equal and insert spans the new one's. ``move`` is a
    number that a block bears at its old and at its new place, where it went elsewhere word for word.
    """

    old: Block | None
    new: Block | None
    spans: tuple[Span, ...]
    move: int | None = None

    @property
    def is_changed(self) -> bool:
        return any(span.op is not Op.EQUAL for span in self.spans)

    @property
    def block(self) -> Block:
        """The block as it stands now, or stood last."""
        block = self.new or self.old
        if block is None:
            raise ValueError("A paragraph stands in one of the documents at least.")
        return block


class Link(NamedTuple):
    """A place in the old text that became one in the new; ``weight`` in characters that speak for it."""

    old: int
    new: int
    weight: float


def links_of(data: Mapping[str, Any]) -> Iterator[Link]:
    """The links between clauses in the engine's data (``compare.as_data``), guesses left out."""
    old = {clause["id"]: clause for clause in data["old"]["clauses"]}
    new = {clause["id"]: clause for clause in data["new"]["clauses"]}
    for pair in data["pairs"]:
        if pair["is_guess"]:
            continue
        for before in (old[name] for name in pair["old"]):
            for after in (new[name] for name in pair["new"]):
                size = min(len(before["text"]), len(after["text"]))
                yield Link(before["start"], after["start"], pair["score"] * size)


def redline(
    old: Sequence[Block], new: Sequence[Block], links: Iterable[Link]
) -> tuple[Paragraph, ...]:
    """The blocks of both documents in one order; n log n in blocks, and a ``diff`` for each edited pair.

    ``Paragraph.old`` of all in order is ``old``, and ``Paragraph.new`` of all in order is ``new``.
    """
    pairs = _one_to_one(_votes(old, new, links), old, new)
    in_order = _heaviest_chain(pairs)
    moves = _moves(old, new, [pair for pair in pairs if pair not in set(in_order)])
    return tuple(_merged(old, new, _with_headings_between(old, new, in_order, moves), moves))


def old_text(paragraphs: Iterable[Paragraph]) -> list[str]:
    """The texts of the old document's blocks, rebuilt from the script alone."""
    return [_side(p, Op.INSERT) for p in paragraphs if p.old]


def new_text(paragraphs: Iterable[Paragraph]) -> list[str]:
    """The texts of the new document's blocks, rebuilt from the script alone."""
    return [_side(p, Op.DELETE) for p in paragraphs if p.new]


def _side(paragraph: Paragraph, left_out: Op) -> str:
    return "".join(span.text for span in paragraph.spans if span.op is not left_out)


# --- which block became which -------------------------------------------------------------------------------


def _votes(old: Sequence[Block], new: Sequence[Block], links: Iterable[Link]) -> Counter[Indexes]:
    """How many characters speak for each pair of blocks: linked clauses, and headings of the same words."""
    old_starts, new_starts = ([block.start for block in blocks] for blocks in (old, new))
    votes: Counter[Indexes] = Counter()
    for link in links:
        here = bisect_right(old_starts, link.old) - 1, bisect_right(new_starts, link.new) - 1
        votes[here] += link.weight  # type: ignore[assignment]  # characters, by the share that is alike
    there = _headings(new)
    for name, index in _headings(old).items():
        if name in there:
            votes[index, there[name]] += len(name[0])
    return votes


def _headings(blocks: Sequence[Block]) -> dict[tuple[str, int], int]:
    """Index of each heading by its words and by how often they stood before."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], int] = {}
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            words = " ".join(block.text.casefold().split())
            found[words, seen[words]] = index
            seen[words] += 1
    return found


def _one_to_one(
    votes: Counter[Indexes], old: Sequence[Block], new: Sequence[Block]
) -> dict[Indexes, float]:
    """The pairs with the most votes first, each block in one of them; a heading only with a heading."""
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs: dict[Indexes, float] = {}
    for (a, b), weight in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        is_alike = (old[a].kind is BlockKind.HEADING) == (new[b].kind is BlockKind.HEADING)
        if is_alike and a not in taken_old and b not in taken_new:
            pairs[a, b] = weight
            taken_old.add(a)
            taken_new.add(b)
    return pairs


def _heaviest_chain(pairs: Mapping[Indexes, float]) -> list[Indexes]:
    """The pairs that stand in the same order in both documents, as much text as can be."""
    tops: list[tuple[int, float, Indexes]] = []  # by place in the new document, ever heavier
    before: dict[Indexes, Indexes | None] = {}
    for pair in sorted(pairs):
        place = bisect_right(tops, pair[1], key=lambda top: top[0])
        weight = pairs[pair] + (tops[place - 1][1] if place else 0)
        before[pair] = tops[place - 1][2] if place else None
        end = place
        while end < len(tops) and tops[end][1] <= weight:
            end += 1
        tops[place:end] = [(pair[1], weight, pair)]
    chain: list[Indexes] = []
    last = tops[-1][2] if tops else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _moves(
    old: Sequence[Block], new: Sequence[Block], pairs: Iterable[Indexes]
) -> dict[Indexes, int]:
    """Numbers for the blocks that stand elsewhere word for word; a moved and edited one came and went."""
    same = [(a, b) for a, b in sorted(pairs) if old[a].text == new[b].text]
    return {pair: number for number, pair in enumerate(same, start=1)}


def _with_headings_between(
    old: Sequence[Block],
    new: Sequence[Block],
    chain: Sequence[Indexes],
    moves: Mapping[Indexes, int],
) -> list[Indexes]:
    """The chain, and between two of its pairs the heading that can only be the other one, reworded."""
    gone, came = {a for a, _ in moves}, {b for _, b in moves}
    found: list[Indexes] = []
    for (a, b), (c, d) in pairwise([(-1, -1), *chain, (len(old), len(new))]):
        left = [n for n in range(a + 1, c) if old[n].kind is BlockKind.HEADING and n not in gone]
        right = [n for n in range(b + 1, d) if new[n].kind is BlockKind.HEADING and n not in came]
        if len(left) == len(right) == 1 and old[left[0]].level == new[right[0]].level:
            found.append((left[0], right[0]))
        if (c, d) != (len(old), len(new)):
            found.append((c, d))
    return found


# --- the one order ------------------------------------------------------------------------------------------


def _merged(
    old: Sequence[Block],
    new: Sequence[Block],
    chain: Sequence[Indexes],
    moves: Mapping[Indexes, int],
) -> Iterator[Paragraph]:
    gone = {a: number for (a, _), number in moves.items()}
    came = {b: number for (_, b), number in moves.items()}
    for (a, b), (c, d) in pairwise([(-1, -1), *chain, (len(old), len(new))]):
        for index in range(a + 1, c):
            yield Paragraph(old[index], None, _whole(Op.DELETE, old[index]), gone.get(index))
        for index in range(b + 1, d):
            yield Paragraph(None, new[index], _whole(Op.INSERT, new[index]), came.get(index))
        if c < len(old):
            yield Paragraph(old[c], new[d], readable(diff(old[c].text, new[d].text)))


def _whole(op: Op, block: Block) -> tuple[Span, ...]:
    return (Span(op, block.text),) if block.text else ()
