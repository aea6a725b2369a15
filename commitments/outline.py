"""A version's text by its headings, with what changed since the version before marked where it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any

from commitments.comparing import cached, compared_clauses
from commitments.models import Clause, Extraction
from commitments.stretches import RETAINED
from commitments.text.compare import ENGINE


@dataclass(slots=True)
class Heading:
    text: str
    level: int  # of the HTML heading
    anchor: str
    changes: int = 0  # clauses that came, went or changed under it and the headings below it
    is_new: bool = False


@dataclass(slots=True)
class Section:
    """The clauses that stand together, and the headings that begin there."""

    headings: list[Heading]
    clauses: list[Any]
    path: list[str] = field(default_factory=list)
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the text since the version before, by the clauses of the new one.

    ``gone``: how many went, by the clause beside which they stood. ``stood``: the headings over a clause's
    counterparts. ``headings``: those of the version before, each with those above it.
    """

    kinds: Mapping[str, str]
    gone: Mapping[str, int]
    stood: Mapping[str, list[str]]
    headings: frozenset[tuple[str, ...]]


def changes_since(old: Extraction, new: Extraction) -> Changes:
    """Cheap where the comparison was stored: a summary of it is kept in the cache."""
    key = f"outline:2:{ENGINE}:{old.pk}:{new.pk}"
    found = cached(key, lambda: summary(compared_clauses(old, new)))
    headings = frozenset(map(tuple, found["headings"]))
    return Changes(found["kinds"], found["gone"], found["stood"], headings)


def summary(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Changes`` from the engine's data; linear in the clauses."""
    old, new = ({c["id"]: c["path"] for c in data[side]["clauses"]} for side in ("old", "new"))
    kinds: dict[str, str] = {}
    stood: dict[str, list[str]] = {}
    for pair in data["pairs"]:
        over = sorted({heading for name in pair["old"] for heading in old[name]})
        stood.update((name, over) for name in pair["new"])
        if pair["kind"] != RETAINED:
            kinds.update((name, pair["kind"]) for name in pair["new"])
    headings = {tuple(path[: n + 1]) for path in old.values() for n in range(len(path))}
    gone = dict(_gone(data["pairs"], old, new))
    return {"kinds": kinds, "gone": gone, "stood": stood, "headings": sorted(headings)}


def _gone(
    pairs: Iterable[Mapping[str, Any]], old: Mapping[str, list[str]], new: Mapping[str, list[str]]
) -> Counter[str]:
    """How many clauses went, by the neighbour that is left: under their own heading, else the one before."""
    beside = Counter[str]()
    before = ""
    waiting: list[list[str]] = []
    for pair in pairs:
        if not pair["new"]:
            waiting += (old[name] for name in pair["old"])
            continue
        after = pair["new"][0]
        for path in waiting:
            belongs_after = not before or new[before] != path == new[after]
            beside[after if belongs_after else before] += 1
        waiting = []
        before = pair["new"][-1]
    beside[before] += len(waiting)
    return beside


def sections_of(
    extraction: Extraction, since: Changes | None, promises: Mapping[str, list[Any]]
) -> list[Section]:
    """The captured text, its clauses gathered under their headings: one query.

    ``promises``: the commitments that quote a clause, by its key.
    """
    clauses = Clause.objects.filter(extraction=extraction).defer("search").order_by("ordinal")
    sections: list[Section] = []
    shown: list[str] = []
    for path, group in groupby(clauses, key=lambda clause: clause.path):
        headings = list(_headings(shown, path, len(sections)))
        sections.append(Section(headings, list(group), path))
        shown = path
    for clause in (clause for section in sections for clause in section.clauses):
        clause.promises = promises.get(clause.key, ())
    if since:
        _mark(sections, since)
    return sections


def _headings(shown: list[str], path: list[str], number: int) -> Iterator[Heading]:
    """Those of the path that did not stand over the clauses before."""
    kept = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(shown, path, strict=False))
    )
    for level, text in enumerate(path[kept:], start=kept):
        yield Heading(text, min(level + 3, 6), f"s{number}-{level}")


def _mark(sections: Iterable[Section], since: Changes) -> None:
    above: list[Heading] = []  # over the section, the highest first
    for section in sections:
        begun = len(section.path) - len(section.headings)
        for depth, heading in enumerate(section.headings, start=begun):
            heading.is_new = tuple(section.path[: depth + 1]) not in since.headings
        above = [*above[:begun], *section.headings]
        for clause in section.clauses:
            clause.change = since.kinds.get(clause.key, "")
            section.changes += bool(clause.change) + since.gone.get(clause.key, 0)
            for heading in above:  # under another heading now, but not a new one
                heading.is_new &= heading.text not in since.stood.get(clause.key, ())
        for heading in above:
            heading.changes += section.changes
