"""Archived sightings, which come in any order, judged as the one series they are; drafts of what counted in it.

The whole series is judged anew each time, the tracker's own sightings among the archived ones, so the drafts
depend on what is known and not on what came first. Nobody is alerted: what is long past is no news.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby, pairwise
from multiprocessing import current_process, get_context
from typing import Any

from django.db import transaction
from django.db.models import Q

from commitments.capture.following import PROPOSED, STATE
from commitments.capture.placing import Counted, Place, place
from commitments.drafts import lock
from commitments.models import (
    CaptureMethod,
    Comparison,
    Event,
    Extraction,
    FetchAttempt,
    Outcome,
    PolicyVersion,
    Source,
    SourceKind,
    Watch,
)
from commitments.proposals import propose_changes, rows_of
from commitments.reading.asking import stop_helpers
from commitments.sightings import Sighting, State, Verdict, judge, rested
from commitments.text.compare import ENGINE
from commitments.text.rows import Row, compare_rows

DRAFTED = (SourceKind.DOCUMENT, SourceKind.UPLOAD)  # what holds the policy's own words
PORTION = 20  # comparisons that are asked for and kept together
AHEAD = 4  # portions that the engine may be asked for before the first is kept
MANY = 100  # for which more processes are worth their start

Pair = tuple[int, int]  # ids of readings
Found = Callable[[], list[bytes]]  # waits for the comparisons, packed
Engine = Callable[[Mapping[int, Sequence[Row]], Sequence[Pair]], Found]
Portion = tuple[Sequence[Pair], Found]


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading of what a source showed at an instant, to an archive or to the tracker itself."""

    at: datetime
    text: str  # its hash
    extraction_id: int
    snapshot_id: int
    blob_id: str
    is_live: bool
    told: dict[str, Any]  # what the archive says of it


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a source's series: how many sightings and drafts there are, and which verdicts."""

    sightings: int = 0
    verdicts: tuple[Verdict, ...] = ()
    drafts: int = 0
    changed: int = 0  # drafts that were made, filled with another text, or withdrawn


def replay(
    source: Source, compared: Callable[[int, int], None] = lambda done, all_: None
) -> Replayed:
    """Make the drafts that the archived sightings of a source call for, and the proposals between them.

    Once or often, whole or in parts: what was done is found done. ``compared(done, all)`` hears of each
    comparison, which is where the time goes. What is not the policy itself is only kept.
    """
    if source.kind not in DRAFTED:
        return Replayed()
    with transaction.atomic():
        lock(source.policy)
        series = series_of(source)
        state, verdicts, counted = judged(series)
        places, changed = place(source, counted)
        _move_watch(source, series, state, counted)
        if changed:
            facts = {"source": source.pk, "drafts": len(places), "changed": changed}
            Event.objects.append("replay", subject=str(source), actor="backfill", data=facts)
    _compare(places, compared)
    version = PolicyVersion.objects.filter(policy=source.policy, texts__isnull=False).first()
    if version:
        propose_changes(version)
    return Replayed(len(series), tuple(verdicts), len(places), changed)


# --- the series ---------------------------------------------------------------------------------------------


def series_of(source: Source) -> list[Seen]:
    """Everything that was seen at a source and counts, in the order of its times: three queries.

    A tracker's fetch counts where the ledger says that it was no failure and no first look.
    """
    readings = _readings(source)
    series = [seen for seen in readings.values() if not seen.is_live]
    tries = FetchAttempt.objects.filter(source=source, snapshot__in=readings)
    tries = tries.exclude(outcome__in=[Outcome.FAILED, Outcome.HELD])
    for at, snapshot_id in tries.values_list("started_at", "snapshot_id").iterator():
        series.append(replace(readings[snapshot_id], at=at))
    return sorted(series, key=lambda seen: (seen.at, seen.blob_id))


def _readings(source: Source) -> dict[int, Seen]:
    """The newest reading of each snapshot; documents brought by hand were not seen at the source."""
    rows = Extraction.objects.filter(snapshot__source=source)
    rows = rows.exclude(snapshot__method=CaptureMethod.IMPORT).order_by("pk")
    columns = ("fetched_at", "pk", "blob_id", "method", "provenance")
    found = {}
    for pk, text, at, snapshot_id, blob_id, method, told in rows.values_list(
        "pk", "text_sha256", *(f"snapshot__{name}" for name in columns)
    ).iterator():
        is_live = method == CaptureMethod.FETCH
        found[snapshot_id] = Seen(
            at, text, pk, snapshot_id, blob_id, is_live, {} if is_live else told
        )
    return found


def judged(series: Sequence[Seen]) -> tuple[State, list[Verdict], list[Counted]]:
    """The state after a series, what was judged in its course, and the sightings that call for a draft."""
    state, verdicts, counted = State(), [], []
    known: set[str] = set()
    stay: list[Seen] = []
    for _, run in groupby(series, key=lambda seen: seen.text):
        before, stay = stay, list(run)
        state, has_settled = _settled_unseen(state, stay[0].at)
        if has_settled:
            verdicts.append(Verdict.SETTLED)
            counted.append(_counted(before[-1], _snapshots(before), is_first=False))
        snapshots = _snapshots(stay)
        for seen in stay:
            state, verdict = _judged(state, seen)
            verdicts.append(verdict)
            if verdict in PROPOSED:
                counted.append(_counted(seen, snapshots, is_first=seen.text not in known))
        known.add(stay[0].text)
    return state, verdicts, counted


def _settled_unseen(state: State, until: datetime) -> tuple[State, bool]:
    """Whether a flip-flop had come to rest when the next text was seen, of which no sighting told.

    An archive that keeps changes only does not look at a text again that stays.
    """
    after, comes_to_rest = rested(state, until)
    return (replace(after, proposed=after.current), True) if comes_to_rest else (state, False)


def _snapshots(run: Sequence[Seen]) -> frozenset[int]:
    return frozenset(seen.snapshot_id for seen in run)


def _judged(state: State, seen: Seen) -> tuple[State, Verdict]:
    """An archive's better reading takes the place of the text that counts, and is no change of it."""
    if seen.told.get("is_technical") and state.current:
        proposed = seen.text if state.proposed == state.current else state.proposed
        return replace(state, current=seen.text, proposed=proposed), Verdict.UNCHANGED
    return judge(state, Sighting(seen.text, 0, seen.at), is_certain=True)


def _counted(seen: Seen, snapshots: frozenset[int], *, is_first: bool) -> Counted:
    return Counted(
        at=seen.at,
        text=seen.text,
        extraction_id=seen.extraction_id,
        snapshots=snapshots,
        is_first=is_first,
        label=seen.told.get("label", ""),
        effective_on=_day(seen.told.get("effective_on")),
        published_on=_day(seen.told.get("published_on")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- what follows -------------------------------------------------------------------------------------------


def _move_watch(
    source: Source, series: Sequence[Seen], state: State, counted: Sequence[Counted]
) -> None:
    """Let the next fetch compare with the newest text known, if an archive has seen it last."""
    if source.kind != SourceKind.DOCUMENT or not series or series[-1].is_live:
        return
    last = series[-1]
    tries = FetchAttempt.objects.filter(source=source, started_at__gte=last.at)
    if tries.exclude(outcome=Outcome.FAILED).exists():  # a text is held that no archive has seen
        return
    Watch.objects.get_or_create(source=source)
    watch = Watch.objects.select_for_update().get(source=source)
    words = _words(last.extraction_id)
    for name in STATE:
        setattr(watch, name, getattr(replace(state, size=words), name))
    watch.last_snapshot_id, watch.last_text, watch.last_size = last.snapshot_id, last.text, words
    # A "304" would speak of the text that was fetched last, not of this one.
    watch.etag = watch.last_modified = ""
    watch.save()
    if len(counted) > 1:
        older = Q(changed_at=None) | Q(changed_at__lt=counted[-1].at)
        Source.objects.filter(older, pk=source.pk).update(changed_at=counted[-1].at)


def _words(extraction_id: int) -> int:
    blocks = Extraction.objects.values_list("blocks", flat=True).get(pk=extraction_id)
    return sum(len(block["text"].split()) for block in blocks)


def _compare(places: Sequence[Place], compared: Callable[[int, int], None]) -> None:
    """Compare neighbours, a few at a time: whoever is stopped here goes on here."""
    editions = [spot for spot in places if not spot.variant]
    editions.sort(
        key=lambda spot: (spot.effective_on or spot.first_seen_on, len(spot.slug), spot.slug)
    )
    wanted = [(old.extraction_id, new.extraction_id) for old, new in pairwise(editions)]
    kept = Comparison.objects.filter(engine=ENGINE, old_extraction__in=[old for old, _ in wanted])
    there = set(kept.values_list("old_extraction_id", "new_extraction_id"))
    missing = [pair for pair in wanted if pair not in there]
    done = 0
    with _engine(len(missing)) as engine:
        for pairs, found in _ahead(_asked(missing, engine)):
            _store(pairs, found())
            done += len(pairs)
            compared(done, len(missing))


@contextmanager
def _engine(pairs: int) -> Iterator[Engine]:
    """``compare_rows`` for many pairs: in this process, or where it pays, in one for each processor.

    The engine is pure, so a new process needs neither settings nor database; a forked one would inherit both.
    """
    if pairs < MANY or current_process().daemon:  # a worker's child may have no children
        yield lambda texts, pairs: partial(compare_rows, texts, pairs)
        return
    stop_helpers()  # each processor's takes memory, and nothing is read meanwhile
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield lambda texts, pairs: pool.submit(compare_rows, texts, pairs).result


def _asked(missing: Sequence[Pair], engine: Engine) -> Iterator[Portion]:
    """The pairs in portions, each with what the engine will have found; a reading is loaded once for each."""
    for start in range(0, len(missing), PORTION):
        pairs = missing[start : start + PORTION]
        texts = {pk: rows_of(pk) for pair in pairs for pk in pair}
        yield pairs, engine(texts, pairs)


def _ahead(portions: Iterator[Portion]) -> Iterator[Portion]:
    """The same, asked for some ahead: the engine is at work while what it found is kept."""
    asked: deque[Portion] = deque()
    for portion in portions:
        asked.append(portion)
        if len(asked) > AHEAD:
            yield asked.popleft()
    yield from asked


def _store(pairs: Sequence[Pair], found: Iterable[bytes]) -> None:
    Comparison.objects.bulk_create(
        (
            Comparison(
                old_extraction_id=old,
                new_extraction_id=new,
                engine=ENGINE,
                data=data,
            )
            for (old, new), data in zip(pairs, found, strict=True)
        ),
        ignore_conflicts=True,
    )
