"""The worker's side: helper processes, borrowed for one document at a time, and what their answers mean."""

import atexit
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from commitments.errors import ExtractError
from commitments.reading import wire
from commitments.reading.wire import Document, End, Limits, Result, Task
from commitments.text.pages import Page

READER = "commitments.text.extract"  # a module with ``read``
_GRACE = 10  # seconds more than a document may take, after which the helper itself must be stuck
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
T = TypeVar("T")
log = logging.getLogger(__name__)


def read_document(document: Document, limits: Limits, *, reader: str = "") -> Result:
    """Read a document within limits, in a process of its own. Safe to call from any thread or process.

    Raises ExtractError: what ``extract.read`` raises, and ``too_slow``, ``too_large``, ``reader_crashed``; so
    do the other questions.
    """
    return _answered(Task.READ, document, limits, wire.decoded, reader or READER)


def glance(document: Document, limits: Limits) -> Page | None:
    """What a page of HTML shows at a glance; see ``text.pages``."""
    return _answered(Task.GLANCE, document, limits, wire.decoded_page)


def created_on(document: Document, limits: Limits) -> str:
    """The day on which a PDF says that it was made; "" where it does not say."""
    return _answered(Task.CREATED_ON, document, limits, wire.decoded_text)


def _answered(
    task: Task,
    document: Document,
    limits: Limits,
    decode: Callable[[Any], T],
    reader: str = "",
) -> T:
    try:
        (end, detail), said = _ask(reader or READER, task, document, limits)
    except TimeoutError:
        end, detail, said = End.SLOW, "", b""
    except (EOFError, ConnectionError) as error:
        message = (
            "The process that reads documents was killed twice: is the machine short of memory?"
        )
        raise ExtractError("reader_crashed", message, permanent=False) from error
    if end == End.SLOW:
        raise _too_slow(limits)
    if end == End.LARGE:
        raise _too_large(limits)
    if end == End.CRASHED:
        raise _crashed(detail)
    return _understood(said, limits, decode)


def _ask(reader: str, *question: Any) -> tuple[Any, bytes]:
    """An answer from a helper; from a second one, if the first was killed from outside."""
    try:
        return _ask_once(_borrowed(reader), *question)
    except (EOFError, ConnectionError):
        return _ask_once(Helper(reader), *question)


def _ask_once(helper: "Helper", *question: Any) -> tuple[Any, bytes]:
    try:
        answer = helper.ask(*question)
    except BaseException:  # it may answer yet, and nobody must take that for the next answer
        helper.stop()
        raise
    _idle[helper.reader].append(helper)
    return answer


# --- what an answer means ---------------------------------------------------------------------


def _understood(said: bytes, limits: Limits, decode: Callable[[Any], T]) -> T:
    """What a child said, which nobody vouches for."""
    try:
        answer = json.loads(said)
        if "found" in answer:
            return decode(answer["found"])
        error = _refusal(answer, limits)
    except (ValueError, TypeError, KeyError, RecursionError) as nonsense:
        raise _crashed("it answered nonsense") from nonsense
    raise error


def _refusal(answer: dict[str, Any], limits: Limits) -> ExtractError:
    if "large" in answer:
        return _too_large(limits)
    if "fault" in answer:
        log.error("The reader failed on a document:\n%s", answer["trace"])
        return _crashed(str(answer["fault"])[:80])
    return ExtractError(str(answer["code"])[:40], str(answer["message"])[:2000])


def _too_slow(limits: Limits) -> ExtractError:
    message = (
        f"Reading the document takes more than {limits.seconds:g} s: give a smaller copy of it."
    )
    return ExtractError("too_slow", message)


def _too_large(limits: Limits) -> ExtractError:
    message = (
        f"Reading the document takes more than {limits.memory_mb} MB: give a smaller copy of it."
    )
    return ExtractError("too_large", message)


def _crashed(detail: str) -> ExtractError:
    message = f"The reader broke down over this document ({detail}): give it in another format."
    return ExtractError("reader_crashed", message)


# --- helpers ----------------------------------------------------------------------------------


class Helper:
    """A process that forks itself for every document. It ends when this process does, however that ends."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self._channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "commitments.reading.helper", reader],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the worker, which finishes its document
            )
        _all.add(self)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, task: Task, document: Document, limits: Limits) -> tuple[Any, bytes]:
        """How reading a document ended and what was said. Raises EOFError, ConnectionError, TimeoutError."""
        self._channel.settimeout(2 * limits.seconds + _GRACE)
        wire.send(self._channel, *wire.question(task, document, limits))
        ended = json.loads(wire.receive(self._channel))
        return ended, bytes(wire.receive(self._channel))

    def stop(self) -> None:
        """End the process, whatever it is at, and leave no zombie."""
        _all.discard(self)
        self._channel.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """In a fork of its owner: let go of it, so that it still sees its owner's end."""
        self._channel.close()
        self.process.returncode = 0  # not ours to wait for


def _environment() -> dict[str, str]:
    """What Python needs to find the same modules; the secrets of this process stay here."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
    return kept | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


_all: set[Helper] = set()
# By reader; append and pop are atomic: no lock that a fork could copy closed
_idle: defaultdict[str, list[Helper]] = defaultdict(list)


def _borrowed(reader: str) -> Helper:
    """An idle helper, or a new one; those that were killed meanwhile are buried."""
    with contextlib.suppress(IndexError):
        while True:
            helper = _idle[reader].pop()
            if helper.is_alive:
                return helper
            helper.stop()
    return Helper(reader)


@atexit.register
def stop_helpers() -> None:
    """End the idle helpers of this process; the next document starts another."""
    for helpers in list(_idle.values()):
        while helpers:
            helpers.pop().stop()


def _forget_all() -> None:
    for helper in _all:
        helper.forget()
    _all.clear()
    _idle.clear()


os.register_at_fork(after_in_child=_forget_all)
