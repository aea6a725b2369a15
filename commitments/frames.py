"""The public record without its texts: which versions and commitments there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.utils import timezone

from commitments.models import Commitment, Policy, PolicyVersion, VersionText
from commitments.moments import Moment
from commitments.watermarks import watermark


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version without its texts. Its dates have the names that they have in its record."""

    pk: int
    organization: str
    policy: str  # organization/slug
    slug: str
    name: str
    day: date
    effective_on: date | None
    effective_precision: str
    first_seen_on: date | None
    place: int  # among the policy's versions
    is_reupload: bool
    recorded_at: datetime  # when what is said of it was published


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    organization: str
    policy: str
    slug: str
    topic: str
    is_core: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """``texts``: the versions, by the reading that is their text. ``in_force``: those that are so today.

    ``names``: of organizations by slug, and of policies by organization/slug.
    """

    versions: Mapping[int, VersionFacts]
    texts: Mapping[int, tuple[int, ...]]
    commitments: Mapping[int, CommitmentFacts]
    in_force: frozenset[int]
    names: Mapping[str, str]


def frame(moment: Moment) -> Frame:
    """One query where it was asked before of this record on this day, else about ten.

    Of what was known at other times a few are kept: strangers who ask for many push out one another's.
    """
    mark, today = watermark().key, timezone.now().date()
    return _others(mark, today, moment.known_at) if moment.known_at else _todays(mark, today)


def in_force_on(day: date, moment: Moment) -> frozenset[int]:
    """Ids of the versions in force; one query."""
    versions = PolicyVersion.objects.published(moment.known_at).in_force(day)
    return frozenset(versions.prefetch_related(None).values_list("pk", flat=True))


@lru_cache(maxsize=2)
def _todays(mark: str, day: date) -> Frame:
    return _frame(Moment())


@lru_cache(maxsize=4)
def _others(mark: str, day: date, known_at: datetime) -> Frame:
    return _frame(Moment(known_at=known_at))


def _frame(moment: Moment) -> Frame:
    known_at = moment.known_at
    texts: defaultdict[int, list[int]] = defaultdict(list)
    public = VersionText.objects.public(known_at).values_list("extraction_id", "version_id")
    versions = _versions(moment)
    for extraction, version in public:
        if version in versions:
            texts[extraction].append(version)
    commitments = Commitment.objects.published(known_at).prefetch_related(None)
    named = commitments.values_list(
        "pk", "organization__slug", "policy__slug", "slug", "topic", "is_core"
    )
    return Frame(
        versions,
        {extraction: tuple(its) for extraction, its in texts.items()},
        {pk: CommitmentFacts(org, f"{org}/{policy}", *rest) for pk, org, policy, *rest in named},
        in_force_on(timezone.now().date(), moment),
        _names(moment),
    )


def _names(moment: Moment) -> dict[str, str]:
    policies = list(Policy.objects.published(moment.known_at))
    return {
        **{policy.organization.slug: policy.organization.name for policy in policies},
        **{str(policy): policy.title for policy in policies},
    }


def _versions(moment: Moment) -> dict[int, VersionFacts]:
    rows: Any = PolicyVersion.objects.published(moment.known_at).prefetch_related(None)
    said = ("effective_precision", "first_seen_on", "recorded_at")
    rows = rows.annotate(**{name: F(f"records__{name}") for name in said})
    rows = rows.select_related("policy__organization")
    return {
        row.pk: VersionFacts(
            row.pk,
            row.policy.organization.slug,
            f"{row.policy.organization.slug}/{row.policy.slug}",
            row.slug,
            row.name,
            row.dated_on,
            row.effective_on,
            row.effective_precision,
            row.first_seen_on,
            place,
            bool(row.variant),
            row.recorded_at,
        )
        for place, row in enumerate(rows)
    }
