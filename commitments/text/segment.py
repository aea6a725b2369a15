"""Blocks to clauses: what can be cited, and which of it is a commitment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from commitments.text.blocks import Block, BlockKind, Clause, Reading
from commitments.text.folding import reader_words
from commitments.text.obligations import Context, classify
from commitments.text.sentences import sentences

SEGMENTER = "segment/4"  # another number whenever the same blocks would give other clauses
_ID_DIGITS = 10


def segment(reading: Reading) -> tuple[Clause, ...]:
    """The clauses of a reading in its order; headings become the ``path`` of what stands under them.

    ``reading.text[c.start:c.end] == c.text`` for every clause. Ids depend on a clause's own words, and repeated
    words get "-2", "-3". Linear in the text.
    """
    seen: Counter[str] = Counter()
    clauses: list[Clause] = []
    for piece in _pieces(reading):
        name = clause_id(piece.text)
        seen[name] += 1
        verdict = classify(
            Context(piece.text, piece.block.kind, piece.block.lead_in, piece.path, piece.is_first)
        )
        clauses.append(
            Clause(
                id=name if seen[name] == 1 else f"{name}-{seen[name]}",
                ordinal=len(clauses),
                kind=piece.block.kind,
                text=piece.text,
                path=piece.path,
                start=piece.start,
                end=piece.start + len(piece.text),
                page=piece.block.page,
                lead_in=piece.block.lead_in,
                strength=verdict.strength,
                rule=verdict.rule,
            )
        )
    return tuple(clauses)


def clause_id(text: str) -> str:
    """The id of a clause by its words: "c" and the first digits of a SHA-256, case and white space folded."""
    folded = " ".join(text.casefold().split())
    return "c" + sha256(folded.encode()).hexdigest()[:_ID_DIGITS]


def text_sha256(reading: Reading) -> str:
    """The hash of the words a reader reads: reflow, quote style and hyphenation leave it as it is."""
    words = reader_words(" ".join(block.text for block in reading.blocks))
    return sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    block: Block
    path: tuple[str, ...]
    is_first: bool


def _pieces(reading: Reading) -> Iterator[_Piece]:
    path: list[tuple[int, str]] = []
    for block in reading.blocks:
        if block.kind is BlockKind.HEADING:
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, block.text))
            continue
        headings = tuple(text for _, text in path) + block.headings
        for start, end in _cuts(block):
            yield _Piece(block.text[start:end], block.start + start, block, headings, start == 0)


def _cuts(block: Block) -> list[tuple[int, int]]:
    """A table cell is one clause; all else is cut at sentences; what has no letters is nobody's promise."""
    if block.kind is BlockKind.TABLE_CELL:
        return [(0, len(block.text))]
    spans = sentences(block.text)
    return [(a, b) for a, b in spans if any(c.isalpha() for c in block.text[a:b])]
