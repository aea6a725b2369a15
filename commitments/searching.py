"""Full-text search over what is public, for page and API alike: clauses, commitments, tracker's summaries.

Only the text in force of each public version and the latest statement about each commitment are looked at, as
they were known at the moment that is asked for; a draft or a withdrawn version is in none of the querysets
below. The number of queries is constant; PostgreSQL's GIN indexes find, and only a page of hits is loaded.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import BigIntegerField, CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from commitments.models import (
    Clause,
    Commitment,
    CommitmentRecord,
    CommitmentText,
    PolicyVersion,
    TextKind,
    VersionText,
)
from commitments.moments import Moment

KINDS = ("commitment", "summary", "clause")
MAX_QUERY = 500  # characters; a longer one costs the parser more than it tells the index
# A promise by its name, then what we say of it, then every place where the words stand.
_BOOST = {"commitment": 4.0, "summary": 2.0, "clause": 1.0}
# Control characters mark the matches, not markup: callers escape the text and then mark what matched.
_START, _STOP = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Hit:
    """One find. ``url`` is the page's address; ``snippet_parts`` are (is a match, text) in order, unescaped.

    ``kind`` is clause (a document's words), commitment (its title, or words an editor linked to it) or summary
    (the tracker's words). A title belongs to no version: ``version_label`` and ``version_slug`` are empty.
    """

    kind: str
    title: str
    url: str
    snippet_parts: tuple[tuple[bool, str], ...]
    organization: str
    policy_title: str
    version_label: str
    rank: float
    organization_slug: str
    policy_slug: str
    version_slug: str = ""
    commitment_slug: str = ""
    clause_key: str = ""


def search(
    query: str,
    *,
    moment: Moment,
    organization: str = "",
    policy: str = "",
    kinds: Collection[str] = (),
    in_force: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Hit], int]:
    """A page of hits, best first, and how many there are. About twenty queries, whatever their number.

    ``query`` is as in a search engine: words, "a phrase", or, -not. ``policy`` is a slug or organization/slug.
    ``in_force`` (or a day in ``moment``) keeps to the versions in force on that day, else today.
    """
    words = query.replace("\0", " ").strip()[:MAX_QUERY]
    if not words:
        return [], 0
    scope = _Scope(SearchQuery(words, config="english", search_type="websearch"), moment)
    scope.narrow(organization, policy, in_force=in_force)
    found = scope.found([kind for kind in KINDS if not kinds or kind in kinds])
    total = found.count() if found is not None else 0
    if found is None or offset >= total:
        return [], total
    rows = list(found.order_by("-rank", "place", "source", "row")[offset : offset + limit])
    return scope.load(rows), total


class _Scope:
    """What is looked at: public versions and commitments, as querysets that nest in one another."""

    def __init__(self, query: SearchQuery, moment: Moment) -> None:
        self.query = query
        self.moment = moment
        self.versions: Any = PolicyVersion.objects.published(moment.known_at)
        self.commitments: Any = Commitment.objects.published(moment.known_at)
        self.version_ids: list[int] = []

    def narrow(self, organization: str, policy: str, *, in_force: bool) -> None:
        """Keep to one organization, one policy, one day; one query, for the versions' order."""
        owner, _, slug = policy.rpartition("/")
        for name in filter(None, (organization, owner)):
            self.versions = self.versions.filter(policy__organization__slug=name)
            self.commitments = self.commitments.filter(organization__slug=name)
        if slug:
            self.versions = self.versions.filter(policy__slug=slug)
            self.commitments = self.commitments.filter(policy__slug=slug)
        if in_force or self.moment.as_of:
            day = self.moment.as_of or timezone.now().date()
            self.versions = self.versions.in_force(day)
        by_date = self.versions.prefetch_related(None)
        dated = by_date.values_list("dated_on", "pk")
        self.version_ids = [pk for _, pk in sorted(dated, reverse=True)]
        if in_force or self.moment.as_of:
            stated = self._texts().filter(version__in=self.version_ids)
            self.commitments = self.commitments.filter(pk__in=stated.values("commitment"))

    def found(self, kinds: Iterable[str]) -> QuerySet[Any, Any] | None:
        """(source, row, version, rank) of every hit of these kinds, as one UNION."""
        sources = [source for kind in kinds for source in _SOURCES[kind]]
        branches = [self._branch(source) for source in sources]
        return branches[0].union(*branches[1:], all=True) if branches else None

    def _branch(self, source: str) -> Any:
        rows, version = getattr(self, f"_{source}")()
        rank = SearchRank(F("search"), self.query) * Value(_BOOST[_kind(source)])
        return (
            rows.filter(search=self.query)
            .order_by()
            .annotate(
                source=Value(source, output_field=CharField()),
                row=F("pk"),
                of_version=version,
                rank=rank,
                place=_position(version, self.version_ids),
            )
            .values_list("source", "row", "of_version", "rank", "place")
        )

    # --- where we look ------------------------------------------------------------------------

    def _titles(self) -> tuple[Any, Any]:
        latest = CommitmentRecord.objects.known(self.moment.known_at).latest_per("commitment")
        rows = CommitmentRecord.objects.filter(
            pk__in=latest.values("pk"), commitment__in=self.commitments.values("pk")
        )
        return rows, Value(0, output_field=BigIntegerField())

    def _quotes(self) -> tuple[Any, Any]:
        return self._in_scope(Q(kind=TextKind.VERBATIM)), F("version_id")

    def _summaries(self) -> tuple[Any, Any]:
        return self._in_scope(Q(kind=TextKind.SUMMARY)), F("version_id")

    def _clauses(self) -> tuple[Any, Any]:
        texts = VersionText.objects.public(self.moment.known_at)
        rows = Clause.objects.filter(
            extraction__version_texts__in=texts.values("pk"),
            extraction__version_texts__version__in=self.version_ids,
        )
        return rows, F("extraction__version_texts__version_id")

    def _in_scope(self, kind: Q) -> Any:
        return self._texts().filter(
            kind, version__in=self.version_ids, commitment__in=self.commitments.values("pk")
        )

    def _texts(self) -> Any:
        """What stands on record about each commitment in each version; an absence is no find."""
        known = CommitmentText.objects.known(self.moment.known_at)
        latest = known.latest_per("commitment", "version")
        texts = CommitmentText.objects.filter(pk__in=latest.values("pk"))
        return texts.exclude(kind=TextKind.ABSENT)

    # --- a page of it -------------------------------------------------------------------------

    def load(self, rows: list[tuple[Any, ...]]) -> list[Hit]:
        """Hits in the order of the rows."""
        by_source: dict[str, list[int]] = {source: [] for source in _LOADERS}
        for source, row, *_ in rows:
            by_source[source].append(row)
        loaded = {
            (source, obj.pk): obj
            for source, ids in by_source.items()
            for obj in _LOADERS[source](ids, self.query)
        }
        known_at = self.moment.known_at
        versions = PolicyVersion.objects.published(known_at).with_policy(known_at)
        by_id = versions.in_bulk({row[2] for row in rows})
        owners = {obj.commitment_id for (s, _), obj in loaded.items() if s != "clauses"}
        commitments = Commitment.objects.published(known_at).with_policy(known_at).in_bulk(owners)
        return [
            _hit(source, loaded[source, row], rank, by_id.get(version), commitments)
            for source, row, version, rank, _ in rows
        ]


_SOURCES = {"commitment": ("titles", "quotes"), "summary": ("summaries",), "clause": ("clauses",)}


def _kind(source: str) -> str:
    return next(kind for kind, sources in _SOURCES.items() if source in sources)


def _position(version: Any, newest_first: list[int]) -> Func:
    """Among equals the newest version comes first."""
    order = Value(newest_first, output_field=ArrayField(BigIntegerField()))
    ids = Cast(order, ArrayField(BigIntegerField()))
    return Func(ids, version, function="array_position", output_field=BigIntegerField())


def _with_headline(rows: Any, column: str, query: SearchQuery) -> Any:
    """Whole sentences where they are short, else the best passage of them."""
    marks = Value(_START + _STOP)
    plain = Func(F(column), marks, Value(""), function="translate", output_field=CharField())
    headline = SearchHeadline(
        plain,
        query,
        config="english",
        start_sel=_START,
        stop_sel=_STOP,
        max_words=60,
        min_words=30,
        short_word="0",  # a string: Django leaves a 0 out
    )
    return rows.defer("search").annotate(headline=headline)


_LOADERS: dict[str, Callable[[list[int], SearchQuery], Any]] = {
    "titles": lambda ids, query: _with_headline(
        CommitmentRecord.objects.filter(pk__in=ids), "title", query
    ),
    "quotes": lambda ids, query: _with_headline(
        CommitmentText.objects.filter(pk__in=ids), "text", query
    ),
    "summaries": lambda ids, query: _with_headline(
        CommitmentText.objects.filter(pk__in=ids), "text", query
    ),
    "clauses": lambda ids, query: _with_headline(Clause.objects.filter(pk__in=ids), "text", query),
}


def _hit(source: str, row: Any, rank: float, version: Any, commitments: dict[int, Any]) -> Hit:
    commitment = None if source == "clauses" else commitments[row.commitment_id]
    policy = commitment.policy if commitment else version.policy
    if commitment:
        title, url = commitment.record.title, commitment.get_absolute_url()
    else:
        title = row.path[-1] if row.path else version.name
        url = f"{version.get_absolute_url()}#{row.key}"
    return Hit(
        kind=_kind(source),
        title=title,
        url=url,
        snippet_parts=_parts(row.headline),
        organization=policy.organization.name,
        policy_title=policy.title,
        version_label=version.name if version else "",
        rank=float(rank),
        organization_slug=policy.organization.slug,
        policy_slug=policy.slug,
        version_slug=version.slug if version else "",
        commitment_slug=commitment.slug if commitment else "",
        clause_key="" if commitment else row.key,
    )


def _parts(headline: str) -> tuple[tuple[bool, str], ...]:
    pieces = re.split(f"{_START}([^{_STOP}]*){_STOP}", headline)
    return tuple((bool(place % 2), text) for place, text in enumerate(pieces) if text)
