"""What is handed on, before it has a format: frozen values that every format reads, and nothing beside them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from commitments.text.blocks import Span
from commitments.text.redline import Paragraph

WHOLE_TEXT = "The whole text"


class Subject(StrEnum):
    COMPARISON = "comparison"  # two versions
    ACROSS = "across"  # two versions of different policies
    COMMITMENT = "commitment"  # one commitment over all versions
    CHANGES = "changes"  # a filtered list of changes
    SEARCH = "search"  # what a search finds
    HISTORY = "history"  # all versions, commitments and changes of an organization, a file each


@dataclass(frozen=True, slots=True)
class Evidence:
    """The captured document behind a version. ``withdrawn`` is the reason, where its bytes are gone."""

    snapshot_id: int
    sha256: str
    size: int
    media_type: str
    captured_at: datetime
    url: str
    method: str
    reader: str
    withdrawn: str = ""

    @property
    def told(self) -> str:
        """When, how and, as far as it is known, from where it was captured."""
        source = f" from {self.url}" if self.url else ""
        return f"captured {self.captured_at:%Y-%m-%d %H:%M} UTC, {self.method}{source}"

    @property
    def facts(self) -> list[str]:
        facts = [self.told, f"SHA-256 {self.sha256}, {self.size:,} bytes, {self.media_type}"]
        return facts + ([f"bytes withdrawn: {self.withdrawn}"] if self.withdrawn else [])


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as it is named in an export, with the publisher's dates; ours is in its evidence."""

    organization: str
    organization_slug: str
    policy: str
    policy_slug: str
    label: str
    slug: str
    address: str
    effective_on: date | None
    published_on: date | None
    first_seen_on: date | None
    evidence: Evidence | None
    is_month: bool = False  # the publisher names the month alone

    @property
    def in_force_from(self) -> str:
        """The publisher's date, as precisely as it is known: 2026-07-08, or 2026-07."""
        return str(self.effective_on or "")[: 7 if self.is_month else 10]

    @property
    def name(self) -> str:
        return f"{self.organization}, {self.policy} {self.label}".rstrip()

    @property
    def facts(self) -> list[str]:
        """Where it comes from: the publisher's dates under their own names, and the tracker's capture."""
        dates = {
            "in force from": self.in_force_from,
            "published": self.published_on,
            "first seen": self.first_seen_on,
        }
        told = [f"{name} {day}" for name, day in dates.items() if day]
        return told + (self.evidence.facts if self.evidence else ["text not captured"])

    @property
    def owner(self) -> tuple[str, str]:
        return self.organization_slug, self.policy_slug

    def is_of(self, other: "Edition") -> bool:
        """Whether both are editions of one policy."""
        return self.owner == other.owner


@dataclass(frozen=True, slots=True)
class Review:
    """Who says what became of a statement. Without a reviewer it is a reading, or the machine's proposal."""

    basis: (
        str  # as it is printed: "decided by ...", "tracker's reading, not reviewed", "not assessed"
    )
    reviewed_by: str = ""
    reviewed_on: date | None = None
    codebook: str = ""
    is_material: bool | None = None
    dimensions: tuple[str, ...] = ()
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One change: the same two passages in every format."""

    old: Edition | None
    new: Edition
    heading: str
    commitment: str  # its title, or empty for a clause
    before: str
    after: str
    spans: tuple[Span, ...]
    outcome: str
    whose_words: str
    review: Review
    signals: tuple[str, ...]
    address: str

    @property
    def standing(self) -> str:
        """Whose words they are, and who says so."""
        said = (self.whose_words, self.review.basis, self.review.announcement)
        return "; ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every export says of itself."""

    edition: str  # of the data set
    codebook: str
    licence: str
    credit: str
    made_on: date
    known_at: datetime | None  # the state of the record it shows; None is the day it was made


@dataclass(frozen=True, slots=True)
class Paper:
    """``editions`` are the two sides of a comparison, or the versions that a life or a list goes through."""

    subject: Subject
    title: str
    address: str
    editions: tuple[Edition, ...]
    account: str  # what the publisher said of the change, or that it said nothing
    rows: tuple[Row, ...]
    paragraphs: tuple[Paragraph, ...]  # the whole text of both sides; empty for other subjects
    notes: tuple[str, ...]  # what a reader must know: summaries, nothing changed, guesses
    stamp: Stamp
    called: tuple[str, ...]  # by what is in it, for the name of a file
    text_title: str = WHOLE_TEXT  # of the paragraphs

    def title_of(self, row: Row) -> str:
        """What became of what, and where; of two versions that the paper is about the name is not repeated."""
        names = {Subject.COMPARISON: "", Subject.ACROSS: "", Subject.COMMITMENT: row.new.label}
        name = names.get(self.subject, row.new.name)
        return " · ".join(filter(None, (row.outcome, row.commitment, name, row.heading)))

    @property
    def is_reviewed(self) -> str:
        """How much of what is said has been reviewed by a person, in words that can be printed."""
        if self.subject is Subject.SEARCH:
            return "what a search finds is quoted, and judged by nobody"
        done = sum(1 for row in self.rows if row.review.reviewed_by)
        if not self.rows:
            return "no statement to review"
        return f"{done} of {len(self.rows)} statements reviewed by a person"
