"""What is handed on, found and ready to be made into a file: how large it is, and how it is cited."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from commitments.changelog import Row as LogRow
from commitments.changelog import lines_of
from commitments.comparing import VersionComparison
from commitments.exports import Format, file_name
from commitments.exports.citations import Reference, of_page
from commitments.exports.gathering import Gatherer, Listed
from commitments.exports.papers import Paper, Subject
from commitments.frames import frame
from commitments.history import Life
from commitments.models import RevisionAccount
from commitments.moments import Moment
from commitments.searching import Found, hits

# What is more than one of these takes seconds: it is made by a worker.
MOST_ROWS = 500
MOST_CLAUSES = 6_000  # of both texts: some 130,000 words
MOST_CAPTURES = 8  # in an evidence pack
MOST_BYTES = 20_000_000  # of their documents
LONGEST_NAME = 80  # characters that a choice may take in the name of a file
CAPPED = (
    "These words stand in more places than were looked at: of each kind, in the latest thousand."
)
_NAMED = {"q": "for", "in_force": "in force", "as_of": "as of", "known_at": "known at"}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    data: bytes


def silent() -> None:
    """Nobody watches."""


class Matter(Protocol):
    subject: ClassVar[Subject]

    @property
    def parts(self) -> int:
        """Of how many ``file`` tells that they are done."""

    def is_large(self, made: Format) -> bool:
        """Whether to make it takes longer than a reader would wait; no query."""

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        """Make it; ``tell`` is called for each part that is done."""


@dataclass(frozen=True, slots=True)
class TwoVersions:
    subject: ClassVar = Subject.COMPARISON
    parts: ClassVar = 1
    compared: VersionComparison
    account: RevisionAccount | None

    def is_large(self, made: Format) -> bool:
        return _are_large([self.compared.old, self.compared.new], made)

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        return _filed(gatherer.comparison(self.compared, self.account), made, tell)

    def reference(self, gatherer: Gatherer) -> Reference:
        title, address = gatherer.heading(self.compared)
        return of_page("Comparison", title, address, gatherer.stamp())


@dataclass(frozen=True, slots=True)
class OneCommitment:
    subject: ClassVar = Subject.COMMITMENT
    parts: ClassVar = 1
    life: Life

    def is_large(self, made: Format) -> bool:
        return made.has_evidence and _are_large([e.version for e in self.life.entries], made)

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        return _filed(gatherer.life(self.life), made, tell)

    def reference(self, gatherer: Gatherer) -> Reference:
        title, address = gatherer.life_heading(self.life)
        return of_page("Commitment", title, address, gatherer.stamp())


@dataclass(frozen=True, slots=True)
class Changes:
    """``asked``: the choice as it stands in a query string, clocks and all."""

    subject: ClassVar = Subject.CHANGES
    parts: ClassVar = 1
    asked: Mapping[str, str]
    rows: Sequence[LogRow]
    moment: Moment

    def is_large(self, made: Format) -> bool:
        return len(self.rows) > MOST_ROWS

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        lines = lines_of([row.place for row in self.rows], self.moment)
        listed = _listed("Changes", reverse("change-list"), self.asked, self.moment)
        return _filed(gatherer.changes(lines, listed), made, tell)


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search found; ``asked`` as above."""

    subject: ClassVar = Subject.SEARCH
    parts: ClassVar = 1
    asked: Mapping[str, str]
    found: Found
    moment: Moment

    def is_large(self, made: Format) -> bool:
        return self.found.total > MOST_ROWS

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        found = hits(self.found, self.moment, start=0, size=self.found.total)
        listed = _listed("Search", reverse("search"), self.asked, self.moment)
        notes = (CAPPED,) if self.found.is_capped else ()
        return _filed(gatherer.finds(found, replace(listed, notes=notes)), made, tell)


def _are_large(versions: Iterable[Any], made: Format) -> bool:
    readings = [version.captured.extraction for version in versions if version.captured]
    if not made.has_evidence:
        return sum(int(reading.clause_count) for reading in readings) > MOST_CLAUSES
    size = sum(reading.snapshot.blob.size for reading in readings)
    return len(readings) > MOST_CAPTURES or size > MOST_BYTES


def _filed(paper: Paper, made: Format, tell: Callable[[], None]) -> File:
    file = File(file_name(paper, made), made.media_type, made.render(paper))
    tell()
    return file


def _listed(noun: str, path: str, asked: Mapping[str, str], moment: Moment) -> Listed:
    """A list by what was chosen for it: in its title, its address and the name of its file."""
    names = frame(moment).names
    told = [f"{_NAMED.get(name, name)} {names.get(asked[name], asked[name])}" for name in asked]
    title = f"{noun}: {', '.join(told)}" if told else f"{noun}, all"
    called = slugify(" ".join(value.replace("/", " ") for value in asked.values()))
    address = f"{path}?{urlencode(asked)}" if asked else path
    return Listed(title, address, tuple(filter(None, (noun.lower(), called[:LONGEST_NAME]))))
