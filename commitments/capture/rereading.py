"""Technical upgrades: old evidence read by today's reader, which is never a change.

A better reader makes another text of the same bytes. So a reading is added, the texts of versions that rest on
an older reading of the same snapshot are superseded by it, and what the watch over a source remembers is
carried over to the new hashes. Nobody is told of a change, and who asks for an earlier instant gets the
reading of then.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from commitments.capture.evidence import (
    extract_snapshot,
    keep_reading,
    read_snapshot,
    reader_name,
)
from commitments.drafts import copied_facts, lock
from commitments.errors import TrackerError
from commitments.models import (
    Clause,
    Event,
    Extraction,
    Origin,
    Policy,
    PolicyVersion,
    Snapshot,
    Source,
    State,
    VersionText,
    Watch,
)
from commitments.proposals import Link, links_of, neighbours_of, propose_changes
from commitments.reading import Result
from commitments.text.extract.versions import EXTRACTORS

_BY_WHOM = ("reader", "media_type")
HASHES = ("current", "before", "proposed", "held", "last_text")
Find = Callable[[Snapshot], Extraction | None]


# --- one snapshot -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rereading:
    """What today's reader makes of a snapshot, beside what the last one made of it, if any (``old_reader``)."""

    old_reader: str
    new_reader: str
    is_same_text: bool
    old_clauses: int
    new_clauses: int
    gone: int  # clauses of the old reading that the new one has not, and the other way round
    added: int


def reread_snapshot(snapshot: Snapshot, *, is_kept: bool) -> Rereading | None:
    """Read a snapshot with today's reader, and store that if it ``is_kept``; None if it was so read already.

    Touches no version. Raises TrackerError.
    """
    if todays_reading(snapshot):
        return None
    before = snapshot.extractions.defer("blocks").order_by("-pk").first()
    result = read_snapshot(snapshot)
    if is_kept:
        keep_reading(snapshot, result)
    name = reader_name(result.reading.extractor, snapshot.source)
    return _compared(before, result, name)


def todays_reading(snapshot: Snapshot) -> Extraction | None:
    """The reading by today's reader, if it was made; one query and no blocks."""
    readings = snapshot.extractions.defer("blocks").order_by("-pk")
    return next((reading for reading in readings if _is_todays(reading, snapshot.source)), None)


def _is_todays(reading: Extraction, source: Source) -> bool:
    extractor = EXTRACTORS.get(reading.media_type)
    return extractor is not None and reading.reader == reader_name(extractor, source)


def _compared(before: Extraction | None, result: Result, name: str) -> Rereading:
    new = Counter((clause.text, str(clause.strength or "")) for clause in result.clauses)
    rows = Clause.objects.filter(extraction=before).values_list("text", "strength")
    old = Counter(rows.iterator()) if before else Counter()
    return Rereading(
        old_reader=before.reader if before else "",
        new_reader=name,
        is_same_text=before is not None and before.text_sha256 == result.text_sha256,
        old_clauses=old.total(),
        new_clauses=new.total(),
        gone=(old - new).total(),
        added=(new - old).total(),
    )


def read_neighbours(version: PolicyVersion) -> list[Link]:
    """Have today's reader read the documents beside a version too, so that a better reader is no change.

    Their versions go on resting on the readings they have, until somebody applies the new ones. Returns the
    chain of the policy with these readings. Costs a reading where the reader has changed since; else three
    queries.
    """
    links = links_of(version.policy_id)
    readings = {
        link.extraction.snapshot_id: link.readings for link in neighbours_of(version, links)
    }
    snapshots = Snapshot.objects.filter(pk__in=readings).select_related("source")
    outdated = [
        snapshot
        for snapshot in snapshots
        if not any(_is_todays(reading, snapshot.source) for reading in readings[snapshot.pk])
    ]
    for snapshot in outdated:
        _read_today(snapshot)
    return links_of(version.policy_id) if outdated else links


# --- what rests on the readings ---------------------------------------------------------------


def outdated_texts(policy: Policy, sources: Collection[Source]) -> list[VersionText]:
    """The texts of versions that rest on a reading of these sources which is not by today's reader: one query.

    Of what was withdrawn nothing more is said.
    """
    latest = VersionText.objects.filter(version__policy=policy).latest_per("version")
    texts = (
        VersionText.objects.filter(pk__in=latest.values("pk"))
        .exclude(state=State.WITHDRAWN)
        .filter(extraction__snapshot__source__in=sources)
        .select_related("version", "extraction__snapshot__source")
        .defer("extraction__blocks")
    )
    return [t for t in texts if not _is_todays(t.extraction, t.extraction.snapshot.source)]


def upgrade_texts(
    policy: Policy, sources: Collection[Source], *, actor: str, readings: int = 0
) -> int:
    """Let versions and watches rest on the readings of today that exist; returns the number of texts.

    All or nothing, so that nobody compares one version as read today with another as read before. Costs one
    comparison for each pair of neighbours with a new reading. The state of a text stays what it was. What was
    done is one audit event, with the number of new ``readings`` that the caller has made.
    """
    with transaction.atomic():
        lock(policy)
        upgraded = [text.version for text in outdated_texts(policy, sources) if _supersede(text)]
        watches = [w.source_id for w in Watch.objects.filter(source__in=sources) if _upgrade(w)]
        if upgraded:
            propose_changes(upgraded[0])
        if readings or upgraded or watches:
            facts = {
                "readings": readings,
                "versions": [version.name for version in upgraded],
                "sources": watches,
            }
            Event.objects.append("reextract", subject=str(policy), actor=actor, data=facts)
    return len(upgraded)


def _supersede(text: VersionText) -> bool:
    """Make the same statement about today's reading of the same snapshot, if there is one."""
    reading = todays_reading(text.extraction.snapshot)
    if reading:
        facts = copied_facts(text) | {"extraction_id": reading.pk}
        VersionText.objects.create(**facts, state=text.state, origin=Origin.CAPTURE)
    return reading is not None


# --- the watch over a source ------------------------------------------------------------------


def carry_over(watch: Watch) -> None:
    """Before a new text is judged: let the watch remember old texts as today's reader reads them.

    Else the first fetch after an update of the reader would find a change which nobody made. Reads a document
    only where an older reader's hash is remembered.
    """
    if _remembers_todays(watch):
        return
    found = _remembered(watch, _read_today)
    if any(text != reading.text_sha256 for text, reading in found.items()):
        with transaction.atomic():
            _rename(Watch.objects.select_for_update().get(pk=watch.pk), found)
        watch.refresh_from_db(fields=[*HASHES, "size", "last_size"])


def word_count(reading: Extraction) -> int:
    """How many words a reader reads."""
    return sum(len(block["text"].split()) for block in reading.blocks)


def _read_today(snapshot: Snapshot) -> Extraction | None:
    """Today's reading, made if need be; None where the bytes cannot be read any more."""
    with suppress(TrackerError):
        return todays_reading(snapshot) or extract_snapshot(snapshot)
    return None


def _upgrade(watch: Watch) -> bool:
    """Carry a watch over as far as today's readings exist; whether anything was to do. In a transaction."""
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    return _rename(watch, _remembered(watch, todays_reading))


def _remembers_todays(watch: Watch) -> bool:
    """Whether all readings of the remembered texts are by today's reader: one short query."""
    readings = Extraction.objects.filter(
        snapshot__source=watch.source_id, text_sha256__in=_hashes(watch)
    )
    return all(_is_todays(reading, watch.source) for reading in readings.only(*_BY_WHOM))


def _hashes(watch: Watch) -> set[str]:
    return {getattr(watch, name) for name in HASHES} - {""}


def _remembered(watch: Watch, find: Find) -> dict[str, Extraction]:
    """The remembered texts with today's readings of the snapshots in which they were seen last."""
    readings: Iterable[Extraction] = (
        Extraction.objects.filter(snapshot__source=watch.source_id, text_sha256__in=_hashes(watch))
        .select_related("snapshot__source", "snapshot__blob__withdrawal")
        .defer("blocks")
        .order_by("text_sha256", "-snapshot__fetched_at", "-snapshot_id", "-pk")
        .distinct("text_sha256")
    )
    found = {
        reading.text_sha256: reading
        if _is_todays(reading, reading.snapshot.source)
        else find(reading.snapshot)
        for reading in readings
    }
    return {text: reading for text, reading in found.items() if reading}


def _rename(watch: Watch, found: Mapping[str, Extraction]) -> bool:
    """Put the new hashes in the places of the old; whether one was another."""
    before = [getattr(watch, name) for name in HASHES]
    for name, size in (("current", "size"), ("last_text", "last_size")):
        reading = found.get(getattr(watch, name))
        if reading and reading.text_sha256 != getattr(watch, name):
            setattr(watch, size, word_count(reading))
    for name in HASHES:
        reading = found.get(getattr(watch, name))
        if reading:
            setattr(watch, name, reading.text_sha256)
    if before == [getattr(watch, name) for name in HASHES]:
        return False
    watch.save()
    return True
