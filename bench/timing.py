"""How long a call takes: the median of several runs after a warm-up; the garbage collector is left as it is."""

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Generic, NamedTuple, TypeVar

Result = TypeVar("Result")

_LONG = 2.0  # seconds: so long a first run is itself the measurement
_RUNS = 5


class Timed(NamedTuple, Generic[Result]):
    result: Result
    seconds: float
    runs: int


def timed(call: Callable[[], Result], runs: int = _RUNS) -> Timed[Result]:
    """The first run's result, and the median time of those after it; the first run's own where that is long."""
    started = perf_counter()
    result = call()
    first = perf_counter() - started
    if first >= _LONG:
        return Timed(result, first, 1)
    return Timed(result, statistics.median(once(call) for _ in range(runs)), runs)


def once(call: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = perf_counter()
    call()
    return perf_counter() - started
