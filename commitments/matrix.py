"""Organizations by topics on a day: the firmest promise of each cell, and whether anybody has looked at all."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import F

from commitments.models import Commitment, CommitmentText, Organization, Topic
from commitments.moments import Moment
from commitments.standing import Recorded, Standing, editions_in_force, recorded, standing


@dataclass(frozen=True, slots=True)
class Cell:
    """What one organization promises on one topic.

    Not stated is not the same as not reviewed: there the record says that what is in force promises nothing,
    here nobody has recorded what it says.
    """

    organization: Organization
    topic: Topic
    firmest: Standing | None = None
    stated: int = 0
    absent: int = 0

    @property
    def is_reviewed(self) -> bool:
        return self.stated + self.absent > 0

    @property
    def others(self) -> int:
        return self.stated - 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """``organizations`` are those of which any commitment is recorded, ``rows`` their cells topic by topic."""

    organizations: list[Organization]
    rows: list[tuple[Topic, list[Cell]]]
    unreviewed: list[Organization]  # with a policy in force of which nobody has recorded anything


def matrix(moment: Moment) -> Matrix:
    """The whole matrix: a dozen queries, and one promise a cell, however many are recorded."""
    found = recorded(moment)
    counts = Counter((one.organization, one.topic, one.statement.is_absent) for one in found)
    firmest = {
        (one.commitment.organization.slug, one.commitment.record.topic): one
        for one in standing(_firmest(found), moment)
    }
    unreviewed = not_reviewed(found, moment)
    reviewed = {one.organization for one in found}
    columns = _published(reviewed, moment)

    def cell(organization: Organization, topic: Topic) -> Cell:
        key = organization.slug, topic.value
        return Cell(organization, topic, firmest.get(key), counts[*key, False], counts[*key, True])

    rows = [(topic, [cell(one, topic) for one in columns]) for topic in Topic]
    return Matrix(columns, rows, unreviewed)


def _firmest(found: Iterable[Recorded]) -> Collection[Recorded]:
    """Of each cell the firmest; among equals a core commitment, then the record's first."""
    ordered = sorted(
        (one for one in found if not one.statement.is_absent),
        key=lambda one: (one.statement.firmness, one.is_core, -one.commitment),
    )
    return {(one.organization, one.topic): one for one in ordered}.values()


def chosen(
    moment: Moment, *, organization: str = "", topic: str = "", query: str = ""
) -> list[Recorded]:
    """What is recorded and fits a choice, topic by topic, what is stated first and the firmest before all."""
    found = [
        one
        for one in recorded(moment)
        if organization in ("", one.organization) and topic in ("", one.topic)
    ]
    found = _with_words(found, query, moment) if query else found
    topics = list(Topic.values)
    return sorted(
        found,
        key=lambda one: (
            topics.index(one.topic),
            one.statement.is_absent,
            one.organization,
            -one.statement.firmness,
            one.commitment,
        ),
    )


def _with_words(found: list[Recorded], query: str, moment: Moment) -> list[Recorded]:
    """Those whose words or title match: two queries."""
    words = SearchQuery(query, config="english", search_type="websearch")
    texts = CommitmentText.objects.filter(search=words)
    texts = texts.filter(pk__in=[one.statement.text for one in found])
    titled = Commitment.objects.published(moment.known_at).alias(words=F("records__search"))
    said = set(texts.values_list("pk", flat=True))
    named = set(titled.filter(words=words).values_list("pk", flat=True))
    return [one for one in found if one.statement.text in said or one.commitment in named]


def not_reviewed(found: Iterable[Recorded], moment: Moment) -> list[Organization]:
    """Who has a policy in force and nothing recorded among these; two queries."""
    seen = {one.organization for one in found}
    owners = {one.organization for one in editions_in_force(moment).values()}
    return _published(owners - seen, moment)


def _published(slugs: Collection[str], moment: Moment) -> list[Organization]:
    return list(Organization.objects.published(moment.known_at).filter(slug__in=slugs))
