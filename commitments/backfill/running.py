"""One run: take every capture, then replay each source. Stopped anywhere and started again, it goes on."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

from commitments.backfill.captures import Entry, Known, known_marks, sources_of, take
from commitments.capture import replay
from commitments.capture.replaying import Replayed
from commitments.errors import TrackerError
from commitments.models import Source


@contextmanager
def _commits_unawaited() -> Iterator[None]:
    """Do not wait for the disk after each capture: what a power cut loses, the next run takes again.

    The order of what is written holds, so a snapshot is there with its blob or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


@dataclass(slots=True)
class Run:
    """What a run has done; ``failures`` are (mark, what happened)."""

    taken: int = 0
    known: int = 0
    failures: list[tuple[str, TrackerError]] = field(default_factory=list)
    replays: list[tuple[Source, Replayed]] = field(default_factory=list)


def run(
    entries: Sequence[Entry], *, advance: Callable[[int], None] = lambda by: None, hands: int = 1
) -> Run:
    """Bring captures in and make the drafts that they call for.

    One that fails is passed over and reported, and is tried again by the next run. ``advance`` hears 1 for each
    capture that was looked at, and in all as much again at most when they are replayed. ``hands`` is how many
    are taken at a time: one waits for the database while another is read.
    """
    done = Run()
    sources = sources_of(entries)
    _take_all(_Work(deque(entries), {s.pk: known_marks(s) for s in sources}, done, advance), hands)
    done.failures.sort(key=lambda failure: failure[0])
    for source in sources:
        done.replays.append((source, replay(source, _steps(advance))))
    return done


def _steps(advance: Callable[[int], None]) -> Callable[[int, int], None]:
    """From "so much of so much" to "so much more"."""
    so_far = 0

    def step(number: int, of: int) -> None:
        nonlocal so_far
        advance(number - so_far)
        so_far = number

    return step


@dataclass(slots=True)
class _Work:
    """What is left to take, shared by all hands."""

    waiting: deque[Entry]
    known: dict[int, Known]
    done: Run
    advance: Callable[[int], None]
    lock: Lock = field(default_factory=Lock)

    def go(self) -> None:
        with _commits_unawaited():
            while True:
                try:
                    entry = self.waiting.popleft()
                except IndexError:
                    return
                self._take(entry)

    @contextmanager
    def stops_all(self) -> Iterator[None]:
        """A fault, or Ctrl-C, leaves the others nothing to take."""
        try:
            yield
        except BaseException:
            self.waiting.clear()
            raise

    def _take(self, entry: Entry) -> None:
        error, is_new = None, False
        try:
            is_new = take(entry, self.known[entry.source.pk])
        except TrackerError as failure:
            error = failure
        with self.lock:
            if error:
                self.done.failures.append((entry.mark, error))
            else:
                self.done.taken += is_new
                self.done.known += not is_new
            self.advance(1)


def _take_all(work: _Work, hands: int) -> None:
    # Other threads have connections of their own, which do not see what an open transaction has written.
    if hands == 1 or connection.in_atomic_block:
        work.go()
        return

    def go() -> None:
        try:
            with work.stops_all():
                work.go()
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool, work.stops_all():
        for hand in [pool.submit(go) for _ in range(hands)]:
            hand.result()
