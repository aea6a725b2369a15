"""How long a call takes: the median of several runs after a warm-up; the garbage collector is left as it is.

Tools are held against each other in processor time: on a busy machine the clock punishes whoever takes longer.
"""

import statistics
from collections.abc import Callable, Sequence
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Generic, NamedTuple, TypeVar

Result = TypeVar("Result")

_LONG = 2.0  # seconds: so long a first run is itself the measurement
_FEWEST_RUNS, _MOST_RUNS = 5, 25
_ENOUGH = 0.5  # seconds of runs, within these bounds


class Timed(NamedTuple, Generic[Result]):
    result: Result
    seconds: float


def in_turns(calls: Sequence[Callable[[], Result]]) -> list[Timed[Result]]:
    """Each call's first result, and the median of its runs' work after that; of the first where that is long.

    Run by turns: what else the machine does meanwhile meets all of them alike.
    """
    firsts = [_first(call) for call in calls]
    runs = [_runs(first.seconds) for first in firsts]
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(max(runs, default=0)):
        for call, most, found in zip(calls, runs, times, strict=True):
            if turn < most:
                found.append(once(call, work))
    return [
        Timed(first.result, statistics.median(found or [first.seconds]))
        for first, found in zip(firsts, times, strict=True)
    ]


def _first(call: Callable[[], Result]) -> Timed[Result]:
    started = work()
    result = call()
    return Timed(result, work() - started)


def _runs(first: float) -> int:
    """How many more runs there are after a first of so many seconds."""
    if first >= _LONG:
        return 0
    return min(_MOST_RUNS, max(_FEWEST_RUNS, int(_ENOUGH / max(first, 1e-9))))


def once(call: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """Seconds of one run."""
    started = clock()
    call()
    return clock() - started


def work() -> float:
    """Seconds of processor time so far, those of finished child processes included."""
    used = map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
