"""What is handed on, found and ready to be made into a file: how large it is, and how it is cited."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from commitments.changelog import Row as LogRow
from commitments.changelog import lines_of
from commitments.comparing import VersionComparison
from commitments.errors import NotFoundError
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
MOST_CLAUSES_TYPESET = 2_000  # some 45,000 words
MOST_CAPTURES = 8  # in an evidence pack
MOST_BYTES = 20_000_000  # of their documents
LONGEST_NAME = 80  # characters that a choice may take in the name of a file
CAPPED = (
    "These words stand in more places than were looked at: of each kind, in the latest thousand."
)
NO_DOCUMENT = "No document of {} has been captured yet: there is no text to compare."
_NAMED = {"q": "for", "in_force": "in force", "as_of": "as of", "known_at": "known at"}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    data: bytes


def silent() -> None:
    """Nobody watches."""


class Matter(Protocol):
    @property
    def subject(self) -> Subject: ...

    @property
    def parts(self) -> int:
        """Of how many ``file`` tells that they are done."""

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        """Title, and the address of the page that shows it."""

    def is_large(self, made: Format) -> bool:
        """Whether to make it takes longer than a reader would wait; no query."""

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        """Make it; ``tell`` is called for each part that is done."""


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """Of one policy, or of two."""

    parts: ClassVar = 1
    compared: VersionComparison
    account: RevisionAccount | None = None

    @property
    def subject(self) -> Subject:
        return Subject.ACROSS if self.compared.is_across else Subject.COMPARISON

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        return gatherer.heading(self.compared)

    def is_large(self, made: Format) -> bool:
        versions = [self.compared.old, self.compared.new]
        return _are_long(versions, made) or (made.has_evidence and _have_much_evidence(versions))

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        """Raises NotFoundError ``no_document`` where of two policies one text has not been captured."""
        if self.compared.is_across:
            _must_be_captured(self.compared.old, self.compared.new)
        return _filed(gatherer.comparison(self.compared, self.account), made, tell)


@dataclass(frozen=True, slots=True)
class OneCommitment:
    subject: ClassVar = Subject.COMMITMENT
    parts: ClassVar = 1
    life: Life

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        return gatherer.life_heading(self.life)

    def is_large(self, made: Format) -> bool:
        return made.has_evidence and _have_much_evidence(e.version for e in self.life.entries)

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        return _filed(gatherer.life(self.life), made, tell)


def reference_to(matter: TwoVersions | OneCommitment, gatherer: Gatherer) -> Reference:
    """How what a page shows of it is cited; no query."""
    return of_page(matter.subject, *matter.heading(gatherer), gatherer.stamp())


@dataclass(frozen=True, slots=True)
class Changes:
    """``asked``: the choice as it stands in a query string, clocks and all."""

    subject: ClassVar = Subject.CHANGES
    parts: ClassVar = 1
    asked: Mapping[str, str]
    rows: Sequence[LogRow]
    moment: Moment

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        return self._listed.title, f"{gatherer.origin}{self._listed.address}"

    @property
    def _listed(self) -> Listed:
        return _listed("Changes", reverse("change-list"), self.asked, self.moment)

    def is_large(self, made: Format) -> bool:
        """How much evidence there is behind a list, only its lines would tell."""
        return made.has_evidence or len(self.rows) > MOST_ROWS

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        lines = lines_of([row.place for row in self.rows], self.moment)
        return _filed(gatherer.changes(lines, self._listed), made, tell)


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search found; ``asked`` as above."""

    subject: ClassVar = Subject.SEARCH
    parts: ClassVar = 1
    asked: Mapping[str, str]
    found: Found
    moment: Moment

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        return self._listed.title, f"{gatherer.origin}{self._listed.address}"

    @property
    def _listed(self) -> Listed:
        notes = (CAPPED,) if self.found.is_capped else ()
        return _listed("Search", reverse("search"), self.asked, self.moment, notes)

    def is_large(self, made: Format) -> bool:
        return self.found.total > MOST_ROWS

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        found = hits(self.found, self.moment, start=0, size=self.found.total)
        return _filed(gatherer.finds(found, self._listed), made, tell)


def _must_be_captured(*versions: Any) -> None:
    for version in versions:
        if version.text is None:
            raise NotFoundError("no_document", NO_DOCUMENT.format(version))


def _are_long(versions: Iterable[Any], made: Format) -> bool:
    most = MOST_CLAUSES_TYPESET if made.is_typeset else MOST_CLAUSES
    return sum(int(reading.clause_count) for reading in _readings(versions)) > most


def _have_much_evidence(versions: Iterable[Any]) -> bool:
    blobs = {reading.snapshot.blob for reading in _readings(versions)}
    return len(blobs) > MOST_CAPTURES or sum(blob.size for blob in blobs) > MOST_BYTES


def _readings(versions: Iterable[Any]) -> list[Any]:
    return [version.captured.extraction for version in versions if version.captured]


def _filed(paper: Paper, made: Format, tell: Callable[[], None]) -> File:
    file = File(file_name(paper, made), made.media_type, made.render(paper))
    tell()
    return file


def _listed(
    noun: str, path: str, asked: Mapping[str, str], moment: Moment, notes: tuple[str, ...] = ()
) -> Listed:
    """A list by what was chosen for it: in its title, its address and the name of its file."""
    names = frame(moment).names
    told = [f"{_NAMED.get(name, name)} {names.get(asked[name], asked[name])}" for name in asked]
    title = f"{noun}: {', '.join(told)}" if told else f"{noun}, all"
    called = slugify(" ".join(value.replace("/", " ") for value in asked.values()))
    address = f"{path}?{urlencode(asked)}" if asked else path
    named = tuple(filter(None, (noun.lower(), called[:LONGEST_NAME])))
    return Listed(title, address, named, notes)
