"""Compares neighbouring versions and proposes changes; working state, made anew when a neighbour arrives."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from commitments.models import (
    Clause,
    Comparison,
    Extraction,
    Policy,
    PolicyVersion,
    ProposedChange,
    State,
    VersionRecord,
    VersionText,
)
from commitments.models.policies import AMONG_EQUAL_DATES
from commitments.text import blocks
from commitments.text.compare import ENGINE, as_data, compare
from commitments.text.rows import COLUMNS, Row, clause_of


def compare_extractions(old: Extraction, new: Extraction) -> Comparison:
    """The stored comparison of two readings by today's engine, computed and stored if it is new."""
    found = Comparison.objects.filter(old_extraction=old, new_extraction=new, engine=ENGINE).first()
    return found or _computed(old, new)


def _computed(old: Extraction, new: Extraction) -> Comparison:
    """Stored, unless somebody else was faster, who has found the same."""
    place = {"old_extraction": old, "new_extraction": new, "engine": ENGINE}
    comparison = Comparison(**place, data=compute(old, new))
    Comparison.objects.bulk_create([comparison], ignore_conflicts=True)
    comparison.pk = Comparison.objects.values_list("pk", flat=True).get(**place)
    return comparison


def compute(old: Extraction, new: Extraction) -> dict[str, Any]:
    """Two readings compared, as data; stores nothing. Costs what the engine costs, up to seconds."""
    return as_data(compare(clauses_of(old), clauses_of(new)))


def clauses_of(extraction: Extraction) -> tuple[blocks.Clause, ...]:
    """A reading's clauses as the engine's values; one query."""
    return tuple(map(clause_of, rows_of(extraction.pk)))


def rows_of(extraction_id: int) -> list[Row]:
    """The same as rows and not as models, which would take three times as long; one query."""
    clauses = Clause.objects.filter(extraction=extraction_id).order_by("ordinal")
    found = clauses.annotate(path_text=Cast("path", TextField())).values_list(*_COLUMNS)
    return [(*row[:_PATH], _path(row[_PATH]), *row[_PATH + 1 :]) for row in found]


_PATH = COLUMNS.index("path")
_COLUMNS = [{"id": "key", "path": "path_text"}.get(name, name) for name in COLUMNS]


@lru_cache(maxsize=1024)
def _path(text: str) -> tuple[str, ...]:
    """Headings from their JSON; hundreds of clauses stand under the same."""
    return tuple(json.loads(text))


MOST_COMPARED = 10_000_000  # clauses of one text times those of the other; a few seconds' work
MOST_AT_HAND = 10  # comparisons in memory: those of a chain of thousands would fill it
PAIR = ("old_version_id", "new_version_id", "comparison_id")


@dataclass(frozen=True, slots=True)
class Link:
    """A version in the chain of its policy, with the reading that is (or is proposed as) its text.

    ``readings`` are all that were made of the same document, the newest last.
    """

    version: Any  # annotated with ``text_state``
    extraction: Extraction
    readings: tuple[Extraction, ...]


def propose_changes(version: PolicyVersion, links: Sequence[Link] = ()) -> None:
    """Propose what changed between this version and its neighbours.

    Versions may arrive in any order, so the whole chain of the policy is looked at and only pairs that are
    neighbours keep their proposals. Costs one comparison for each pair that has become neighbours. ``links``
    is ``links_of`` the policy, for whoever has just asked for it.
    """
    with transaction.atomic(savepoint=False):
        chain = list(_neighbours(links or links_of(version.policy_id)))
        pairs = [_of_one_reader(old, new) for old, new in chain]
        stored = _stored(pairs)
        wanted, at_hand = set(), dict[int, Comparison]()
        for (old, new), (before, after) in zip(chain, pairs, strict=True):
            pk = stored.get((before.pk, after.pk))
            if pk is None:
                comparison = _computed(before, after)
                pk = comparison.pk
                if len(at_hand) < MOST_AT_HAND:
                    at_hand[pk] = comparison
            wanted.add((old.version.pk, new.version.pk, pk))
        proposals = ProposedChange.objects.filter(new_version__policy_id=version.policy_id)
        standing = set(proposals.values_list(*PAIR))
        for pair in standing - wanted:  # first: a new engine's proposals take the places of the old
            proposals.filter(**dict(zip(PAIR, pair, strict=True))).delete()
        for pair in sorted(wanted - standing):
            _propose(pair, at_hand.get(pair[-1]) or Comparison.objects.get(pk=pair[-1]))


def neighbours_of(version: PolicyVersion, links: Sequence[Link]) -> list[Link]:
    """The versions that this one is compared with, and itself; no query."""
    pairs = [pair for pair in _neighbours(links) if version in (link.version for link in pair)]
    return [*dict.fromkeys(link for pair in pairs for link in pair)]


def _of_one_reader(old: Link, new: Link) -> tuple[Extraction, Extraction]:
    """The newest readings of both documents by one reader: what a better reader reads is no change.

    Documents of two kinds have no reader in common, and are compared as their versions have them.
    """
    by_reader = {reading.reader: reading for reading in old.readings}
    alike = [(by_reader[r.reader], r) for r in new.readings if r.reader in by_reader]
    return alike[-1] if alike else (old.extraction, new.extraction)


def _stored(pairs: Iterable[tuple[Extraction, Extraction]]) -> dict[tuple[int, int], int]:
    """Ids of what today's engine has compared already, by the pair of readings. One query."""
    readings = {reading.pk for pair in pairs for reading in pair}
    found = Comparison.objects.filter(
        engine=ENGINE, old_extraction__in=readings, new_extraction__in=readings
    ).values_list("old_extraction_id", "new_extraction_id", "pk")
    return {(old, new): pk for old, new, pk in found}


def compare_with_others(version: PolicyVersion) -> None:
    """Store the comparison with every other version of the policy, so that no reader waits for the engine.

    Costs one comparison for each other text, where it is not stored yet: for two of 40,000 words a second. Two
    of hundreds of pages are left to the first reader who asks for them.
    """
    links = links_of(version.policy_id)
    here = next((place for place, link in enumerate(links) if link.version == version), None)
    if here is None:
        return
    for place, link in enumerate(links):
        old, new = (link, links[here]) if place < here else (links[here], link)
        size = old.extraction.clause_count * new.extraction.clause_count
        if place != here and size <= MOST_COMPARED:
            compare_extractions(old.extraction, new.extraction)


def compare_public_texts(policy: Policy) -> None:
    """Store the comparison of every two public texts of a policy; as above."""
    links = [link for link in links_of(policy.pk) if link.version.text_state == State.PUBLISHED]
    for old, new in combinations(links, 2):
        if old.extraction.clause_count * new.extraction.clause_count <= MOST_COMPARED:
            compare_extractions(old.extraction, new.extraction)


def _neighbours(links: Sequence[Link]) -> Iterator[tuple[Link, Link]]:
    """Pairs of editions in the order of their dates, and each re-upload with what stood before it."""
    yield from pairwise(link for link in links if link.version.variant == 0)
    family: dict[str, Link] = {}
    for link in links:
        if link.version.variant and link.version.label in family:
            yield family[link.version.label], link
        family[link.version.label] = link


def links_of(policy_id: int) -> list[Link]:
    """The chain of a policy: its versions with a text, in the order of their dates; two queries."""
    records = VersionRecord.objects.filter(version=OuterRef("pk")).order_by("-recorded_at", "-pk")
    texts = VersionText.objects.filter(version=OuterRef("pk")).order_by("-recorded_at", "-pk")
    versions: Iterable[Any] = (
        PolicyVersion.objects.filter(policy_id=policy_id)
        .annotate(
            dated_on=Coalesce(
                Subquery(records.values("effective_on")[:1]),
                Subquery(records.values("first_seen_on")[:1]),
            ),
            text_state=Subquery(texts.values("state")[:1]),
            extraction_id=Subquery(texts.values("extraction_id")[:1]),
        )
        .exclude(text_state=None)
        .exclude(text_state=State.WITHDRAWN)
        .order_by("dated_on", *AMONG_EQUAL_DATES)
    )
    versions = list(versions)
    rests_on = Extraction.objects.filter(pk__in=[version.extraction_id for version in versions])
    readings = Extraction.objects.filter(snapshot__in=rests_on.values("snapshot"))
    by_snapshot: dict[int, list[Extraction]] = {}
    by_pk = {}
    for reading in readings.defer("blocks", "links").order_by("pk"):
        by_snapshot.setdefault(reading.snapshot_id, []).append(reading)
        by_pk[reading.pk] = reading
    return [_link(version, by_pk[version.extraction_id], by_snapshot) for version in versions]


def _link(
    version: PolicyVersion, extraction: Extraction, by_snapshot: dict[int, list[Extraction]]
) -> Link:
    return Link(version, extraction, tuple(by_snapshot[extraction.snapshot_id]))


def _propose(pair: tuple[int, int, int], comparison: Comparison) -> None:
    ProposedChange.objects.bulk_create(
        ProposedChange(
            **dict(zip(PAIR, pair, strict=True)),
            ordinal=ordinal,
            kind=change["kind"],
            old_text=old_text,
            new_text=new_text,
            score=change["score"],
            reasons=change["reasons"],
            signals=change["signals"],
        )
        for ordinal, (change, old_text, new_text) in enumerate(_doubtful(comparison.data))
    )


def _doubtful(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Pairs with a commitment on either side in which something changed."""
    old = {clause["id"]: clause for clause in data["old"]["clauses"]}
    new = {clause["id"]: clause for clause in data["new"]["clauses"]}
    for pair in data["pairs"]:
        sides = [old[name] for name in pair["old"]], [new[name] for name in pair["new"]]
        if pair["kind"] != "retained" and any(c["is_commitment"] for c in [*sides[0], *sides[1]]):
            texts = [" ".join(clause["text"] for clause in side) for side in sides]
            yield pair, texts[0], texts[1]
