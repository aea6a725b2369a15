"""How long a call takes: the median of several runs after a warm-up; the garbage collector is left as it is."""

import statistics
from collections.abc import Callable
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
    started = perf_counter()
    result = call()
    first = perf_counter() - started
    if first >= _LONG:
        return Timed(result, first)
    runs = min(_MOST_RUNS, max(_FEWEST_RUNS, int(_ENOUGH / first)))
    return Timed(result, statistics.median(once(call) for _ in range(runs)))


def once(call: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = perf_counter()
    call()
    return perf_counter() - started
