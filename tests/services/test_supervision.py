"""Children are watched, and none outlives its supervisor, whatever it does about signals."""

import os
import signal
from collections.abc import Iterator

import psutil
import pytest
from django.core.management.base import CommandError

from commitments.management import supervision
from commitments.management.supervision import Child, StopRequest, spawn, stop_all, watch
from tests.processes import lives


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Iterator[StopRequest]:
    """A stop request with its handlers in place for one test, and short patience with children."""
    monkeypatch.setattr(
        supervision,
        "_FAREWELLS",
        ((signal.SIGTERM, 0.2), (signal.SIGQUIT, 0.2), (signal.SIGKILL, 5.0)),
    )
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    request = StopRequest()
    request.raises = False
    yield request
    for number, handler in before.items():
        signal.signal(number, handler)


def sleeper() -> Child:
    return spawn("sleeper", ["sleep", "60"])


def test_a_child_that_dies_is_named(stop: StopRequest) -> None:
    steady, fickle = sleeper(), spawn("worker", ["sleep", "0.1"])
    try:
        with pytest.raises(CommandError, match=r"^The worker ended unexpectedly \(code 0\)"):
            watch([steady, fickle], stop)
    finally:
        stop_all([steady, fickle], stop)
    assert steady.process.returncode == -signal.SIGTERM


def test_what_is_not_a_child_is_looked_after_too(stop: StopRequest) -> None:
    one = sleeper()
    watch([one], stop, look_after=lambda: os.kill(os.getpid(), signal.SIGTERM))
    stop_all([one], stop)


def test_a_signal_ends_the_watch(stop: StopRequest) -> None:
    one = sleeper()
    os.kill(os.getpid(), signal.SIGTERM)
    watch([one], stop)
    stop_all([one], stop)
    assert one.ended()


def test_a_signal_interrupts_the_preparations(stop: StopRequest) -> None:
    stop.raises = True
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_child_that_ignores_every_request_is_ended(stop: StopRequest) -> None:
    # A shell that ignores a signal hands that on to what it executes.
    deaf = spawn("deaf", ["sh", "-c", "trap '' TERM QUIT; echo; exec sleep 60"])
    wait_for_trap(deaf)
    stop_all([deaf], stop)
    assert deaf.process.returncode == -signal.SIGKILL


def test_what_a_dead_child_left_behind_is_ended_too(stop: StopRequest) -> None:
    leader = spawn("leader", ["sh", "-c", "trap '' TERM; sleep 60 & exec sleep 60"])
    wait_for_trap(leader, children=1)
    [orphan] = psutil.Process(leader.process.pid).children()
    leader.process.kill()
    leader.process.wait()
    assert lives(orphan)
    stop_all([leader], stop)
    assert not lives(orphan)


def wait_for_trap(child: Child, *, children: int = 0) -> None:
    """Until the shell has set its trap and become what it executes (bounded: it executes or ends)."""
    process = psutil.Process(child.process.pid)
    while process.name() != "sleep" or len(process.children()) < children:
        assert not child.ended()
