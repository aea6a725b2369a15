"""Under which label the texts of a source's series stand, whatever the order in which they came.

A label is taken once and for good, but which text a *draft* has is working state: when an older text turns up,
the texts move on to the next labels, and a draft whose text was already there before it is withdrawn. What a
person has published or labelled stays as it is, and covers the sightings of its text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from commitments.drafts import copied_facts
from commitments.models import (
    CaptureMethod,
    Origin,
    Policy,
    PolicyVersion,
    Source,
    State,
    VersionRecord,
    VersionText,
)
from commitments.models.policies import DatePrecision, slug_of

DATES = ("effective_on", "published_on", "first_seen_on")


@dataclass(frozen=True, slots=True)
class Counted:
    """A text of the series that calls for a draft, and what its archive says of it."""

    at: datetime
    text: str
    extraction_id: int
    snapshots: frozenset[int]  # all that showed this text without a break
    is_first: bool  # the text was not seen before
    label: str = ""
    effective_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text shall stand."""

    slug: str
    label: str
    variant: int
    extraction_id: int
    first_seen_on: date
    effective_on: date | None = None
    published_on: date | None = None


@dataclass(slots=True)
class _Standing:
    """What a version of the policy holds today."""

    version: PolicyVersion
    is_ours: bool = True  # a machine's draft of a text from this source, if it has a text
    text: dict[str, Any] | None = None  # the latest
    record: VersionRecord | None = None  # the latest
    statement: VersionRecord | None = None  # the latest that is more than a machine's draft

    @property
    def shows(self) -> bool:
        return self.text is not None and self.text["state"] != State.WITHDRAWN

    @property
    def may_be_filled(self) -> bool:
        return self.text is None or self.is_ours


def place(source: Source, counted: Sequence[Counted]) -> tuple[list[Place], int]:
    """Let the drafts of a source be those of its series; where each text stands, and how much had to change.

    The caller holds the policy's lock. The same again changes nothing. Few queries, however long the series.
    """
    standing = _standing(source)
    places = list(_places(source, counted, standing))
    _make_versions(source.policy, places, standing)
    changed = _fill(places, standing)
    unwanted = set(standing) - {spot.slug for spot in places}
    return places, changed + _withdraw([standing[slug] for slug in unwanted])


# --- what stands --------------------------------------------------------------------------------------------

TEXT = ("version_id", "extraction_id", "state", "origin", "extraction__text_sha256")
WHERE = (
    "extraction__snapshot_id",
    "extraction__snapshot__source_id",
    "extraction__snapshot__method",
)


def _standing(source: Source) -> dict[str, _Standing]:
    """Every version of the policy by its slug."""
    versions = PolicyVersion.objects.filter(policy_id=source.policy_id)
    found = {version.pk: _Standing(version) for version in versions}
    texts = VersionText.objects.filter(version__in=found).order_by("recorded_at", "pk")
    for text in texts.values(*TEXT, *WHERE):
        version = found[text["version_id"]]
        version.text = text
        version.is_ours &= _is_ours(text, source)
    records = VersionRecord.objects.filter(version__in=found).order_by("recorded_at", "pk")
    for record in records.iterator():
        version = found[record.version_id]
        version.record = record
        version.is_ours &= record.origin != Origin.EDITOR
        if record.origin != Origin.CAPTURE or record.state == State.PUBLISHED:
            version.statement = record
    return {standing.version.slug: standing for standing in found.values()}


def _is_ours(text: dict[str, Any], source: Source) -> bool:
    return bool(
        text["origin"] == Origin.CAPTURE
        and text["state"] != State.PUBLISHED
        and text["extraction__snapshot__source_id"] == source.pk
        and text["extraction__snapshot__method"] != CaptureMethod.IMPORT
    )


# --- what shall stand ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Family:
    """The places of one label, given out in order."""

    slugs: Iterator[tuple[int, str]]
    texts: set[str] = field(default_factory=set)  # that have a place


def _places(
    source: Source, counted: Sequence[Counted], standing: dict[str, _Standing]
) -> Iterator[Place]:
    kept = [s.text for s in standing.values() if s.text and s.shows and not s.is_ours]
    snapshots = {text["extraction__snapshot_id"] for text in kept}
    texts = {text["extraction__text_sha256"] for text in kept}
    families: dict[str, _Family] = {}
    for item in counted:
        is_covered = item.snapshots & snapshots or (item.is_first and item.text in texts)
        if is_covered:
            continue
        label = item.label or (source.version.label if source.version else "")
        if not label:
            yield _captured(item, standing, families)
        elif found := _labelled(item, label, standing, families):
            yield found


def _captured(item: Counted, standing: dict[str, _Standing], families: dict[str, _Family]) -> Place:
    """The day of the capture, until an editor labels it; of several on one day the first has no number."""
    day = item.at.date()
    label = f"captured {day}"
    names = ((n, label if n == 1 else f"{label} ({n})") for n in count(1))
    family = families.setdefault(label, _Family(names))
    for _, name in family.slugs:
        there = standing.get(slug_of(name))
        if there is None or (there.text and there.is_ours):
            return Place(slug_of(name), name, 0, item.extraction_id, day)
    raise AssertionError("numbers do not end")


def _labelled(
    item: Counted, label: str, standing: dict[str, _Standing], families: dict[str, _Family]
) -> Place | None:
    """The publisher's label; another text under it is a re-upload, and a text that is back is where it was."""
    slug = slug_of(label)
    family = families.get(slug)
    if family is None:
        names = ((n, slug if n == 0 else f"{slug}-reupload-{n}") for n in count())
        family = families[slug] = _Family(names, _texts_kept(slug, standing))
    if item.text in family.texts:
        return None
    family.texts.add(item.text)
    base = standing.get(slug)
    for variant, name in family.slugs:
        there = standing.get(name)
        if there is None or there.may_be_filled:
            return Place(
                slug=name,
                label=base.version.label if base else label,
                variant=variant,
                extraction_id=item.extraction_id,
                first_seen_on=item.at.date(),
                effective_on=None if variant else item.effective_on,
                published_on=item.published_on,
            )
    raise AssertionError("numbers do not end")


def _texts_kept(slug: str, standing: dict[str, _Standing]) -> set[str]:
    """Texts that stand under a label already, whoever brought them."""
    base = standing.get(slug)
    family = [s for s in standing.values() if base and s.version.label == base.version.label]
    return {
        s.text["extraction__text_sha256"] for s in family if s.text and s.shows and not s.is_ours
    }


# --- what has to change -------------------------------------------------------------------------------------


def _make_versions(policy: Policy, places: Sequence[Place], standing: dict[str, _Standing]) -> None:
    """In the order of the series."""
    missing = [spot for spot in places if spot.slug not in standing]
    made = PolicyVersion.objects.bulk_create(
        PolicyVersion(policy=policy, label=spot.label, slug=spot.slug, variant=spot.variant)
        for spot in missing
    )
    standing.update({version.slug: _Standing(version) for version in made})


def _fill(places: Sequence[Place], standing: dict[str, _Standing]) -> int:
    texts, records = [], []
    for spot in places:
        there = standing[spot.slug]
        has_it = there.shows and there.text and there.text["extraction_id"] == spot.extraction_id
        if not has_it:
            texts.append(_text(there.version, spot.extraction_id, State.DRAFT))
        if record := _record(spot, there):
            records.append(record)
    VersionText.objects.bulk_create(texts)
    VersionRecord.objects.bulk_create(records)
    return len(texts)


def _record(spot: Place, there: _Standing) -> VersionRecord | None:
    """The dates as a draft, if they are not there yet. What a person or the data set says of a date stands."""
    statement = there.statement
    facts: dict[str, Any] = (
        copied_facts(statement) if statement else {"version_id": there.version.pk}
    )
    for name in DATES:
        facts[name] = facts.get(name) or getattr(spot, name)
    if facts["effective_on"] and not (statement and statement.effective_on):
        facts["effective_precision"] = DatePrecision.DAY
    latest = there.record
    is_there = latest and (latest is statement or latest.state == State.DRAFT)
    if latest and is_there and all(getattr(latest, name) == facts[name] for name in DATES):
        return None
    return VersionRecord(**facts, state=State.DRAFT, origin=Origin.CAPTURE)


def _withdraw(unwanted: Sequence[_Standing]) -> int:
    """Take drafts back that the series has no place for: their text was there before, or moved on."""
    drafts = [s for s in unwanted if s.text and s.is_ours and s.text["state"] == State.DRAFT]
    VersionText.objects.bulk_create(
        _text(s.version, s.text["extraction_id"], State.WITHDRAWN) for s in drafts if s.text
    )
    VersionRecord.objects.bulk_create(
        VersionRecord(**copied_facts(s.record), state=State.WITHDRAWN, origin=Origin.CAPTURE)
        for s in drafts
        if s.record and s.statement is None
    )
    return len(drafts)


def _text(version: PolicyVersion, extraction_id: int, state: State) -> VersionText:
    return VersionText(
        version=version, extraction_id=extraction_id, state=state, origin=Origin.CAPTURE
    )
