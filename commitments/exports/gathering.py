"""From the record to a paper: comparisons, the life of a commitment, a list of changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from commitments.changelog import Line
from commitments.comparing import CommitmentComparison, VersionComparison
from commitments.dataset.files import shipped
from commitments.exports.papers import WHOLE_TEXT, Edition, Evidence, Paper, Row, Stamp, Subject
from commitments.exports.rows import (
    clause_rows,
    commitment_row,
    find_row,
    life_row,
    line_row,
    says_something,
    stated,
)
from commitments.history import Life
from commitments.models import (
    Blob,
    BlobWithdrawal,
    DatePrecision,
    Extraction,
    PolicyVersion,
    RevisionAccount,
)
from commitments.searching import Hit
from commitments.text.blocks import Block, BlockKind, Op, Span
from commitments.text.readable import readable
from commitments.text.redline import Paragraph, links_of, redline

SUMMARIES = (
    "The text of at least one side has not been captured: the tracker's own summaries are compared,"
    " not the publisher's words."
)
NEITHER_FROM_THE_OTHER = (
    "Two documents, neither of which was made from the other: what is struck out stands only in the first, what"
    " is underlined only in the second, and nothing was removed or added."
)
ALL_STATED = "All that is recorded of both versions"
NO_CHANGE = "Nothing changed between the two."
NOTHING_FITS = "Nothing fits this choice."
NOTHING_SAID = "The record holds no account by the publisher of this revision."


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is: how it was chosen, in words, and the address (a path) at which it is shown."""

    title: str
    address: str
    called: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Gatherer:
    """Makes papers whose addresses begin with ``origin`` and that show the record known at ``known_at``."""

    def __init__(self, origin: str, known_at: datetime | None = None) -> None:
        self.origin = origin.rstrip("/")
        self.known_at = known_at

    def comparison(self, compared: VersionComparison, account: RevisionAccount | None) -> Paper:
        """Two versions. Costs two queries, and the redline of two texts where both are captured."""
        old, new = self._editions([compared.old, compared.new])
        title, address = self.heading(compared)
        rows = [
            *self._commitment_rows(compared, old, new),
            *clause_rows(compared.clauses, old, new, address),
        ]
        return Paper(
            subject=Subject.ACROSS if compared.is_across else Subject.COMPARISON,
            title=title,
            address=address,
            editions=(old, new),
            account="" if compared.is_across else _account(account),
            rows=tuple(rows),
            paragraphs=_paragraphs(compared),
            notes=tuple(_notes(compared, rows)),
            stamp=self.stamp(),
            called=_names(old, new),
            text_title=WHOLE_TEXT if compared.clauses else ALL_STATED,
        )

    def life(self, life: Life) -> Paper:
        """One commitment over all versions that the life goes through. Costs two queries."""
        versions = [entry.version for entry in life.entries]
        editions = self._editions(versions)
        title, address = self.life_heading(life)
        by_version = dict(zip((version.pk for version in versions), editions, strict=True))
        rows = [
            life_row(life, entry, by_version, address)
            for entry in life.entries
            if says_something(entry)
        ]
        return Paper(
            subject=Subject.COMMITMENT,
            title=title,
            address=address,
            editions=tuple(editions),
            account="",
            rows=tuple(rows),
            paragraphs=(),
            notes=(),
            stamp=self.stamp(),
            called=(life.commitment.organization.slug, life.commitment.slug),
        )

    def changes(self, lines: Sequence[Line], listed: Listed) -> Paper:
        """Lines of the log of changes. Costs ten queries, whatever their number."""
        pairs = [_versions_of(line) for line in lines]
        editions = self._editions_by_id({pk for pair in pairs for pk in pair if pk})
        rows = [
            line_row(line, editions.get(old), editions[new], self.origin)
            for line, (old, new) in zip(lines, pairs, strict=True)
        ]
        return self._list(Subject.CHANGES, listed, rows, editions.values())

    def finds(self, found: Sequence[Hit], listed: Listed) -> Paper:
        """What a search found. Costs ten queries, whatever their number."""
        editions = self._editions_by_id({hit.versions[-1].pk for hit in found if hit.versions})
        rows = [find_row(hit, self._edition_of(hit, editions), self.origin) for hit in found]
        return self._list(Subject.SEARCH, listed, rows, editions.values())

    def _list(
        self, subject: Subject, listed: Listed, rows: Sequence[Row], editions: Iterable[Edition]
    ) -> Paper:
        return Paper(
            subject=subject,
            title=listed.title,
            address=f"{self.origin}{listed.address}",
            editions=tuple(editions),
            account="",
            rows=tuple(rows),
            paragraphs=(),
            notes=listed.notes if rows else (*listed.notes, NOTHING_FITS),
            stamp=self.stamp(),
            called=listed.called,
        )

    def _editions_by_id(self, ids: Collection[int]) -> dict[int, Edition]:
        """Oldest first within their policies."""
        versions = PolicyVersion.objects.published(self.known_at).with_policy(self.known_at)
        loaded = list(versions.filter(pk__in=ids))
        return dict(zip((v.pk for v in loaded), self._editions(loaded), strict=True))

    def _edition_of(self, hit: Hit, editions: dict[int, Edition]) -> Edition:
        """The newest version with the words; a title stands in none, only in its policy."""
        if hit.versions:
            return editions[hit.versions[-1].pk]
        owner = (hit.organization, hit.organization_slug, hit.policy_title, hit.policy_slug)
        return Edition(*owner, "", "", f"{self.origin}{hit.url}", None, None, None, None)

    def stamp(self) -> Stamp:
        edition, codebook = _dataset_names()
        return Stamp(
            edition=edition,
            codebook=codebook,
            licence="Data set: CC BY 4.0. Policies belong to their publishers.",
            credit="RSP commitment tracker",
            made_on=timezone.now().date(),
            known_at=self.known_at,
        )

    def heading(self, compared: VersionComparison) -> tuple[str, str]:
        """Title and address of a comparison; no query."""
        old, new = compared.old, compared.new
        owners = [(v.policy.organization.slug, v.policy.slug) for v in (old, new)]
        if not compared.is_across:
            title = f"{new.policy.organization.name}, {new.policy.title}: {old.name} to {new.name}"
            path = reverse("version-compare", args=[*owners[1], old.slug, new.slug])
        else:
            title = " beside ".join(
                f"{v.policy.organization.name}, {v.policy.title} {v.name}" for v in (old, new)
            )
            path = reverse("compare-across", args=[*owners[0], old.slug, *owners[1], new.slug])
        return title, f"{self.origin}{path}"

    def life_heading(self, life: Life) -> tuple[str, str]:
        """Title and address of a commitment; no query."""
        commitment = life.commitment
        title = f"{commitment.organization.name}: {commitment.record.title}"
        return title, f"{self.origin}{commitment.get_absolute_url()}"

    def edition(self, version: Any) -> Edition:
        """A version as exports name it. Costs two queries where its document was captured."""
        [edition] = self._editions([version])
        return edition

    def _editions(self, versions: Sequence[Any]) -> list[Edition]:
        captured = [version.captured for version in versions if version.captured]
        blobs = [text.extraction.snapshot.blob_id for text in captured]
        withdrawals = BlobWithdrawal.objects.filter(blob__in=blobs)
        withdrawn = dict(withdrawals.values_list("blob_id", "reason"))
        sizes = _sizes(blobs)
        return [self._edition(version, withdrawn, sizes) for version in versions]

    def _edition(self, version: Any, withdrawn: dict[str, str], sizes: dict[str, int]) -> Edition:
        record, policy = version.record, version.policy
        return Edition(
            organization=policy.organization.name,
            organization_slug=policy.organization.slug,
            policy=policy.title,
            policy_slug=policy.slug,
            label=version.name,
            slug=version.slug,
            address=f"{self.origin}{version.get_absolute_url()}",
            effective_on=record.effective_on,
            published_on=record.published_on,
            first_seen_on=record.first_seen_on,
            evidence=_evidence(version, withdrawn, sizes) if version.captured else None,
            is_month=record.effective_precision == DatePrecision.MONTH,
        )

    def _commitment_rows(
        self, compared: VersionComparison, old: Edition, new: Edition
    ) -> Iterable[Row]:
        for item in compared.commitments:
            if item.kind not in ("retained", "unrecorded"):
                address = f"{self.origin}{item.commitment.get_absolute_url()}"
                yield commitment_row(item, old, new, address)


def _dataset_names() -> tuple[str, str]:
    dataset = shipped()
    return str(dataset.edition["edition"]), f"codebook {dataset.codebook['version']}"


def _sizes(blobs: Sequence[str]) -> dict[str, int]:
    return dict(Blob.objects.filter(pk__in=blobs).values_list("pk", "size"))


def _evidence(version: Any, withdrawn: dict[str, str], sizes: dict[str, int]) -> Evidence:
    extraction = version.captured.extraction
    snapshot = extraction.snapshot
    return Evidence(
        snapshot_id=snapshot.pk,
        sha256=snapshot.blob_id,
        size=sizes[snapshot.blob_id],
        media_type=snapshot.media_type,
        captured_at=snapshot.fetched_at,
        url=snapshot.final_url or snapshot.source.url,
        method=snapshot.get_method_display(),
        reader=extraction.reader,
        withdrawn=withdrawn.get(snapshot.blob_id, ""),
    )


def _names(old: Edition, new: Edition) -> tuple[str, ...]:
    """Of one policy its name stands once."""
    if old.is_of(new):
        return (*new.owner, old.slug, new.slug)
    return (*old.owner, old.slug, *new.owner, new.slug)


def _versions_of(line: Line) -> tuple[int, int]:
    """Ids of the two versions between which it lies; 0 where there is none before."""
    if line.entry:
        change = line.entry.step.change
        return change.old_version_id or 0, change.new_version_id
    old = line.revision.old
    return (old.pk if old else 0), line.revision.version.pk


def _account(account: RevisionAccount | None) -> str:
    if account is None:
        return NOTHING_SAID
    told = f"{account.get_regime_display()}: {account.summary}" if account.summary else ""
    address = f" ({account.url})" if account.url else ""
    return f"{told or account.get_regime_display()}{address}"


def _notes(compared: VersionComparison, rows: Sequence[Row]) -> Iterable[str]:
    if compared.is_across:
        yield NEITHER_FROM_THE_OTHER
    elif compared.clauses is None:
        yield SUMMARIES
    if not rows:
        yield NO_CHANGE


# --- whole texts --------------------------------------------------------------------------------------------


def _paragraphs(compared: VersionComparison) -> tuple[Paragraph, ...]:
    """Both documents as one where they were captured; else each commitment's title and what is said of it."""
    if compared.clauses is None:
        return tuple(_stated_paragraphs(compared.commitments))
    texts = [version.text for version in (compared.old, compared.new)]
    old, new = (_blocks(text.extraction_id) for text in texts if text)
    return redline(old, new, links_of(compared.clauses))


def _blocks(extraction: int) -> list[Block]:
    """A reading's blocks; one query. Where versions are loaded they are deferred: they are the whole text."""
    stored = Extraction.objects.values_list("blocks", flat=True).get(pk=extraction)
    return [
        Block(
            **{
                **block,
                "kind": BlockKind(block["kind"]),
                "headings": tuple(block.get("headings", ())),
            }
        )
        for block in stored
    ]


def _stated_paragraphs(items: Iterable[CommitmentComparison]) -> Iterable[Paragraph]:
    for item in items:
        title = Block(BlockKind.HEADING, item.commitment.record.title, 0, level=2)
        yield Paragraph(title, title, (Span(Op.EQUAL, title.text),))
        before, after = stated(item.old), stated(item.new)
        old = Block(BlockKind.PARAGRAPH, before, 0) if before else None
        new = Block(BlockKind.PARAGRAPH, after, 0) if after else None
        if old or new:
            yield Paragraph(old, new, readable(item.spans))
