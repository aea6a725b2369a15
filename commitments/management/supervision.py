"""A supervisor's trade: start children, watch them, leave none behind. Used by ``manage.py serve``."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.core.management.base import CommandError

# Asked, urged, ended: what gunicorn and Celery take each signal for, and how long they get.
_FAREWELLS = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
_ORPHAN_SECONDS = 3.0
_LOOK_EVERY = 3.0


@dataclass(frozen=True, slots=True)
class Child:
    """A process that leads its own session, so that Ctrl-C reaches the supervisor only."""

    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        return self.process.poll() is not None

    def end_group(self) -> bool:
        """Kill whatever it started and left behind; True when nothing is left."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
            while self.ended() and os.waitpid(-self.process.pid, os.WNOHANG)[0]:
                pass  # an adopted orphan was collected
        except (ProcessLookupError, PermissionError):
            return True  # macOS refuses permission where only zombies are left
        except ChildProcessError:
            pass  # they are somebody else's to collect
        return False


class StopRequest:
    """Counts the signals that ask for an end: the first is obeyed in order, a second in haste.

    While ``raises`` is set they interrupt what runs, as Ctrl-C does by default.
    """

    def __init__(self) -> None:
        self.count = 0
        self.raises = True
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.raises:
            raise KeyboardInterrupt


def spawn(name: str, command: list[str]) -> Child:
    """Start a child in the project's folder, with this process's environment and output."""
    # A relative DATA_DIR was read in this process's folder, which need not be the project's.
    environment = os.environ | {"DATA_DIR": str(settings.DATA_DIR)}
    # Celery's sermon to root, in seven lines; nothing that it runs takes code from the broker.
    environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid()),  # no thread runs yet
    )
    return Child(name, process)


def _die_with(parent: int) -> Callable[[], None]:
    """Ask the kernel to end a child when its parent dies, even by kill -9. Linux only; elsewhere it stays.

    A pipe that closes with the parent would do everywhere, but neither gunicorn nor Celery watches one.
    """
    prctl = _prctl()  # looked up before the fork

    def ask() -> None:
        prctl(1, int(signal.SIGTERM))  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)  # it died before it was asked

    return ask


def _prctl() -> Callable[[int, int], object]:
    """Linux's call for what no portable one does; elsewhere it does nothing."""
    if not sys.platform.startswith("linux"):
        return lambda _option, _value: None
    prctl = ctypes.CDLL(None).prctl
    return lambda option, value: prctl(option, value, 0, 0, 0)


def watch(
    children: list[Child], stop: StopRequest, look_after: Callable[[], None] = lambda: None
) -> None:
    """Return when an end is asked for; raise CommandError when a child ends before.

    ``look_after`` is done every few seconds.
    """
    next_look = 0.0
    while not stop.count:
        insist_alive(children)
        if time.monotonic() >= next_look:
            look_after()
            next_look = time.monotonic() + _LOOK_EVERY
        time.sleep(0.2)


def insist_alive(children: list[Child]) -> None:
    """Raise CommandError with the name of a child that has ended."""
    for child in children:
        if child.ended():
            raise CommandError(
                f"The {child.name} ended unexpectedly (code {child.process.returncode}); "
                "everything else was stopped, its own lines are above."
            )


def stop_all(children: list[Child], stop: StopRequest) -> None:
    """Leave no child behind: first a request, in the end the force that nothing survives."""
    # Orphans come to us instead of to an init that may be slow to collect them, or missing in a container.
    _prctl()(36, 1)  # PR_SET_CHILD_SUBREAPER
    asked = stop.count
    for number, seconds in _FAREWELLS:
        for child in children:
            if not child.ended():
                child.process.send_signal(number)
        deadline = time.monotonic() + seconds
        while not all(child.ended() for child in children):
            if time.monotonic() > deadline or stop.count > asked:
                break
            time.sleep(0.05)
    # Orphans share in the embedded servers: these stop with us only when those are gone.
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while not all([child.end_group() for child in children]) and time.monotonic() < deadline:  # noqa: C419
        time.sleep(0.05)
