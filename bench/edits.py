"""Two versions with few edits: whether what is reported has changed, and what has changed is reported."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz import fuzz

from bench import corpus
from bench.figures import Figure, Unit
from bench.gold import share
from bench.tokens import plain
from commitments.text.blocks import Change, Clause, Comparison, PairKind
from commitments.text.compare import compare
from commitments.text.extract import read
from commitments.text.segment import segment

_END = re.compile(r"(?<=[.!?])\s+")
_LEAST_WORDS = 3  # a shorter line is a page's number or a heading's
_LIKE = 85


def figures(folder: Path, old: str, new: str) -> list[Figure]:
    """What is reported between two versions, how much of it is real, and what a line diff has beside it."""
    paths = [corpus.policy(folder, version) for version in (old, new)]
    comparison = compare(*(segment(read(path.read_bytes(), path.name)) for path in paths))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    reported = [c for c in comparison.changes if c.pair.kind is not PairKind.RETAINED]
    real = share(_is_real(change, comparison, texts) for change in reported)
    changed = changed_sentences(*texts)
    missed = _missed(changed, reported, comparison)
    label = f"{old} to {new}"
    return [
        Figure(f"{label} changed clauses reported", len(reported), Unit.COUNT),
        Figure(f"{label} of these real", real, Unit.SHARE, 1.0),
        Figure(
            f"{label} changed sentences missed",
            len(missed),
            Unit.COUNT,
            0,
            at_most=True,
            note=f"of {sum(map(len, changed))} in a line diff",
        ),
    ]


def changed_sentences(old: str, new: str) -> tuple[list[str], list[str]]:
    """Sentences in the lines that a plain line diff marks, less those whose words the other text has too."""
    left, right = old.splitlines(), new.splitlines()
    gone: list[str] = []
    come: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += _sentences(left[a:b])
            come += _sentences(right[c:d])
    all_old, all_new = plain(old), plain(new)
    return (
        [sentence for sentence in gone if sentence not in all_new],
        [sentence for sentence in come if sentence not in all_old],
    )


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    for paragraph in "\n".join(lines).split("\n\n"):
        for sentence in map(plain, _END.split(paragraph)):
            if len(sentence.split()) >= _LEAST_WORDS:
                yield sentence


def _missed(
    changed: Sequence[Sequence[str]], reported: Sequence[Change], comparison: Comparison
) -> list[str]:
    """Changed sentences that are in no reported clause of their side, nor in a heading over one."""
    shown = (
        [_shown(change.pair.old, comparison.old) for change in reported],
        [_shown(change.pair.new, comparison.new) for change in reported],
    )
    return [
        sentence
        for sentences, clauses in zip(changed, shown, strict=True)
        for sentence in sentences
        if not any(clause and fuzz.partial_ratio(sentence, clause) >= _LIKE for clause in clauses)
    ]


def _shown(names: Sequence[str], clauses: Sequence[Clause]) -> str:
    return plain(" ".join(f"{c.path} {c.text}" for c in clauses if c.id in names))


def _is_real(change: Change, comparison: Comparison, texts: Sequence[str]) -> bool:
    before = _text(change.pair.old, comparison.old)
    after = _text(change.pair.new, comparison.new)
    if before and after:
        return before != after
    return after not in plain(texts[0]) if after else before not in plain(texts[1])


def _text(names: Sequence[str], clauses: Sequence[Clause]) -> str:
    return plain(" ".join(clause.text for clause in clauses if clause.id in names))
