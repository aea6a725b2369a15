"""Words marked between two texts: how many against the fewest, whether both texts come back, how fast."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import corpus, made, scripts
from bench.corpus import Pair
from bench.differs import GIT, Differ, all_differs
from bench.figures import Figure, Peer, Unit
from bench.gold import share
from bench.timing import Timed, in_turns
from bench.tokens import fewest_marks

_MOST_MARKS = 1.02
_LONG_TIME, _BATCH_TIME = 5.0, 2.0  # times git's
_MADE_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one tool did with some pairs: words it marked, pairs it gives back, seconds."""

    marked: int
    exact: tuple[bool, ...]
    but_for_space: tuple[bool, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Some pairs, the fewest marks for them, and every tool's outcome; None for a tool that is missing."""

    name: str
    size: int
    fewest: int
    most_time: float  # times git's
    outcomes: dict[str, Outcome | None]

    def each(self, value: Callable[[Outcome], float]) -> dict[str, float | None]:
        """A value for every tool."""
        return {name: value(found) if found else None for name, found in self.outcomes.items()}


def figures(folder: Path | None) -> list[Figure]:
    """The long pairs one by one, then the batch; a made pair where there is no corpus."""
    if folder is None:
        with TemporaryDirectory() as place:
            return _measured([("made pair", [_made(Path(place))], _LONG_TIME)])
    long = [
        (f"long pair {pair.name}", [pair], _LONG_TIME)
        for pair in corpus.pairs(folder / "diff" / "long")
    ]
    batch = corpus.pairs(folder / "diff" / "batch")
    return _measured([*long, (f"batch of {len(batch)}", batch, _BATCH_TIME)])


def _made(place: Path) -> Pair:
    text = made.policy(_MADE_WORDS)
    old, new = place / "made.old.md", place / "made.new.md"
    old.write_bytes(text.encode())
    new.write_bytes(made.revised(text).encode())
    return corpus.pair("made", old, new)


def _measured(trials: Iterable[tuple[str, Sequence[Pair], float]]) -> list[Figure]:
    differs = all_differs()
    done = [_tried(differs, *trial) for trial in trials]
    return [
        *(_marks(differs, trial) for trial in done),
        *_rebuilt(differs, done),
        *(figure for trial in done for figure in _times(differs, trial)),
        *(_milliseconds(differs, trial) for trial in done[-1:]),
    ]


def _tried(differs: Sequence[Differ], name: str, pairs: Sequence[Pair], most_time: float) -> Trial:
    fewest = sum(fewest_marks(pair.old, pair.new) for pair in pairs)
    present = [differ for differ in differs if not differ.missing]
    took = in_turns([partial(_made_of, differ, pairs) for differ in present])
    outcomes: dict[str, Outcome | None] = dict.fromkeys(differ.name for differ in differs)
    for differ, timed in zip(present, took, strict=True):
        outcomes[differ.name] = _outcome(differ, pairs, timed)
    return Trial(name, len(pairs), fewest, most_time, outcomes)


def _made_of(differ: Differ, pairs: Sequence[Pair]) -> list[Any]:
    return [differ.make(pair) for pair in pairs]


def _outcome(differ: Differ, pairs: Sequence[Pair], took: Timed[list[Any]]) -> Outcome:
    done = [
        (differ.script(pair, made), pair.old, pair.new)
        for pair, made in zip(pairs, took.result, strict=True)
    ]
    return Outcome(
        sum(len(scripts.marked(script)) for script, _, _ in done),
        tuple(scripts.rebuilt(*each) for each in done),
        tuple(scripts.rebuilt_but_for_space(*each) for each in done),
        took.seconds,
    )


def figure_of(
    differs: Sequence[Differ],
    what: str,
    values: dict[str, float | None],
    unit: Unit,
    target: float | None,
    *,
    at_most: bool = True,
) -> Figure:
    """One figure of every tool: the first one's is ours."""
    ours, *others = differs
    peers = tuple(Peer(other.name, values[other.name], other.missing) for other in others)
    return Figure(what, values[ours.name] or 0.0, unit, target, at_most, peers)


def _marks(differs: Sequence[Differ], trial: Trial) -> Figure:
    values = trial.each(lambda outcome: outcome.marked / max(1, trial.fewest))
    what = f"words marked against the fewest, {trial.name}"
    return figure_of(differs, what, values, Unit.TIMES, _MOST_MARKS)


def _rebuilt(differs: Sequence[Differ], trials: Sequence[Trial]) -> list[Figure]:
    exact = {d.name: _over(trials, d, lambda outcome: outcome.exact) for d in differs}
    spaced = {d.name: _over(trials, d, lambda outcome: outcome.but_for_space) for d in differs}
    size = sum(trial.size for trial in trials)
    what = f"both texts rebuilt (pairs: {size})"
    return [
        figure_of(differs, f"{what}, exactly", exact, Unit.SHARE, 1.0, at_most=False),
        figure_of(differs, f"{what}, but for white space", spaced, Unit.SHARE, 1.0, at_most=False),
    ]


def _over(
    trials: Sequence[Trial], differ: Differ, hits: Callable[[Outcome], Iterable[bool]]
) -> float | None:
    outcomes = [trial.outcomes[differ.name] for trial in trials]
    return None if differ.missing else share(hit for o in outcomes if o for hit in hits(o))


def _times(differs: Sequence[Differ], trial: Trial) -> Iterator[Figure]:
    """In times of git's, process start included; nothing where there is no git."""
    if git := trial.outcomes[GIT]:
        base = git.seconds
        values = trial.each(lambda outcome: outcome.seconds / base)
        what = f"time against git's, {trial.name}"
        yield figure_of(differs, what, values, Unit.TIMES, trial.most_time)


def _milliseconds(differs: Sequence[Differ], trial: Trial) -> Figure:
    values = trial.each(lambda outcome: outcome.seconds * 1000 / trial.size)
    return figure_of(differs, f"time for a pair, {trial.name}", values, Unit.MILLISECONDS, None)
