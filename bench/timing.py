"""How long a call takes: the median of several runs after a warm-up; the garbage collector is left as it is."""

import statistics
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Generic, NamedTuple, TypeVar

Result = TypeVar("Result")

_LONG = 2.0  # seconds: so long a first run is itself the measurement
_FEWEST_RUNS, _MOST_RUNS = 5, 25
_ENOUGH = 0.5  # seconds of runs, within these bounds


class Timed(NamedTuple, Generic[Result]):
    result: Result
    seconds: float


def timed(call: Callable[[], Result]) -> Timed[Result]:
    """The first run's result, and the median time of those after it; the first run's own where that is long."""
    return in_turns([call])[0]


def in_turns(calls: Sequence[Callable[[], Result]]) -> list[Timed[Result]]:
    """The same of several calls, run by turns: what else the machine does meanwhile meets all of them alike."""
    firsts = [_first(call) for call in calls]
    runs = [_runs(first.seconds) for first in firsts]
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(max(runs, default=0)):
        for call, most, found in zip(calls, runs, times, strict=True):
            if turn < most:
                found.append(once(call))
    return [
        Timed(first.result, statistics.median(found or [first.seconds]))
        for first, found in zip(firsts, times, strict=True)
    ]


def _first(call: Callable[[], Result]) -> Timed[Result]:
    started = perf_counter()
    result = call()
    return Timed(result, perf_counter() - started)


def _runs(first: float) -> int:
    """How many more runs there are after a first of so many seconds."""
    if first >= _LONG:
        return 0
    return min(_MOST_RUNS, max(_FEWEST_RUNS, int(_ENOUGH / max(first, 1e-9))))


def once(call: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = perf_counter()
    call()
    return perf_counter() - started
