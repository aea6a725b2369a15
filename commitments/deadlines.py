"""Days on which something is due, derived from what the texts say: never stated by anybody, and labelled so.

A cadence is counted from the day its words came into force. Whether anything was done is not in the record: a
day that has passed is no breach. Plain facts without rows of the database, of which pages and the calendar's
feed make what they need.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from commitments.duties import Duty, Window, duties
from commitments.history import Entry, Life, happened_on, lives_in
from commitments.models import (
    Commitment,
    CommitmentText,
    DatePrecision,
    PolicyVersion,
    TextKind,
)
from commitments.moments import Moment
from commitments.text.cadences import HINT, Kind
from commitments.watermarks import watermark


@dataclass(frozen=True, slots=True)
class Place:
    """A version, and where the page of the commitment has its words."""

    version: str
    slug: str
    on: date | None
    is_publishers_date: bool  # else the day on which it was first seen
    is_month: bool = False  # the day stands for its month


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty as it stands on a day. ``window`` is the one that has not passed, None where it waits.

    ``passed`` windows have gone by before it, ``last_passed`` the latest of them, and ``new_versions`` came in
    its time. ``moved_from`` is what the same commitment asked for until the version that brought this.
    """

    organization: str
    organization_slug: str
    policy: str
    title: str
    address: str
    slug: str
    kind: Kind
    sentence: tuple[str, str, str]  # before the words that say when, these words, what follows
    event: str
    stretch: str
    is_about: bool
    is_summary: bool
    since: Place
    said: Place
    silent: tuple[str, ...]
    ended: Place | None
    base_on: date | None
    number: int
    window: Window | None
    passed: int
    last_passed: Window | None
    new_versions: tuple[str, ...]
    moved_from: tuple[Window, ...]
    recorded_at: datetime

    @property
    def key(self) -> str:
        """The same as long as the clause asks for the same; another once it has changed."""
        asked = f"{self.kind}/{self.stretch}/{self.event.casefold()}/{self.base_on}"
        return f"{self.organization_slug}/{self.slug}/{self.since.slug}/{asked}"


@dataclass(frozen=True, slots=True)
class Deadlines:
    day: date
    coming: tuple[Deadline, ...]  # soonest first
    waiting: tuple[Deadline, ...]
    over: tuple[Deadline, ...]  # due once, and the day has passed
    superseded: tuple[Deadline, ...]  # newest first

    def of(self, organization: str) -> "Deadlines":
        """Those of one organization, or of all where it is empty."""
        kept = [
            tuple(one for one in some if organization in ("", one.organization_slug))
            for some in (self.coming, self.waiting, self.over, self.superseded)
        ]
        return Deadlines(self.day, *kept)


def deadlines(moment: Moment) -> Deadlines:
    """What is due as seen on that day: one query where it was told before of this record, else thirty.

    Other moments than today's are kept a few at a time: strangers who ask for many push out one another's.
    """
    day, mark = moment.as_of or timezone.now().date(), watermark().key
    return _todays(mark, day) if moment.is_now else _others(mark, day, moment)


@lru_cache(maxsize=1)
def _todays(mark: str, day: date) -> Deadlines:
    """In memory: a long record's are half a megabyte, which a cache reads for longer than a page is drawn."""
    return _derived(Moment(), day)


@lru_cache(maxsize=4)
def _others(mark: str, day: date, moment: Moment) -> Deadlines:
    return _derived(moment, day)


def coming(life: Life, moment: Moment) -> list[Deadline]:
    """The dates that one commitment asks for, soonest first; no query."""
    day = moment.as_of or timezone.now().date()
    dated = (one for one in _of(life, day) if not one.ended and _due(one)[0] < date.max)
    return sorted((one for one in dated if _due(one)[0] >= day), key=_due)


def _derived(moment: Moment, day: date) -> Deadlines:
    found = [one for life in _lives(moment) for one in _of(life, day)]
    standing = [one for one in found if not one.ended]
    dated = sorted((one for one in standing if one.window), key=_due)
    superseded = (one for one in found if one.ended and one.window)
    return Deadlines(
        day=day,
        coming=tuple(one for one in dated if _due(one)[0] >= day),
        waiting=tuple(one for one in standing if not one.window),
        over=tuple(one for one in reversed(dated) if _due(one)[0] < day),
        superseded=tuple(sorted(superseded, key=_ended_on, reverse=True)),
    )


def _due(deadline: Deadline) -> tuple[date, str, str]:
    ends_on = deadline.window.ends_on if deadline.window else date.max
    return ends_on, deadline.organization_slug, deadline.slug


def _ended_on(deadline: Deadline) -> date:
    return (deadline.ended and deadline.ended.on) or date.min


def _lives(moment: Moment) -> list[Life]:
    """The lives of the commitments of which any text may say when: some twenty queries."""
    hinted = CommitmentText.objects.filter(text__iregex=HINT).values("commitment")
    commitments = Commitment.objects.published(moment.known_at).filter(pk__in=hinted)
    commitments = commitments.order_by("organization__slug", "pk")
    found: list[Any] = commitments.with_policies(moment.known_at)
    versions = PolicyVersion.objects.published(moment.known_at).editions()
    versions = versions.filter(policy__in={one.policy_id for one in found})
    if moment.as_of:
        versions = versions.filter(dated_on__lte=moment.as_of)
    return lives_in(list(versions), found, moment)


def _of(life: Life, day: date) -> Iterator[Deadline]:
    its = duties(life)
    for duty in its:
        if (
            duty.is_dated or not duty.ended
        ):  # what waited and is no longer promised waits for nothing
            yield _deadline(duty, its, day)


def _deadline(duty: Duty, its: list[Duty], day: date) -> Deadline:
    commitment, text = duty.life.commitment, duty.said.text
    assert text  # noqa: S101  it says so
    ended_on = happened_on(duty.ended.version) if duty.ended else None
    number = duty.number_on(ended_on or day)
    return Deadline(
        organization=commitment.organization.name,
        organization_slug=commitment.organization.slug,
        policy=commitment.policy.title,
        title=commitment.record.title,
        address=commitment.get_absolute_url(),
        slug=commitment.slug,
        kind=duty.cadence.kind,
        sentence=_sentence(text.text, duty),
        event=duty.cadence.event,
        stretch=_stretch(duty),
        is_about=duty.cadence.is_about,
        is_summary=text.kind == TextKind.SUMMARY,
        since=_place(duty.since),
        said=_place(duty.said),
        silent=tuple(entry.version.name for entry in duty.silent),
        ended=_place(duty.ended) if duty.ended else None,
        base_on=duty.base_on if duty.is_dated else None,
        number=number,
        window=duty.window(number) if duty.is_dated else None,
        passed=number - 1,
        last_passed=duty.window(number - 1) if number > 1 else None,
        new_versions=tuple(_new_versions(duty, number)),
        moved_from=tuple(_moved_from(duty, its)) if duty.is_dated else (),
        recorded_at=text.recorded_at,
    )


def _new_versions(duty: Duty, number: int) -> Iterator[str]:
    """Editions of the policy in the time that led to the date which passed last: facts, whatever they prove."""
    if number < 2:
        return
    ends_on = duty.window(number - 1).ends_on
    starts_on = duty.window(number - 2).ends_on if number > 2 else duty.base_on
    for entry in duty.life.entries:
        came_on = happened_on(entry.version)
        if came_on and starts_on < came_on <= ends_on:
            yield entry.version.name


def _moved_from(duty: Duty, its: list[Duty]) -> Iterator[Window]:
    """What would have been due when the version that brought this one came."""
    came_on = happened_on(duty.since.version)
    for other in its:
        if other.ended is duty.since and other.is_dated and came_on:
            yield other.window(other.number_on(came_on))


def _sentence(text: str, duty: Duty) -> tuple[str, str, str]:
    start, end = duty.cadence.start, duty.cadence.end
    return text[:start], text[start:end], text[end:]


def _stretch(duty: Duty) -> str:
    one = duty.cadence
    if one.most is None:
        return ""
    if one.least is None:
        return str(one.most)
    same = one.least.unit == one.most.unit
    return f"{one.least.number if same else one.least} to {one.most}"


def _place(entry: Entry) -> Place:
    version: Any = entry.version
    record = version.record
    is_publishers_date = bool(record and record.effective_on)
    is_month = is_publishers_date and record.effective_precision == DatePrecision.MONTH
    return Place(version.name, version.slug, happened_on(version), is_publishers_date, is_month)
