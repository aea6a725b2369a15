"""Organizations by topics on a day: the firmest promise of each cell, and whether anybody has looked at all."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from commitments.history import FIRMNESS
from commitments.models import Commitment, Organization, TextKind, Topic
from commitments.moments import Moment
from commitments.standing import Standing, editions_in_force, latest_texts, standing

IS_ABSENT = Q(kind=TextKind.ABSENT)
FIRMNESS_OF = Case(
    *(When(modality=verb, then=Value(firmness)) for verb, firmness in FIRMNESS.items()),
    output_field=IntegerField(),
)


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
    """The whole matrix: some thirty queries, and one promise a cell, however many are recorded."""
    texts = recorded(moment)
    counts = {
        (row["owner"], row["topic"]): row
        for row in texts.values("owner", "topic").annotate(
            stated=Count("pk", filter=~IS_ABSENT), absent=Count("pk", filter=IS_ABSENT)
        )
    }
    firmest = {
        (one.commitment.organization_id, one.commitment.record.topic): one
        for one in standing(_firmest(texts), moment)
    }
    reviewed = {owner for owner, _ in counts}
    editions = editions_in_force(moment)
    unreviewed = _publishers_but(reviewed, editions)
    columns = _publishers_but({one.pk for one in unreviewed}, editions)
    rows = [(topic, [_cell(one, topic, firmest, counts) for one in columns]) for topic in Topic]
    return Matrix(columns, rows, unreviewed)


def _cell(
    organization: Organization,
    topic: Topic,
    firmest: dict[tuple[int, str], Standing],
    counts: dict[tuple[int, str], dict[str, int]],
) -> Cell:
    key = organization.pk, topic.value
    count = counts.get(key, {"stated": 0, "absent": 0})
    return Cell(organization, topic, firmest.get(key), count["stated"], count["absent"])


def recorded(moment: Moment) -> Any:
    """What is recorded of every commitment on that day, with its ``owner``, ``topic`` and ``firmness``.

    Four queries now, and the queryset's own, which is of ids.
    """
    commitments = Commitment.objects.published(moment.known_at).prefetch_related(None)
    records = list(commitments.values_list("records", flat=True))
    texts = latest_texts(moment, commitments).filter(commitment__records__in=records)
    return texts.annotate(
        owner=F("commitment__organization"),
        topic=F("commitment__records__topic"),
        is_core=F("commitment__records__is_core"),
        firmness=FIRMNESS_OF,
    ).order_by()


def _firmest(texts: Any) -> Any:
    place = "commitment__organization_id", "commitment__records__topic"
    ordered = texts.exclude(IS_ABSENT).order_by(*place, "-firmness", "-is_core", "pk")
    return texts.model.objects.filter(pk__in=ordered.distinct(*place).values("pk"))


def chosen(moment: Moment, *, organization: str = "", topic: str = "", query: str = "") -> Any:
    """What is recorded and fits a choice, topic by topic, what is stated first and the firmest before all."""
    texts = recorded(moment)
    if organization:
        texts = texts.filter(commitment__organization__slug=organization)
    if topic:
        texts = texts.filter(topic=topic)
    if query:
        words = SearchQuery(query, config="english", search_type="websearch")
        texts = texts.filter(Q(search=words) | Q(commitment__records__search=words))
    in_order = Case(*(When(topic=t, then=Value(n)) for n, t in enumerate(Topic)))
    is_absent = Case(When(IS_ABSENT, then=Value(1)), default=Value(0))
    owner = "commitment__organization__slug"
    return texts.order_by(in_order, is_absent, owner, "-firmness", "commitment_id")


def not_reviewed(texts: Any, editions: dict[int, Any]) -> list[Organization]:
    """Who has a policy in force (``editions``, by policy) and none of these ``recorded`` texts; one query."""
    return _publishers_but(set(texts.order_by().values_list("owner", flat=True)), editions)


def _publishers_but(seen: Collection[int], editions: dict[int, Any]) -> list[Organization]:
    owners = {one.policy.organization_id: one.policy.organization for one in editions.values()}
    rest = (one for pk, one in owners.items() if pk not in seen)
    return sorted(rest, key=lambda one: one.slug)
