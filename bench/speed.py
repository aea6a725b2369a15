"""The whole comparison of two policies, from bytes to signals, and what ten times the text costs."""

import statistics
from pathlib import Path

from bench import corpus, made
from bench.figures import Figure, Unit
from bench.timing import once, work
from commitments.text.blocks import Comparison
from commitments.text.compare import compare
from commitments.text.extract import read
from commitments.text.segment import segment

_MOST_SECONDS = 0.5
_LONGER, _MOST_TIMES = 10, 15.0
_MADE_WORDS = 10_000
_REVISIONS = (("v1.0", "v2.0"), ("v2.1", "v2.2"))
_TURNS, _SHORT_RUNS = 3, 3  # by turns, so that a busy machine meets both alike


def figures(folder: Path | None) -> list[Figure]:
    """Two real revisions, a rewrite and a small edit; a made one where there is no corpus."""
    return [figure for name, old, new in _texts(folder) for figure in _of(name, old, new)]


def _texts(folder: Path | None) -> list[tuple[str, str, str]]:
    if folder is None:
        text = made.policy(_MADE_WORDS)
        return [("made policy", text, made.revised(text))]
    return [
        (
            f"{old} to {new}",
            corpus.policy(folder, old).read_text(encoding="utf-8"),
            corpus.policy(folder, new).read_text(encoding="utf-8"),
        )
        for old, new in _REVISIONS
    ]


def _of(name: str, old: str, new: str) -> list[Figure]:
    longer = made.enlarged(old, _LONGER), made.enlarged(new, _LONGER)
    short: list[float] = []
    short_work: list[float] = []
    long_work: list[float] = []
    _compared(old, new)
    for _ in range(_TURNS):
        for _ in range(_SHORT_RUNS):
            short.append(once(lambda: _compared(old, new)))
            short_work.append(once(lambda: _compared(old, new), work))
        long_work.append(once(lambda: _compared(*longer), work))
    growth = statistics.median(long_work) / statistics.median(short_work)
    what = f"processor time for ten times the text, {name}"
    size = f"{len(old.split())} and {len(new.split())} words"
    return [
        Figure(
            f"whole comparison, {name}",
            statistics.median(short),
            Unit.SECONDS,
            _MOST_SECONDS,
            at_most=True,
            note=size,
        ),
        Figure(what, growth, Unit.TIMES, _MOST_TIMES, at_most=True),
    ]


def _compared(old: str, new: str) -> Comparison:
    return compare(*(segment(read(text.encode(), "text/plain")) for text in (old, new)))
