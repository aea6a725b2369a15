"""The helper process: has imported the readers once, and forks itself for every document.

Asked on its standard input, a socket; it ends when the other side does. It looks at no document itself: a child
does, within its limits, and whatever becomes of the child is told as one word and what the child said. A child
that has glanced at a page waits a moment, since the same page is mostly read next; it never sees another.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import math
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from itertools import product
from typing import Any, NoReturn

from commitments.errors import ExtractError
from commitments.reading import wire
from commitments.reading.samples import samples
from commitments.reading.wire import Document, End, Limits, Result, Task
from commitments.text.extract.pdf_metadata import pdf_created_on
from commitments.text.extract.sniffing import HTML
from commitments.text.leads import leads_of
from commitments.text.pages import read_page
from commitments.text.segment import segment, text_sha256

Read = Callable[..., Any]
_MOST_OPEN = 1024  # more than a helper ever opens
_SAYS = 3  # the one descriptor of a child, on which it is asked and can be heard
_WAITS = 5.0  # seconds that a child waits for a second question
_PR_SET_PDEATHSIG = 1
_SYSTEM = ctypes.CDLL(None) if sys.platform == "linux" else None
_WHOLE = (
    "encodings",
    "charset_normalizer",
    "commitments.text.extract",
)  # packages needed to the last module
_PORTION = 1024 * 1024
_LONGEST_TRACE = 4000


def main(module: str) -> None:
    """Answer until nobody asks; ``module`` has the function ``read``."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the worker finishes its document, and so do we
        signal.signal(number, signal.SIG_IGN)
    read: Read = importlib.import_module(module).read
    _load_everything(read)
    gc.freeze()  # a child that collects garbage would copy every page of ours
    with socket.socket(fileno=0) as channel, contextlib.suppress(EOFError, ConnectionError):
        child: _Child | None = None
        while True:
            if child and not select.select([channel], [], [], _WAITS)[0]:
                child.end()
                child = None
            facts, data = bytes(wire.receive(channel)), bytes(wire.receive(channel))
            (end, detail, said), child = _answered(channel, read, child, facts, data)
            wire.send(channel, json.dumps([end, detail]).encode(), said)


def _load_everything(read: Read) -> None:
    """Import now what would be imported on demand: a child can open no file."""
    for package in _WHOLE:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            with contextlib.suppress(ImportError):  # a codec of another system
                importlib.import_module(f"{package}.{module.name}")
    for (data, media_type), task in product(samples(), Task):
        with contextlib.suppress(Exception):
            _FINDERS[task](read, Document(data, media_type))


# --- one document -----------------------------------------------------------------------------


Answered = tuple[End, str, bytes]  # how it ended, a detail for people, and what was said


def _answered(
    channel: socket.socket, read: Read, waiting: "_Child | None", facts: bytes, data: bytes
) -> tuple[Answered, "_Child | None"]:
    """An answer by the child that waits with these bytes, or by a new one; and the child, if it waits now."""
    task, _, limits = wire.asked(facts, data)
    if waiting and (waiting.data, waiting.limits) != (data, limits):
        waiting.end()
        waiting = None
    child = waiting or _Child(read, data, limits)
    answer = child.answer(channel, facts)
    if waiting and answer[0] is End.CRASHED:  # it may have been killed while it waited
        child = _Child(read, data, limits)
        answer = child.answer(channel, facts)
    if task is Task.GLANCE and answer[0] is End.SAID:
        return answer, child
    child.end()
    return answer, None


class _Child:
    """A process of its own for one document, until it ``end``s or breaks down over a question."""

    def __init__(self, read: Read, data: bytes, limits: Limits) -> None:
        self.data, self.limits = data, limits
        self._channel, theirs = socket.socketpair()
        helper = os.getpid()
        self._number = os.fork()
        if self._number == 0:
            _be_child(theirs.fileno(), helper, read, data, limits)
        theirs.close()

    def answer(self, channel: socket.socket, facts: bytes) -> Answered:
        """Ask it something; ``channel`` is the worker's, whose end is ours."""
        said = bytearray()
        try:
            wire.send(self._channel, facts)
            is_over = _listen(
                self._channel, channel, said, time.monotonic() + 2 * self.limits.seconds
            )
        except ConnectionError:
            is_over = True
        except EOFError:
            self.end()
            raise
        if not is_over:
            self.end()
            return (End.LARGE if len(said) > wire.MOST_SAID else End.SLOW), "", b""
        if _is_whole(said) and len(said) == _length(said):
            return End.SAID, "", bytes(said[wire.LENGTH.size :])
        return *_how_it_died(*self._ended(), self.limits), b""

    def end(self) -> None:
        """A child that goes on has no use."""
        if self._number:
            self._ended()

    def _ended(self) -> tuple[int, int]:
        """Its status, and its peak of memory as the system counts it."""
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)
        _, status, used = os.wait4(self._number, 0)
        self._number = 0
        return status, used.ru_maxrss


def _listen(out: socket.socket, channel: socket.socket, said: bytearray, deadline: float) -> bool:
    """Gather what a child says; whether it came to an end, in time and within bounds."""
    poll = select.poll()
    poll.register(out, select.POLLIN)
    poll.register(channel, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        ready = dict(poll.poll(math.ceil(left * 1000)))
        if channel.fileno() in ready:  # nobody asks before we have answered: the worker has gone
            raise EOFError
        if out.fileno() in ready:
            portion = out.recv(_PORTION)
            said += portion
            if not portion or _is_whole(said):
                return True
            if len(said) > wire.MOST_SAID:
                return False
    return False


def _is_whole(said: bytes | bytearray) -> bool:
    return len(said) >= wire.LENGTH.size and len(said) >= _length(said)


def _length(said: bytes | bytearray) -> int:
    """How long a frame is by its beginning, that included."""
    return int(wire.LENGTH.unpack(said[: wire.LENGTH.size])[0]) + wire.LENGTH.size


def _how_it_died(status: int, peak: int, limits: Limits) -> tuple[End, str]:
    """A parser that finds no memory may end by any signal: then the peak tells it from a fault."""
    if not os.WIFSIGNALED(status):
        return End.CRASHED, f"exit {os.waitstatus_to_exitcode(status)}"
    number = os.WTERMSIG(status)
    if number in (signal.SIGXCPU, signal.SIGALRM):
        return End.SLOW, ""
    peak_mb = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    is_full = peak_mb > 0.7 * limits.memory_mb
    return (End.LARGE if is_full else End.CRASHED), signal.Signals(number).name


# --- the child --------------------------------------------------------------------------------


def _be_child(channel: int, helper: int, read: Read, data: bytes, limits: Limits) -> NoReturn:
    try:
        _confine(channel, helper, limits)
        with socket.socket(fileno=_SAYS) as asked:
            while True:
                task, document, _ = wire.asked(bytes(wire.receive(asked)), data)
                signal.setitimer(
                    signal.ITIMER_REAL, 2 * limits.seconds + 1
                )  # if the helper has gone
                wire.send(asked, _said(read, task, document))
    finally:
        os._exit(0)


def _confine(into: int, helper: int, limits: Limits) -> None:
    """No more time, memory, files, sockets or processes than are granted, from here to the end.

    macOS does not hold a process to its address space; there only the time is bounded, and memory by it.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(_SAYS):
        os.dup2(null, number)
    os.dup2(into, _SAYS)
    os.closerange(_SAYS + 1, _MOST_OPEN)
    _die_with(helper)
    seconds = math.ceil(limits.seconds)
    memory = limits.memory_mb * 1024 * 1024
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _SAYS + 1),  # all of them are taken: neither file nor socket opens
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _die_with(helper: int) -> None:
    """Where the system can (Linux): be killed when the helper is."""
    if _SYSTEM is not None:
        _SYSTEM.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != helper:
        os._exit(0)


def _said(read: Read, task: Task, document: Document) -> bytes:
    try:
        return json.dumps({"found": _FINDERS[task](read, document)}).encode()
    except MemoryError:
        return b'{"large": true}'
    except ExtractError as error:
        if _ran_out_of_memory(error):
            return b'{"large": true}'
        return json.dumps({"code": error.code, "message": str(error)}).encode()
    except BaseException as error:
        trace = traceback.format_exc()[-_LONGEST_TRACE:]
        return json.dumps({"fault": type(error).__name__, "trace": trace}).encode()


def _reading(read: Read, document: Document) -> dict[str, Any]:
    reading = read(
        document.data, document.media_type, select=document.select, remove=document.remove
    )
    is_page = reading.media_type == HTML
    leads = leads_of(document.data, document.address, document.media_type) if is_page else ()
    return wire.encoded(Result(reading, segment(reading), text_sha256(reading), leads))


def _glance(_: Read, document: Document) -> dict[str, Any] | None:
    page = read_page(document.data, document.media_type)
    return asdict(page) if page else None


def _created_on(_: Read, document: Document) -> str:
    return pdf_created_on(document.data)


_FINDERS: dict[Task, Callable[[Read, Document], Any]] = {
    Task.READ: _reading,
    Task.GLANCE: _glance,
    Task.CREATED_ON: _created_on,
}


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Whether a refusal stands for a lack of memory: readers take what a library raises for a damaged file."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__
    return False


if __name__ == "__main__":
    main(sys.argv[1])
