"""An edit script made easier to read: what stays between two edits only by chance is edited too.

The smallest script keeps every word that both texts have in order; in a rewritten sentence these are single
words, and a reader wants the old sentence and the new one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commitments.text.blocks import Span
from commitments.text.diff import (
    DELETE,
    EQUAL,
    INSERT,
    Piece,
    changes,
    joined,
    replaced,
    same_to_a_reader,
)
from commitments.text.folding import word_set

_MOST_SHARED = 2  # an island of so few words between two edits is confetti, not common ground
_LEAST_SHARED = 0.25  # below this share of equal words a sentence is a new one
_STOP = word_set(
    "a an and are as at be been but by for from has have if in into is it its no not of on or our "
    "such that the their them these they this those to us was we were which will with would"
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST_NUMBER = 60  # characters of it before the edit
_NUMBER_BEFORE = re.compile(r"(?:\d+[.,])+\Z")
_NUMBER_AFTER = re.compile(r"(?:[.,]\d+)+")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]*]*(?:\s+|\Z)|\n\s*")


@dataclass(slots=True)
class _Run:
    """A stretch of both texts: the same to a reader, or what replaced what."""

    is_same: bool
    pieces: list[Piece]

    @property
    def old(self) -> str:
        return "".join(text for op, text in self.pieces if op is not INSERT)

    @property
    def new(self) -> str:
        return "".join(text for op, text in self.pieces if op is not DELETE)

    @property
    def script(self) -> list[Piece]:
        return self.pieces if self.is_same else replaced(self.old, self.new)


def readable(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The script with its confetti swept up, sentence by sentence; it obeys the law of ``diff`` too.

    Within a sentence that kept almost nothing, one deletion and one insertion. Linear in the texts.
    """
    kept = tuple(spans)
    if len(kept) > 2:
        kept = joined(_with_whole_numbers(kept))
    if all(span.op is not EQUAL for span in kept[1:-1]):
        return kept  # one edit at most: there is nothing between edits
    return joined(
        piece for runs in _sentences(kept) for run in _swept(runs) for piece in run.script
    )


def _with_whole_numbers(spans: Iterable[Span]) -> Iterator[Piece]:
    """ "1.0" that became "2.0" is one number for another, not one digit before what stayed."""
    edits = [list(edit) for edit in changes(spans)]
    for edit, following in zip(edits, [*edits[1:], ["", "", ""]], strict=True):
        same, gone, came = edit
        tail = _NUMBER_BEFORE.search(same, max(0, len(same) - _LONGEST_NUMBER))
        head = _NUMBER_AFTER.match(following[0])
        if tail and gone[:1].isdigit() and came[:1].isdigit():
            edit[:] = same[: tail.start()], tail[0] + gone, tail[0] + came
        if head and gone[-1:].isdigit() and came[-1:].isdigit():
            edit[1] += head[0]
            edit[2] += head[0]
            following[0] = following[0][head.end() :]
    for same, gone, came in edits:
        yield from ((EQUAL, same), (DELETE, gone), (INSERT, came))


def shown(spans: Iterable[Span]) -> tuple[Span, ...]:
    """``readable``, with white space and typography as the new text has them and not marked.

    For eyes only: the old text cannot be rebuilt from it.
    """
    kept = readable(spans)
    return joined(_visible(kept)) if len(kept) > 1 else kept


def _visible(spans: Iterable[Span]) -> Iterator[Piece]:
    for same, gone, came in changes(spans):
        yield EQUAL, same
        if same_to_a_reader(gone, came):
            yield EQUAL, came
        else:
            yield DELETE, gone
            yield INSERT, came


def _sentences(spans: Iterable[Span]) -> Iterator[list[_Run]]:
    """The runs between one sentence's end that stayed and the next; what stayed whole is a run of its own."""
    runs: list[_Run] = []
    for same, gone, came in changes(spans):
        ends = [match.end() for match in _SENTENCE_END.finditer(same)]
        if ends:
            _keep(runs, (EQUAL, same[: ends[0]]))
            yield runs
            yield [_Run(is_same=True, pieces=[(EQUAL, same[ends[0] : ends[-1]])])]
            runs = []
            same = same[ends[-1] :]
        if same:
            _keep(runs, (EQUAL, same))
        if same_to_a_reader(gone, came):
            _keep(runs, (DELETE, gone), (INSERT, came))
        else:
            runs.append(_Run(is_same=False, pieces=[(DELETE, gone), (INSERT, came)]))
    yield runs


def _keep(runs: list[_Run], *pieces: Piece) -> None:
    """Add what is the same to a reader to the run that it continues."""
    if not runs or not runs[-1].is_same:
        runs.append(_Run(is_same=True, pieces=[]))
    runs[-1].pieces += pieces


def _swept(runs: list[_Run]) -> list[_Run]:
    """Single-word confetti becomes one deletion and one insertion; what reads well stays."""
    changed = [place for place, run in enumerate(runs) if not run.is_same]
    if len(changed) < 2:
        return runs
    sizes = [(_count(run.old), _count(run.new)) for run in runs]
    is_new = _is_rewrite(runs, sizes)
    first, last = changed[0], changed[-1]
    swept, size = runs[: first + 1], sizes[first]
    for place in range(first + 1, last + 1):
        run = runs[place]
        joins = not run.is_same or is_new or _is_confetti(run, max(size), max(sizes[place + 1]))
        if joins and not swept[-1].is_same:
            swept[-1].pieces += run.pieces
            size = size[0] + sizes[place][0], size[1] + sizes[place][1]
        else:
            swept.append(run)
            size = sizes[place]
    return swept + runs[last + 1 :]


def _is_rewrite(runs: list[_Run], sizes: list[tuple[int, int]]) -> bool:
    """Whether words both went and came, and next to none stayed."""
    shared = sum(size[0] for run, size in zip(runs, sizes, strict=True) if run.is_same)
    old, new = sum(size[0] for size in sizes), sum(size[1] for size in sizes)
    return shared < min(old, new, _LEAST_SHARED * max(old, new))


def _is_confetti(island: _Run, before: int, after: int) -> bool:
    shared = _WORD.findall(island.old)
    if len(shared) > _MOST_SHARED and not all(word.lower() in _STOP for word in shared):
        return False
    return before + after > max(2, len(shared) + 1)


def _count(text: str) -> int:
    return len(_WORD.findall(text))
