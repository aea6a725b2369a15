"""One run: take every capture, then replay each source. Stopped anywhere and started again, it goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from commitments.backfill.captures import Entry, known_marks, sources_of, take
from commitments.capture import replay
from commitments.capture.replaying import Replayed
from commitments.errors import TrackerError
from commitments.models import Source


@dataclass(slots=True)
class Run:
    """What a run has done; ``failures`` are (mark, what happened)."""

    taken: int = 0
    known: int = 0
    failures: list[tuple[str, TrackerError]] = field(default_factory=list)
    replays: list[tuple[Source, Replayed]] = field(default_factory=list)


def run(
    entries: Sequence[Entry],
    *,
    advance: Callable[[int], None] = lambda by: None,
) -> Run:
    """Bring captures in and make the drafts that they call for.

    One that fails is passed over and reported, and is tried again by the next run. ``advance`` hears 1 for each
    capture that was looked at, and in all as much again when they are replayed.
    """
    done = Run()
    sources = sources_of(entries)
    known = {source.pk: known_marks(source) for source in sources}
    for entry in entries:
        try:
            is_new = take(entry, known[entry.source.pk])
        except TrackerError as error:
            done.failures.append((entry.mark, error))
        else:
            done.taken += is_new
            done.known += not is_new
        advance(1)
    for source in sources:
        done.replays.append((source, replay(source, lambda number, of: advance(1))))
    return done
