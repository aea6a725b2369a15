"""The life of commitments: what each version said, what happened between versions, and who says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from commitments.models import (
    Change,
    Commitment,
    CommitmentText,
    Modality,
    Policy,
    PolicyVersion,
    RevisionAccount,
)
from commitments.moments import Moment
from commitments.steps import Step, steps_of
from commitments.text.blocks import Op, Span
from commitments.text.diff import diff

FIRMNESS = {
    Modality.SHALL: 3,
    Modality.WILL: 3,
    Modality.WOULD: 2,
    Modality.SHOULD: 2,
    Modality.EXPECTS: 2,
    Modality.AIMS: 2,
    Modality.MAY: 1,
    Modality.NONE: 0,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One commitment in one version. ``text`` None: nobody has recorded what this version says."""

    version: Any
    text: CommitmentText | None
    step: Step | None
    earlier: CommitmentText | None  # what was recorded last before it

    @property
    def before(self) -> str:
        """The words that were recorded last; empty for the first words."""
        return self.earlier.text if self.earlier and not self.earlier.is_absent else ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words against those before; computed at each look, which most pages never take."""
        return words_against(self.before, self.words)

    @property
    def words(self) -> str:
        """What it promises; empty where it promises nothing, or nobody has recorded what."""
        return self.text.text if self.text and self.is_stated else ""

    @property
    def is_stated(self) -> bool:
        return self.text is not None and not self.text.is_absent

    @property
    def outcome(self) -> str:
        return self.step.outcome if self.step else ""

    @property
    def firmness(self) -> int:
        """How thick the line of a picture is: 0 (none) to 3 (will, shall)."""
        return FIRMNESS[Modality(self.text.modality)] if self.text and self.is_stated else 0


@dataclass(frozen=True, slots=True)
class Life:
    commitment: Commitment
    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.is_stated), None)

    @property
    def current(self) -> Entry | None:
        """The latest version of which it is recorded what it says; an unrecorded one says nothing yet."""
        return next((entry for entry in reversed(self.entries) if entry.text is not None), None)

    @property
    def unrecorded(self) -> list[Entry]:
        """The versions after ``current``."""
        return list(takewhile(lambda entry: entry.text is None, reversed(self.entries)))[::-1]

    @property
    def is_in_force(self) -> bool:
        return bool(self.current and self.current.is_stated)

    @property
    def ended(self) -> Entry | None:
        """The entry in which it was removed, if it is not in force."""
        if self.is_in_force:
            return None
        return next((e for e in reversed(self.entries) if e.outcome == "removed"), None)


def versions_of(policy: Policy, moment: Moment) -> list[Any]:
    """The policy's public editions, oldest first, up to the day that is asked for: three queries."""
    versions = PolicyVersion.objects.published(moment.known_at).editions()
    return (versions.filter(dated_on__lte=moment.as_of) if moment.as_of else versions).of(policy)


def accounts_of(versions: Sequence[Any], moment: Moment) -> dict[int, RevisionAccount]:
    """What the publisher said of each of these versions, by version: one query."""
    accounts = RevisionAccount.objects.known(moment.known_at).filter(version__in=versions)
    latest = accounts.latest_per("version").select_related("reference")
    return {account.version_id: account for account in latest}


def lives_in(
    versions: Sequence[Any], commitments: Sequence[Commitment], moment: Moment
) -> list[Life]:
    """The lives of these commitments in the versions (oldest first) of their policies: four queries."""
    texts = CommitmentText.objects.known(moment.known_at).filter(
        commitment__in=commitments, version__in=versions
    )
    texts = texts.latest_per("commitment", "version").select_related("reference").defer("search")
    by_place = {(text.commitment_id, text.version_id): text for text in texts}
    changes = Change.objects.filter(commitment__in=commitments, new_version__in=versions)
    steps = {
        (step.change.commitment_id, step.change.new_version_id): step
        for step in steps_of(changes, moment.known_at)
    }
    editions: dict[int, list[Any]] = {}
    for version in versions:
        editions.setdefault(version.policy_id, []).append(version)
    return [
        Life(
            commitment,
            tuple(_entries(commitment, editions.get(commitment.policy_id, ()), by_place, steps)),
        )
        for commitment in commitments
    ]


def _entries(
    commitment: Commitment,
    versions: Iterable[Any],
    texts: dict[tuple[int, int], CommitmentText],
    steps: dict[tuple[int, int], Step],
) -> Iterable[Entry]:
    earlier = None
    for version in versions:
        key = commitment.pk, version.pk
        text = texts.get(key)
        yield Entry(version, text, steps.get(key), earlier)
        earlier = text or earlier


def words_against(before: str, after: str) -> tuple[Span, ...]:
    """The words as they changed; the first words of a commitment are shown plain."""
    if not after:
        return ()
    return diff(before, after) if before else (Span(Op.EQUAL, after),)


def happened_on(version: Any) -> date | None:
    record = version.record
    return (record.effective_on or record.first_seen_on) if record else None
