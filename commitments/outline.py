"""A version's text by its headings, with what changed since the version before marked where it stands."""

from collections import Counter
from collections.abc import Iterator, Mapping
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
    changes: int = 0  # clauses that came, went or changed under it, down to the next heading
    is_new: bool = False


@dataclass(slots=True)
class Section:
    """The clauses that stand together, and the headings that begin there."""

    headings: list[Heading]
    clauses: list[Any]
    path: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of each clause since the version before: by clause, and what went, by heading."""

    kinds: Mapping[str, str]
    gone: Mapping[str, int]
    headings: frozenset[str]  # of the version before


def changes_since(old: Extraction, new: Extraction) -> Changes:
    """Cheap where the comparison was stored: a summary of it is kept in the cache."""
    key = f"outline:{ENGINE}:{old.pk}:{new.pk}"
    found = cached(key, lambda: _summary(compared_clauses(old, new)))
    return Changes(found["kinds"], found["gone"], frozenset(found["headings"]))


def _summary(data: Mapping[str, Any]) -> dict[str, Any]:
    old = {clause["id"]: clause for clause in data["old"]["clauses"]}
    kinds, gone = {}, Counter[str]()
    for pair in data["pairs"]:
        if pair["kind"] == RETAINED:
            continue
        for name in pair["new"]:
            kinds[name] = pair["kind"]
        if not pair["new"]:
            gone.update(_last(old[name]["path"]) for name in pair["old"])
    headings = sorted({name for clause in old.values() for name in clause["path"]})
    return {"kinds": kinds, "gone": dict(gone), "headings": headings}


def _last(path: list[str]) -> str:
    return path[-1] if path else ""


def sections_of(extraction: Extraction, since: Changes | None) -> list[Section]:
    """The captured text, its clauses gathered under their headings: one query."""
    clauses = Clause.objects.filter(extraction=extraction).defer("search").order_by("ordinal")
    sections: list[Section] = []
    shown: list[str] = []
    for path, group in groupby(clauses, key=lambda clause: clause.path):
        headings = list(_headings(shown, path, len(sections)))
        sections.append(Section(headings, list(group), path))
        shown = path
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


def _mark(sections: list[Section], since: Changes) -> None:
    last: Heading | None = None
    for section in sections:
        for heading in section.headings:
            heading.is_new = heading.text not in since.headings
            heading.changes = since.gone.get(heading.text, 0)
            last = heading
        for clause in section.clauses:
            clause.change = since.kinds.get(clause.key, "")
        if last:
            last.changes += sum(1 for clause in section.clauses if clause.change)
