"""The promises of a policy's first edition, each beside what stands in its place."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils import timezone

from commitments.history import Entry, Life, lives_in, words_against
from commitments.models import (
    ChangeOutcome,
    Commitment,
    Organization,
    Policy,
    PolicyVersion,
    TextKind,
)
from commitments.moments import Moment
from commitments.text.blocks import Op, Span
from commitments.text.readable import shown


class Fate(StrEnum):
    """What became of a promise since the first edition, all revisions taken together, the best first."""

    label: str

    def __new__(cls, value: str, label: str) -> "Fate":
        fate = str.__new__(cls, value)
        fate._value_ = value
        fate.label = label
        return fate

    KEPT = "kept", "unchanged"
    STRENGTHENED = "strengthened", "strengthened"
    BOTH = "both-ways", "changed both ways"
    WEAKENED = "weakened", "weakened"
    RELOCATED = "relocated", "relocated"
    REPLACED = "replaced", "replaced"
    REMOVED = "removed", "removed"
    NOT_ASSESSED = "not-assessed", "not assessed"


UP = {ChangeOutcome.STRENGTHENED, ChangeOutcome.ADDED}  # added after the first: brought back
DOWN = {ChangeOutcome.WEAKENED, ChangeOutcome.REMOVED}
_LEAST_KEPT = 0.25  # of the first words


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise of the first edition, and what became of it."""

    life: Life
    first: Entry
    later: tuple[Entry, ...]
    heirs: tuple[tuple[Life, Entry], ...]  # in force in its place, as far as the record names them
    fate: Fate

    @property
    def moves(self) -> list[Entry]:
        """What happened to it on the way, retentions left out."""
        return _moves(self.later)

    @property
    def last(self) -> Entry:
        """What speaks for it today."""
        return telling(self.life) or self.first

    @property
    def spans(self) -> tuple[Span, ...]:
        """Today's words against the first, where both are the publisher's or both the tracker's; else none.

        None either where too little is left of the first to show what changed: it would all be struck out.
        """
        then, now = self.first.text, self.last.text
        if not (then and now and then.kind == now.kind):
            return ()
        script = shown(words_against(then.text, now.text))
        kept = sum(len(span.text) for span in script if span.op is Op.EQUAL)
        return script if kept >= _LEAST_KEPT * len(then.text) else ()


def telling(life: Life) -> Entry | None:
    """The entry that says best what is recorded last.

    A summary of what only stayed may say just that; then it is the one of the version that last did something.
    """
    last = life.current
    if last is None or last.text is None or last.text.kind != TextKind.SUMMARY:
        return last
    return next((entry for entry in reversed(life.entries) if entry.text and _moves([entry])), last)


def _moves(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.outcome not in ("", ChangeOutcome.RETAINED)]


def _fate(life: Life, later: Iterable[Entry], heirs: Collection[Life]) -> Fate:
    outcomes = {entry.outcome for entry in _moves(later)}
    if ChangeOutcome.RELOCATED in outcomes:
        return Fate.RELOCATED
    if life.is_in_force:
        return _direction(outcomes) if outcomes else _of_the_unmoved(later)
    if ChangeOutcome.REMOVED not in outcomes:
        return Fate.NOT_ASSESSED
    return Fate.REPLACED if heirs else Fate.REMOVED


def _direction(outcomes: set[str]) -> Fate:
    """Nobody has weighed a step up against a step down, so the two together are neither."""
    if outcomes <= UP:
        return Fate.STRENGTHENED
    return Fate.WEAKENED if outcomes <= DOWN else Fate.BOTH


def _of_the_unmoved(later: Iterable[Entry]) -> Fate:
    """It stands as it was only if of each later version somebody says so, or the words are the same."""
    recorded = (entry for entry in later if entry.text)
    is_assessed = all(entry.outcome or entry.words == entry.before for entry in recorded)
    return Fate.KEPT if is_assessed else Fate.NOT_ASSESSED


@dataclass(frozen=True, slots=True)
class Baseline:
    """A policy's first edition that is on record, its latest, and the promises of the first."""

    policy: Policy
    first: Any
    latest: Any
    pledges: tuple[Pledge, ...]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(fate, its label, how many), the best first."""
        counted = Counter(pledge.fate for pledge in self.pledges)
        return [(fate.value, fate.label, counted[fate]) for fate in Fate if counted[fate]]

    @property
    def shared(self) -> dict[str, int]:
        """How many of these promises each commitment takes the place of, by its slug."""
        return Counter(heir.commitment.slug for its in self.pledges for heir, _ in its.heirs)


def followed(organization: Organization, moment: Moment) -> Any:
    """Ids of the organization's policies with commitments, in the record's order."""
    owned = Commitment.objects.published(moment.known_at).filter(organization=organization)
    policies = Policy.objects.published(moment.known_at).filter(pk__in=owned.values("policy"))
    return policies.prefetch_related(None).order_by("pk").values_list("pk", flat=True)


def baselines(policies: Collection[int], moment: Moment) -> list[Baseline]:
    """Of each of these policies of an organization the first promises: thirty queries at most for any number.

    One without a version by then, or without a promise, is left out.
    """
    editions, lives = _lives(policies, moment)
    by_slug = {life.commitment.slug: life for life in lives}
    by_slug |= _elsewhere(lives, by_slug, moment)
    found = (
        _baseline(list(its), [life for life in lives if life.commitment.policy_id == pk], by_slug)
        for pk, its in groupby(editions, key=lambda version: version.policy_id)
    )
    return [baseline for baseline in found if baseline]


def _lives(policies: Collection[int], moment: Moment) -> tuple[list[Any], list[Life]]:
    """The editions of these policies up to the day, oldest first, and the lives of all their commitments."""
    versions = PolicyVersion.objects.published(moment.known_at).editions()
    day = moment.as_of or timezone.now().date()
    editions = list(versions.filter(policy__in=policies, dated_on__lte=day))
    owned = Commitment.objects.published(moment.known_at)
    owned = owned.filter(policy__in={version.policy_id for version in editions})
    commitments = list(owned.order_by("pk"))
    Policy.objects.published(moment.known_at).hand_to([*editions, *commitments])
    return editions, lives_in(editions, commitments, moment)


def _elsewhere(lives: Sequence[Life], known: Collection[str], moment: Moment) -> dict[str, Life]:
    """Commitments in other policies that take the place of one here; whoever took theirs is not looked for."""
    named = {slug for life in lives for slug in _named(life)} - set(known)
    if not named:
        return {}
    owner = lives[0].commitment.organization_id
    others = Commitment.objects.filter(organization=owner, slug__in=named)
    policies = set(others.values_list("policy", flat=True))
    return {life.commitment.slug: life for life in _lives(policies, moment)[1]}


def _baseline(
    editions: Sequence[Any], lives: Sequence[Life], by_slug: Mapping[str, Life]
) -> Baseline | None:
    """The first edition is the first of which a promise is recorded."""
    for place, version in enumerate(editions):
        stated = [life for life in lives if life.entries[place].is_stated]
        if stated:
            pledges = tuple(_pledge(life, place, by_slug) for life in stated)
            return Baseline(version.policy, version, editions[-1], pledges)
    return None


def _pledge(life: Life, place: int, by_slug: Mapping[str, Life]) -> Pledge:
    later, found = life.entries[place + 1 :], list(heirs(life, by_slug))
    fate = _fate(life, later, found)
    told = tuple((heir, entry) for heir in found if (entry := telling(heir)))
    return Pledge(life, life.entries[place], later, told, fate)


def heirs(life: Life, by_slug: Mapping[str, Life]) -> Iterator[Life]:
    """Who stands in its place today: whoever replaced it, or replaced those; each once, itself never."""
    seen = {life.commitment.slug}
    waiting = list(_named(life))
    while waiting:
        slug = waiting.pop(0)
        if slug in seen or slug not in by_slug:
            continue
        seen.add(slug)
        if by_slug[slug].is_in_force:
            yield by_slug[slug]
        else:
            waiting += _named(by_slug[slug])


def _named(life: Life) -> list[str]:
    readings = (entry.step.reading for entry in life.entries if entry.step)
    return [slug for reading in readings if reading for slug in reading.replaced_by]
