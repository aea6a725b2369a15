"""Two texts to spans on whole words. The only user of difflib.

The spans obey a law: equal and delete spans joined are the old text, equal and insert spans the new one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from commitments.text.blocks import Op, Span
from commitments.text.folding import word_set

_TOKEN = re.compile(r"(\s*)([^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_|$)")
_MOST_SHARED = 2  # an island of so few words between two edits is confetti, not common ground
_LEAST_SHARED = (
    0.25  # below this share of equal words a sentence is rewritten, and reads better as such
)
_STOP = word_set(
    "a an and are as at be been but by for from has have if in into is it its no not of on or our "
    "such that the their them these they this those to us was we were which will with would"
)


@dataclass(frozen=True, slots=True)
class _Token:
    space: str  # the white space before the word
    word: str

    @property
    def text(self) -> str:
        return self.space + self.word


@dataclass(slots=True)
class _Run:
    """A stretch of both texts: the same words on both sides, or what replaced what."""

    same: bool
    old: list[_Token]
    new: list[_Token]


def diff_words(old: str, new: str) -> tuple[Span, ...]:
    """The readable edit script from ``old`` to ``new``; quadratic in the words of a rewritten text.

    White space that alone differs is deleted and inserted by spans of nothing but white space, see ``differs``.
    """
    runs = _merged(_runs(_tokens(old), _tokens(new)))
    return _spans(piece for run in runs for piece in _pieces(run))


def apply(spans: Iterable[Span], old: str) -> str:
    """The new text; ValueError where the spans are not of ``old``."""
    kept = list(spans)
    if "".join(span.text for span in kept if span.op is not Op.INSERT) != old:
        raise ValueError("These spans belong to another text.")
    return "".join(span.text for span in kept if span.op is not Op.DELETE)


def differs(spans: Iterable[Span]) -> bool:
    """Whether a reader would see a change: white space alone is none."""
    return any(span.op is not Op.EQUAL and span.text.strip() for span in spans)


def _tokens(text: str) -> list[_Token]:
    found = [_Token(m[1], m[2]) for m in _TOKEN.finditer(text)]
    return [token for token in found if token.text]


def _runs(old: Sequence[_Token], new: Sequence[_Token]) -> list[_Run]:
    matcher = SequenceMatcher(
        None, [token.word for token in old], [token.word for token in new], autojunk=False
    )
    return [
        _Run(tag == "equal", list(old[a1:a2]), list(new[b1:b2]))
        for tag, a1, a2, b1, b2 in matcher.get_opcodes()
    ]


def _merged(runs: list[_Run]) -> list[_Run]:
    """Single-word confetti becomes one deletion and one insertion; what reads well stays."""
    if _is_rewrite(runs):
        whole = _Run(same=False, old=[], new=[])
        for run in runs:
            whole.old += run.old
            whole.new += run.new
        return [whole]
    merged: list[_Run] = []
    for position, run in enumerate(runs):
        before = merged[-1] if merged else None
        if before is None or before.same:
            merged.append(run)
        elif not run.same or _is_confetti(before, run, runs[position + 1 : position + 2]):
            before.old += run.old
            before.new += run.new
        else:
            merged.append(run)
    return merged


def _is_rewrite(runs: list[_Run]) -> bool:
    shared = sum(len(_words(run.old)) for run in runs if run.same)
    longest = max(
        sum(len(_words(run.old)) for run in runs), sum(len(_words(run.new)) for run in runs)
    )
    both = any(run.old for run in runs if not run.same) and any(
        run.new for run in runs if not run.same
    )
    return both and shared < _LEAST_SHARED * longest


def _is_confetti(before: _Run, island: _Run, after: list[_Run]) -> bool:
    if not after:
        return False
    shared = _words(island.old)
    if len(shared) > _MOST_SHARED and not all(word.lower() in _STOP for word in shared):
        return False
    return _size(before) + _size(after[0]) > max(2, len(shared) + 1)


def _size(run: _Run) -> int:
    return max(len(_words(run.old)), len(_words(run.new)))


def _words(tokens: Iterable[_Token]) -> list[str]:
    return [token.word for token in tokens if token.word[:1].isalnum()]


def _pieces(run: _Run) -> Iterable[Span]:
    if not run.same:
        yield from _replaced("".join(t.text for t in run.old), "".join(t.text for t in run.new))
        return
    for old, new in zip(run.old, run.new, strict=True):
        if old.space == new.space:
            yield Span(Op.EQUAL, old.text)
        else:
            yield Span(Op.DELETE, old.space)
            yield Span(Op.INSERT, new.space)
            yield Span(Op.EQUAL, old.word)


def _replaced(old: str, new: str) -> Iterable[Span]:
    """The space that both sides begin with is no part of the change."""
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared] and old[shared].isspace():
        shared += 1
    yield Span(Op.EQUAL, old[:shared])
    yield Span(Op.DELETE, old[shared:])
    yield Span(Op.INSERT, new[shared:])


def _spans(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours of one kind joined, empty ones dropped."""
    spans: list[Span] = []
    for piece in pieces:
        if not piece.text:
            continue
        if spans and spans[-1].op is piece.op:
            spans[-1] = Span(piece.op, spans[-1].text + piece.text)
        else:
            spans.append(piece)
    return tuple(spans)
