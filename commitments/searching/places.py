"""Where the words stand: one row a place, ranked by the database and capped."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchRank
from django.db.models import (
    BooleanField,
    CharField,
    F,
    Func,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import MD5
from django.utils import timezone

from commitments.frames import Frame
from commitments.models import Clause, CommitmentRecord, CommitmentText, Modality, TextKind
from commitments.moments import Moment

MOST = 1_000  # places of each source that are ranked and counted; the latest of them
# A promise by its name, then what we say of it, then every place where the words stand.
BOOST = {"titles": 4.0, "quotes": 4.0, "summaries": 2.0, "clauses": 1.0}
KIND = {"titles": "commitment", "quotes": "commitment", "summaries": "summary", "clauses": "clause"}
_STRENGTH = {
    Modality.SHALL: "must",
    Modality.WILL: "must",
    Modality.WOULD: "must",
    Modality.EXPECTS: "intend",
    Modality.AIMS: "intend",
    Modality.MAY: "may",
    Modality.SHOULD: "recommend",
    Modality.NONE: "",
}


class Place(NamedTuple):
    """``same`` is equal where the same words of one policy or about one commitment stand again."""

    source: str
    row: int
    version: int  # 0: a title, which is of no version
    commitment: int  # 0: a clause
    same: tuple[Any, ...]
    strength: str
    rank: float


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked through. ``in_force``: only titles of commitments that these versions state."""

    frame: Frame
    moment: Moment
    versions: Collection[int]
    commitments: Collection[int]
    in_force: bool
    most: int = field(default_factory=lambda: MOST)  # places of each source


def places(query: Any, scope: Scope) -> tuple[list[Place], bool]:
    """The places, and whether there are more than were looked at: three queries."""
    found = [list(source(query, scope)) for source in (_titles, _texts, _clauses)]
    is_capped = any(len(rows) > scope.most for rows in found)
    spread = [place for rows in found for place in rows[: scope.most]]
    return spread, is_capped


def _found(rows: Any, query: Any, most: int, *columns: Any) -> Any:
    """Latest first: what is common is found by walking back from the end, and what is rare by the index."""
    matched = rows.filter(search=query).order_by("-pk")
    return matched.values_list("pk", SearchRank(F("search"), query), *columns)[: most + 1]


def _latest(model: Any, moment: Moment, *owner: str) -> Any:
    """Rows that no later row had superseded then: looked up by an index, for the rows that match only."""
    known = model.objects.filter(recorded_at__lte=moment.known_at or timezone.now())
    same = known.filter(**{name: OuterRef(name) for name in owner})
    return known.filter(pk=Subquery(same.order_by("-recorded_at", "-pk").values("pk")[:1]))


def _among(column: str, ids: Collection[int]) -> Func:
    """As one array: a thousand parameters take longer to write than the search takes.

    The sum keeps the planner from walking the column's own index, through every row that is public, instead of
    that of the words.
    """
    return Func(
        F(column) + 0,
        Value("{" + ",".join(map(str, ids)) + "}"),
        template="%(expressions)s::bigint[])",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _titles(query: Any, scope: Scope) -> Iterator[Place]:
    rows = _latest(CommitmentRecord, scope.moment, "commitment")
    rows = rows.filter(_among("commitment_id", scope.commitments))
    if scope.in_force:
        stated = _latest(CommitmentText, scope.moment, "commitment", "version")
        stated = stated.filter(_among("version_id", scope.versions)).exclude(kind=TextKind.ABSENT)
        rows = rows.filter(commitment__in=stated.values("commitment"))
    for pk, rank, commitment in _found(rows, query, scope.most, "commitment_id"):
        yield Place("titles", pk, 0, commitment, ("title", commitment), "", rank * BOOST["titles"])


def _texts(query: Any, scope: Scope) -> Iterator[Place]:
    rows = _latest(CommitmentText, scope.moment, "commitment", "version")
    rows = rows.filter(
        _among("commitment_id", scope.commitments), _among("version_id", scope.versions)
    )
    rows = rows.exclude(kind=TextKind.ABSENT)
    columns = ("commitment_id", "version_id", "kind", "modality", MD5("text"))
    found = _found(rows, query, scope.most, *columns)
    for pk, rank, commitment, version, kind, modality, digest in found:
        source = "quotes" if kind == TextKind.VERBATIM else "summaries"
        same = (source, commitment, digest)
        strength = _STRENGTH[Modality(modality)]
        yield Place(source, pk, version, commitment, same, strength, rank * BOOST[source])


def _clauses(query: Any, scope: Scope) -> Iterator[Place]:
    """A clause's key is made of its words; a number behind it tells repetitions in a document apart."""
    texts = {
        extraction: [pk for pk in its if pk in scope.versions]
        for extraction, its in scope.frame.texts.items()
    }
    rows = Clause.objects.filter(_among("extraction_id", [pk for pk, its in texts.items() if its]))
    words = Func(F("key"), Value("-"), Value(1), function="split_part", output_field=CharField())
    for pk, rank, extraction, strength, key in _found(
        rows, query, scope.most, "extraction_id", "strength", words
    ):
        for version in texts[extraction]:
            same = ("clause", scope.frame.versions[version].policy, key)
            yield Place("clauses", pk, version, 0, same, strength, rank * BOOST["clauses"])
