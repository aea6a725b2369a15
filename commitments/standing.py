"""What stands on a day: of each commitment the latest that is recorded, across policies and organizations.

Which statement that is, is told from memory: a row of numbers for each statement on record, kept until
something is published. Words are loaded for what is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from commitments.frames import Frame, VersionFacts, frame
from commitments.history import FIRMNESS
from commitments.models import (
    Commitment,
    CommitmentText,
    Modality,
    Policy,
    PolicyVersion,
    TextKind,
)
from commitments.moments import Moment
from commitments.watermarks import watermark


class Statement(NamedTuple):
    """What one edition says of one commitment, without its words."""

    text: int
    version: int
    is_absent: bool
    firmness: int  # 0 (nothing is promised) to 3 (will, shall)


class Recorded(NamedTuple):
    """The statement that stands of a commitment on a day. ``organization`` is a slug."""

    commitment: int
    organization: str
    topic: str
    is_core: bool
    statement: Statement


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment as it is recorded, and the edition that says so: not always the one in force."""

    commitment: Commitment
    text: CommitmentText
    version: Any

    @property
    def is_stated(self) -> bool:
        return not self.text.is_absent

    @property
    def firmness(self) -> int:
        """0 (nothing is promised) to 3 (will, shall)."""
        return FIRMNESS[Modality(self.text.modality)] if self.is_stated else 0


def recorded(moment: Moment) -> list[Recorded]:
    """Of every commitment what the latest edition up to the day says of it; two queries for today's record."""
    at, until = frame(moment), _day(moment)
    found = []
    for commitment, statements in _statements(moment).items():
        its = (one for one in statements if at.versions[one.version].day <= until)
        if last := next(its, None):
            about = at.commitments[commitment]
            key = commitment, about.organization, about.topic, about.is_core
            found.append(Recorded(*key, last))
    return found


def promised(moment: Moment) -> list[int]:
    """Ids of the commitments that an edition up to the day states; two queries for today's record."""
    at, until = frame(moment), _day(moment)
    return [
        commitment
        for commitment, statements in _statements(moment).items()
        if any(not one.is_absent and at.versions[one.version].day <= until for one in statements)
    ]


def _day(moment: Moment) -> date:
    """An edition may be published before its day; until then it does not stand."""
    return moment.as_of or timezone.now().date()


def _statements(moment: Moment) -> Mapping[int, Sequence[Statement]]:
    """By commitment, the latest edition's first."""
    if moment.known_at:
        return _load_statements(frame(moment), moment)
    return _todays(watermark().key)


@lru_cache(maxsize=2)
def _todays(mark: str) -> Mapping[int, Sequence[Statement]]:
    return _load_statements(frame(Moment()), Moment())


def _load_statements(at: Frame, moment: Moment) -> Mapping[int, Sequence[Statement]]:
    texts = CommitmentText.objects.known(moment.known_at).filter(version__variant=0)
    rows = texts.latest_per("commitment", "version").values_list(
        "commitment_id", "pk", "version_id", "kind", "modality"
    )
    public = (row for row in rows if row[0] in at.commitments and row[2] in at.versions)
    ordered = sorted(public, key=lambda row: (row[0], -at.versions[row[2]].place))
    groups = groupby(ordered, key=lambda row: row[0])
    return {commitment: tuple(_statement(*row) for row in its) for commitment, its in groups}


def _statement(commitment: int, text: int, version: int, kind: str, modality: str) -> Statement:
    is_absent = kind == TextKind.ABSENT
    return Statement(text, version, is_absent, 0 if is_absent else FIRMNESS[Modality(modality)])


def editions_in_force(moment: Moment) -> dict[str, VersionFacts]:
    """By policy (organization/slug) the latest edition up to the day."""
    until = _day(moment)
    editions = (one for one in frame(moment).versions.values() if not one.is_reupload)
    ordered = sorted(editions, key=lambda one: one.place)
    return {one.policy: one for one in ordered if one.day <= until}


def standing(found: Iterable[Recorded], moment: Moment) -> list[Standing]:
    """With words, commitments and versions, in the same order: eight queries for any number."""
    found = list(found)
    commitments = Commitment.objects.published(moment.known_at)
    versions = PolicyVersion.objects.named(moment.known_at)
    texts = CommitmentText.objects.select_related("reference").defer("search")
    by_commitment = commitments.in_bulk({one.commitment for one in found})
    by_version = versions.in_bulk({one.statement.version for one in found})
    by_text = texts.in_bulk(one.statement.text for one in found)
    policies = Policy.objects.published(moment.known_at)
    policies.hand_to([*by_commitment.values(), *by_version.values()])
    return [
        Standing(
            by_commitment[one.commitment],
            by_text[one.statement.text],
            by_version[one.statement.version],
        )
        for one in found
    ]
