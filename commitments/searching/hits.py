"""Finds as they are shown: with the sentence, what matched in it, and where it stands."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline
from django.db.models import CharField, F, Func, Value

from commitments.frames import VersionFacts
from commitments.models import (
    Clause,
    Commitment,
    CommitmentRecord,
    CommitmentText,
    Policy,
    PolicyVersion,
)
from commitments.moments import Moment
from commitments.searching.finding import Found
from commitments.searching.grouping import Find
from commitments.searching.places import KIND
from commitments.searching.terms import CONFIG

# Control characters mark the matches, not markup: callers escape the text and then mark what matched.
_START, _STOP = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Hit:
    """``url`` is the page's address; ``snippet_parts`` are (is a match, text) in order, unescaped.

    ``kind`` is clause (a document's words), commitment (its title, or words an editor linked to it) or summary
    (the tracker's words). A title belongs to no version: what names versions is empty then.
    """

    kind: str
    title: str
    url: str
    snippet_parts: tuple[tuple[bool, str], ...]
    words: str  # all of the clause, the summary or the title
    organization: str
    policy_title: str
    version_label: str  # of the newest of the versions
    rank: float
    organization_slug: str
    policy_slug: str
    version_slug: str
    commitment_slug: str
    clause_key: str
    strength: str
    versions: tuple[VersionFacts, ...]  # all with these words, oldest first
    is_in_force: bool  # today


def hits(found: Found, moment: Moment, *, start: int, size: int) -> list[Hit]:
    """A page of what was found: about ten queries, whatever their number."""
    finds = found.finds[start : start + size]
    rows = _rows(finds, found.query)
    known_at = moment.known_at
    versions = PolicyVersion.objects.named(known_at)
    by_id = versions.in_bulk({find.best.version for find in finds} - {0})
    owners = {find.best.commitment for find in finds} - {0}
    commitments = Commitment.objects.published(known_at).in_bulk(owners)
    Policy.objects.published(known_at).hand_to([*by_id.values(), *commitments.values()])
    return [
        _hit(
            find,
            rows[find.best.source, find.best.row],
            by_id.get(find.best.version),
            commitments.get(find.best.commitment),
            found,
        )
        for find in finds
    ]


def _rows(finds: Sequence[Find], query: Any) -> dict[tuple[str, int], Any]:
    by_source: dict[str, list[int]] = {}
    for find in finds:
        by_source.setdefault(find.best.source, []).append(find.best.row)
    return {
        (source, row.pk): row
        for source, ids in by_source.items()
        for row in _LOADERS[source](ids, query)
    }


def _with_headline(rows: Any, column: str, query: Any) -> Any:
    """Whole sentences where they are short, else the best passage of them."""
    marks = Value(_START + _STOP)
    plain = Func(F(column), marks, Value(""), function="translate", output_field=CharField())
    headline = SearchHeadline(
        plain,
        query,
        config=CONFIG,
        start_sel=_START,
        stop_sel=_STOP,
        max_words=60,
        min_words=30,
        short_word="0",  # a string: Django leaves a 0 out
    )
    return rows.defer("search").annotate(headline=headline)


def _texts(ids: list[int], query: Any) -> Any:
    return _with_headline(CommitmentText.objects.filter(pk__in=ids), "text", query)


_LOADERS: dict[str, Callable[[list[int], Any], Any]] = {
    "titles": lambda ids, query: _with_headline(
        CommitmentRecord.objects.filter(pk__in=ids), "title", query
    ),
    "quotes": _texts,
    "summaries": _texts,
    "clauses": lambda ids, query: _with_headline(Clause.objects.filter(pk__in=ids), "text", query),
}


def _hit(find: Find, row: Any, version: Any, commitment: Any, found: Found) -> Hit:
    policy = commitment.policy if commitment else version.policy
    return Hit(
        kind=KIND[find.best.source],
        title=_title(row, version, commitment),
        url=_url(row, version, commitment),
        snippet_parts=_parts(row.headline),
        words=row.title if find.best.source == "titles" else row.text,
        organization=policy.organization.name,
        policy_title=policy.title,
        version_label=version.name if version else "",
        rank=float(find.best.rank),
        organization_slug=policy.organization.slug,
        policy_slug=policy.slug,
        version_slug=version.slug if version else "",
        commitment_slug=commitment.slug if commitment else "",
        clause_key="" if commitment else row.key,
        strength=find.best.strength,
        versions=tuple(found.frame.versions[pk] for pk in find.versions),
        is_in_force=bool(found.frame.in_force & set(find.versions)),
    )


def _title(row: Any, version: Any, commitment: Any) -> str:
    if commitment:
        return str(commitment.record.title)
    return str(row.path[-1]) if row.path else str(version.name)


def _url(row: Any, version: Any, commitment: Any) -> str:
    if commitment is None:
        return f"{version.get_absolute_url()}#{row.key}"
    fragment = f"#{version.slug}" if version else ""
    return f"{commitment.get_absolute_url()}{fragment}"


def _parts(headline: str) -> tuple[tuple[bool, str], ...]:
    pieces = re.split(f"{_START}([^{_STOP}]*){_STOP}", headline)
    return tuple((bool(place % 2), text) for place, text in enumerate(pieces) if text)
