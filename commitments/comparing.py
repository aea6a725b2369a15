"""Two versions side by side, for page, API and exports alike: their commitments, and their clauses.

Clauses are compared word for word where documents of both versions have been captured; until then the tracker's
own summaries of the commitments are all there is, and ``basis`` says so. Reading writes nothing: what the
machine has not stored is computed and kept in the cache only.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import redis
from django.core.cache import cache

from commitments.models import (
    Change,
    Commitment,
    CommitmentText,
    Comparison,
    Extraction,
    PolicyVersion,
)
from commitments.proposals import compute
from commitments.steps import Step, steps_of
from commitments.text.blocks import Link, Op, Span
from commitments.text.compare import ENGINE
from commitments.text.diff import diff
from commitments.text.link_changes import LinkChange, Linked, based, changed_links

log = logging.getLogger(__name__)
UNRECORDED = "unrecorded"  # of one of the versions nobody has written down what it says
KINDS = ("retained", "edited", "added", "removed", UNRECORDED)
CACHE_SECONDS = 7 * 24 * 3600  # the key holds everything the value depends on


@dataclass(frozen=True, slots=True)
class CommitmentComparison:
    """One commitment in two versions; ``steps`` are the changes that lie between them."""

    commitment: Commitment
    kind: str  # what the two texts show: one of KINDS
    old: CommitmentText | None
    new: CommitmentText | None
    spans: tuple[Span, ...]
    steps: tuple[Step, ...]
    are_neighbours: bool  # whether the versions follow one another

    @property
    def step(self) -> Step | None:
        """The recorded change between neighbours; of versions further apart only the texts speak."""
        return self.steps[0] if self.are_neighbours and self.steps else None

    @property
    def outcome(self) -> str:
        return self.step.outcome if self.step else self.kind

    @property
    def is_mixed(self) -> bool:
        """Whether one wording is the publisher's and the other ours: that they differ says nothing."""
        return _are_mixed(self.old, self.new)


@dataclass(frozen=True)
class VersionComparison:
    """Two versions compared. What the engine says of their clauses is loaded or computed at the first look."""

    old: PolicyVersion
    new: PolicyVersion
    commitments: tuple[CommitmentComparison, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_across(self) -> bool:
        """Whether they are of two policies, neither of which was made from the other."""
        return self.old.policy_id != self.new.policy_id

    @property
    def basis(self) -> str:
        return "verbatim" if self.old.text and self.new.text else "summaries"

    @property
    def lacking(self) -> str:
        """Why the words cannot be compared, as a sentence without its point; empty where they can."""
        found: dict[str, dict[str, None]] = {}
        for version in (self.old, self.new):
            if version.text is None:
                why = "was taken down" if version.captured else "has not been captured yet"
                found.setdefault(why, {})[version.name] = None
        return ", and ".join(
            f"the text of {' and of '.join(names)} {why}" for why, names in found.items()
        )

    @cached_property
    def clauses(self) -> dict[str, Any] | None:
        """The engine's data, where both texts are captured: one query, or the engine once."""
        old, new = self.old.text, self.new.text
        return compared_clauses(old.extraction, new.extraction) if old and new else None

    @cached_property
    def links(self) -> list[LinkChange] | None:
        """Where the same words lead elsewhere; None: of one of the texts the links are not known. One query."""
        old, new = self.old.text, self.new.text
        if old is None or new is None or self.clauses is None:
            return None
        return _changed_links(old.extraction, new.extraction, self.clauses)


def compare_versions(
    old: PolicyVersion,
    new: PolicyVersion,
    versions: Sequence[Any],
    known_at: datetime | None = None,
) -> VersionComparison:
    """Compare two of a policy's public ``versions`` (loaded by ``published()``, oldest first).

    Costs seven queries; the clauses more, when they are looked at.
    """
    between = _editions_after(old, new, versions)
    commitments = tuple(_compare_commitments(old, new, between, known_at))
    kinds = [item.kind for item in commitments]
    counts = {kind: kinds.count(kind) for kind in KINDS}
    return VersionComparison(old, new, commitments, counts)


def _changed_links(
    old: Extraction, new: Extraction, clauses: dict[str, Any]
) -> list[LinkChange] | None:
    """Where the same words lead now and led before; one query."""
    readings = Extraction.objects.filter(pk__in=[old.pk, new.pk])
    links = dict(readings.values_list("pk", "links"))
    if None in links.values():
        return None
    return changed_links(
        _linked(old, links[old.pk], clauses["old"]), _linked(new, links[new.pk], clauses["new"])
    )


def _linked(extraction: Extraction, links: Any, side: dict[str, Any]) -> Linked:
    snapshot = extraction.snapshot
    address = snapshot.final_url or snapshot.source.url
    found = based((Link(words, target) for words, target in links), address)
    return Linked([clause["text"] for clause in side["clauses"]], found)


def compared_clauses(old: Extraction, new: Extraction) -> dict[str, Any]:
    stored = Comparison.objects.filter(old_extraction=old, new_extraction=new, engine=ENGINE)
    if found := stored.only("data").first():
        return dict(found.data)
    return cached(f"comparison:{ENGINE}:{old.pk}:{new.pk}", lambda: compute(old, new))


def cached(
    key: str, make: Callable[[], dict[str, Any]], seconds: int = CACHE_SECONDS
) -> dict[str, Any]:
    """From the cache, or made; a lost cache costs time and is logged, but loses no reader a page."""
    try:
        if found := cache.get(key):
            return dict(found)
        made = make()
        cache.set(key, made, seconds)
    except redis.RedisError:
        log.warning("The cache cannot be reached; %s was computed anew.", key, exc_info=True)
        return make()
    return made


def _compare_commitments(
    old: PolicyVersion, new: PolicyVersion, between: list[Any], known_at: datetime | None
) -> Iterable[CommitmentComparison]:
    """Every commitment that either version states, in the record's order."""
    texts = CommitmentText.objects.known(known_at).filter(version__in=[old, new])
    texts = texts.latest_per("commitment", "version").select_related("reference").defer("search")
    by_place = {(text.commitment_id, text.version_id): text for text in texts}
    steps = _steps_along(between, known_at)
    for commitment in Commitment.objects.published(known_at).of(new.policy):
        before = by_place.get((commitment.pk, old.pk))
        after = by_place.get((commitment.pk, new.pk))
        kind = _kind(before, after)
        if kind:
            yield CommitmentComparison(
                commitment,
                kind,
                before,
                after,
                _spans(before, after),
                tuple(steps.get(commitment.pk, ())),
                are_neighbours=len(between) == 1,
            )


def _stated(text: CommitmentText | None) -> str:
    return "" if text is None or text.is_absent else text.text


def _kind(old: CommitmentText | None, new: CommitmentText | None) -> str:
    """Only what is recorded as absent came or went; where nothing is recorded, nothing can be said."""
    before, after = _stated(old), _stated(new)
    if not before and not after:
        return ""
    if old is None or new is None:
        return UNRECORDED
    if not before or not after:
        return "added" if after else "removed"
    return "retained" if before == after else "edited"


def _spans(old: CommitmentText | None, new: CommitmentText | None) -> tuple[Span, ...]:
    before, after = _stated(old), _stated(new)
    if _are_mixed(old, new):
        return (Span(Op.DELETE, before), Span(Op.INSERT, after))
    if before and after:
        return diff(before, after)
    if old is None or new is None:
        return (Span(Op.EQUAL, before or after),)
    return (Span(Op.INSERT, after) if after else Span(Op.DELETE, before),)


def _are_mixed(*texts: CommitmentText | None) -> bool:
    return len({text.kind for text in texts if text and not text.is_absent}) > 1


def _editions_after(old: PolicyVersion, new: PolicyVersion, versions: Sequence[Any]) -> list[Any]:
    """The editions after ``old`` and up to ``new``; one, if they are neighbours."""
    editions = [version for version in versions if version.variant == 0]
    order = [version.pk for version in editions]
    if old.pk not in order or new.pk not in order:
        return []
    return editions[order.index(old.pk) + 1 : order.index(new.pk) + 1]


def _steps_along(editions: list[Any], known_at: datetime | None) -> dict[int, list[Step]]:
    """The recorded changes of these editions (oldest first), by commitment."""
    by_pk = {version.pk: version for version in editions}
    order = list(by_pk)
    found: dict[int, list[Step]] = {}
    steps = steps_of(Change.objects.filter(new_version__in=order), known_at)
    for step in sorted(steps, key=lambda step: order.index(step.change.new_version_id)):
        step.change.new_version = by_pk[step.change.new_version_id]
        found.setdefault(step.change.commitment_id, []).append(step)
    return found
