"""Which commitments stand in for one another, and which of other organizations are like one."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from commitments.history import Life
from commitments.models import Change, Commitment, CommitmentText, TrackerReading
from commitments.moments import Moment
from commitments.standing import Recorded, Standing, recorded, standing
from commitments.steps import steps_of

RELATED = 4
_WORD = re.compile(r"[a-z]{3,}")
_MOST_WORDS = 60  # of a text that looks for its like


@dataclass(frozen=True, slots=True)
class Link:
    """Commitments that one commitment became, or came from, in a version; ``outcome`` of the one that went."""

    version: Any
    outcome: str
    commitments: tuple[Commitment, ...]


def became(life: Life, moment: Moment) -> list[Link]:
    """What stands in its place, version by version; two queries where the record names something."""
    named = [
        (entry, entry.step.reading.replaced_by)
        for entry in life.entries
        if entry.step and entry.step.reading and entry.step.reading.replaced_by
    ]
    slugs = {slug for _, its in named for slug in its}
    found = {one.slug: one for one in _kin(life, moment, slug__in=slugs)} if slugs else {}
    return [
        Link(entry.version, entry.outcome, tuple(found[slug] for slug in its if slug in found))
        for entry, its in named
    ]


def came_from(life: Life, moment: Moment) -> list[Link]:
    """Whose place it takes, version by version; six queries at most."""
    slug = life.commitment.slug
    versions = {entry.version.pk: entry.version for entry in life.entries}
    readings = TrackerReading.objects.filter(replaced_by__contains=[slug])
    changes = Change.objects.filter(
        commitment__organization=life.commitment.organization_id,
        pk__in=readings.values("change"),
        new_version__in=versions,
    )
    steps = steps_of(changes, moment.known_at)
    steps = [step for step in steps if step.reading and slug in step.reading.replaced_by]
    ids = {step.change.commitment_id for step in steps}
    found = {one.pk: one for one in _kin(life, moment, pk__in=ids)} if ids else {}
    links: dict[tuple[int, str], list[Commitment]] = {}
    for step in steps:
        if step.change.commitment_id in found:
            key = step.change.new_version_id, step.outcome
            links.setdefault(key, []).append(found[step.change.commitment_id])
    return [Link(versions[pk], outcome, tuple(ones)) for (pk, outcome), ones in links.items()]


def _kin(life: Life, moment: Moment, **named: Any) -> list[Commitment]:
    """Public commitments of the same organization, which is loaded already: two queries."""
    owner = life.commitment.organization
    found = list(Commitment.objects.published(moment.known_at).filter(organization=owner, **named))
    for commitment in found:
        commitment.organization = owner
    return found


def related(life: Life, moment: Moment) -> list[Standing]:
    """What others promise on the same topic on that day, the likest words first: eight queries."""
    entry = life.current if life.is_in_force else life.first
    words = f"{life.commitment.record.title} {entry.words if entry else ''}".lower()
    query = " | ".join(list(dict.fromkeys(_WORD.findall(words)))[:_MOST_WORDS])
    others = {one.statement.text: one for one in recorded(moment) if _is_like(life.commitment, one)}
    texts = CommitmentText.objects.filter(pk__in=others)
    rank = SearchRank(F("search"), SearchQuery(query, config="english", search_type="raw"))
    likest = texts.annotate(rank=rank).order_by("-rank", "pk").values_list("pk", flat=True)
    return standing([others[pk] for pk in likest[:RELATED]], moment)


def _is_like(commitment: Commitment, other: Recorded) -> bool:
    """A promise of somebody else's on the same topic."""
    is_own = other.organization == commitment.organization.slug
    is_on_topic = other.topic == commitment.record.topic
    return is_on_topic and not is_own and not other.statement.is_absent
