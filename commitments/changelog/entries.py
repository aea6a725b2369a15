"""Pages of the log: the entries that fit, by the version that brought them, newest first."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile
from typing import Any

from commitments.changelog.log import Place, Row
from commitments.editions import neighbours
from commitments.errors import TrackerError
from commitments.models import (
    ChangeOutcome,
    CommitmentText,
    PolicyVersion,
    RevisionAccount,
    TextKind,
)
from commitments.moments import Moment
from commitments.steps import Step, load_steps
from commitments.text.blocks import Span
from commitments.text.diff import diff


def written(place: Place) -> str:
    """As it stands in an address."""
    return f"{place.day}.{place.version}.{place.change}"


def read_place(text: str) -> Place | None:
    """Empty is None. Raises TrackerError for what no link of ours says."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})\.(\d{1,18})", text, re.ASCII)
    with suppress(ValueError):  # a day that no calendar has
        if found:
            return Place(date.fromisoformat(found[1]), int(found[2]), int(found[3]))
    raise TrackerError(
        "bad_parameter", f"after={text} is no place in the log; leave it out to see the newest."
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One change with the words before and after it, as far as the record has them."""

    step: Step
    old: CommitmentText | None
    new: CommitmentText | None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words as one script, where both are of a kind; a summary is not held against a quotation."""
        if self.old and self.new and self.old.kind == self.new.kind != TextKind.ABSENT:
            return diff(self.old.text, self.new.text)
        return ()

    @property
    def is_gone(self) -> bool:
        return self.step.outcome == ChangeOutcome.REMOVED

    @property
    def words(self) -> CommitmentText | None:
        """What speaks for the entry where there are not two texts to compare."""
        stated = [text for text in (self.new, self.old) if text and not text.is_absent]
        return stated[0] if stated else None


@dataclass(frozen=True, slots=True)
class Revision:
    """A version, the edition before it, and the publisher's account of what changed."""

    version: Any
    old: Any
    account: RevisionAccount | None

    @property
    def is_reupload(self) -> bool:
        return bool(self.version.variant)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log; without an entry it is about the version itself, a re-upload."""

    revision: Revision
    entry: Entry | None


def page_of(
    rows: Sequence[Row], *, after: Place | None, size: int
) -> tuple[Sequence[Place], Place | None]:
    """``size`` places behind a place, and the last of them if there are more."""
    start = _behind(rows, after) if after else 0
    shown = [row.place for row in rows[start : start + size]]
    return shown, shown[-1] if len(rows) > start + size else None


def _behind(rows: Sequence[Row], place: Place) -> int:
    """Where the log goes on; behind an entry that is gone, with its day, so that none is passed over."""
    day = place.day.toordinal()
    start = bisect_left(rows, -day, key=lambda row: -row.place.day.toordinal())
    of_the_day = takewhile(lambda row: row.place.day == place.day, rows[start:])
    return next((n for n, row in enumerate(of_the_day, start + 1) if row.place == place), start)


def lines_of(places: Sequence[Place], moment: Moment) -> list[Line]:
    """What stands at these places, in their order: about fifteen queries, whatever their number."""
    steps = load_steps([place.change for place in places if place.change], moment.known_at)
    texts = _texts(steps, moment)
    entries = {step.change.pk: _entry(step, texts) for step in steps}
    versions = {step.change.new_version_id: step.change.new_version for step in steps}
    revisions = _revisions(versions, {place.version for place in places}, moment)
    return [Line(revisions[place.version], entries.get(place.change)) for place in places]


def _revisions(loaded: dict[int, Any], ids: Collection[int], moment: Moment) -> dict[int, Revision]:
    """By the versions' ids; only a re-upload that changed no commitment is not loaded yet."""
    known = PolicyVersion.objects.published(moment.known_at)
    others = known.with_policy(moment.known_at).in_bulk(set(ids) - set(loaded))
    versions = {**loaded, **others}
    accounts = _accounts(ids, moment)
    policies = {version.policy_id for version in versions.values()}
    its = known.filter(policy__in=policies).prefetch_related(None)
    by_policy = {pk: list(rows) for pk, rows in groupby(its, key=lambda v: v.policy_id)}
    return {
        pk: Revision(
            version, neighbours(version, by_policy[version.policy_id])[0], accounts.get(pk)
        )
        for pk, version in versions.items()
    }


def _entry(step: Step, texts: dict[tuple[int, int | None], CommitmentText]) -> Entry:
    change = step.change
    owner = change.commitment_id
    return Entry(
        step, texts.get((owner, change.old_version_id)), texts.get((owner, change.new_version_id))
    )


def _texts(steps: Sequence[Step], moment: Moment) -> dict[tuple[int, int | None], CommitmentText]:
    """What the versions on both sides say about each commitment: one query."""
    changes = [step.change for step in steps]
    versions = {pk for c in changes for pk in (c.old_version_id, c.new_version_id) if pk}
    texts = CommitmentText.objects.known(moment.known_at).filter(
        commitment__in={change.commitment_id for change in changes}, version__in=versions
    )
    latest = texts.latest_per("commitment", "version").defer("search")
    return {(text.commitment_id, text.version_id): text for text in latest}


def _accounts(versions: Collection[int], moment: Moment) -> dict[int, RevisionAccount]:
    accounts = RevisionAccount.objects.known(moment.known_at).filter(version__in=versions)
    latest = accounts.latest_per("version").select_related("reference")
    return {account.version_id: account for account in latest}
