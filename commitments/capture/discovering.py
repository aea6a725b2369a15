"""New documents, not only new bytes: links that appear on a watched page, and what a document may be called."""

from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from django.db import transaction

from commitments.blobs import read_blob
from commitments.errors import ExtractError
from commitments.models import (
    Candidate,
    CandidateState,
    Extraction,
    PolicyVersion,
    Snapshot,
    Source,
    SourceKind,
    VersionGuess,
)
from commitments.reading import Document, created_on
from commitments.reading.limits import granted
from commitments.text.extract.sniffing import PDF
from commitments.text.guessing import guesses
from commitments.text.leads import Lead

PDFS = ("*.pdf", "*.pdf?*")  # what is looked for where a source has no patterns of its own
MOST_WATCHED = 10  # documents that one look at a page may add; the rest waits for an editor
MOST_OF_A_PAGE = (
    100  # that a page may ever add by itself: one that shows others each day would never end
)
TITLE_PAGE = 1500  # characters


def discover(source: Source, snapshot: Snapshot, leads: Sequence[Lead]) -> int:
    """Note the links of a page that match the source's patterns and are not known yet; how many there are.

    ``leads`` are those that were read in the snapshot. A PDF that appears on a page which was seen before is
    watched at once, and so becomes a draft of its own.
    What a page held when it was seen for the first time waits for an editor, as does whatever is no PDF.
    Doing it twice changes nothing.
    """
    fresh = _unknown(source, [lead for lead in leads if _matches(source, lead)])
    if not fresh:
        return 0
    with transaction.atomic():
        Candidate.objects.bulk_create(
            (_candidate(source, snapshot, link) for link in fresh), ignore_conflicts=True
        )
        if _was_seen_before(source, snapshot):
            _watch_documents(source, snapshot)
    return len(fresh)


def note_guesses(version: PolicyVersion, snapshot: Snapshot, extraction: Extraction) -> None:
    """What a captured draft may be called and dated: from title page, file name, link and metadata."""
    link = Candidate.objects.filter(became=snapshot.source_id).first()
    found = guesses(
        title_page="\n".join(block["text"] for block in extraction.blocks[:20])[:TITLE_PAGE],
        link=link.words if link else "",
        beside=link.beside if link else "",
        file_name=_file_name(snapshot.final_url or snapshot.source.url),
        created_on=_created_on(snapshot) if extraction.media_type == PDF else "",
    )
    VersionGuess.objects.bulk_create(
        (
            VersionGuess(
                version=version,
                what=guess.what,
                value=guess.value,
                where=guess.where,
                words=guess.words,
            )
            for guess in found
        ),
        ignore_conflicts=True,
    )


def _created_on(snapshot: Snapshot) -> str:
    """A guess less is no reason to lose a draft."""
    with suppress(ExtractError):
        return created_on(Document(read_blob(snapshot.blob), snapshot.media_type), granted())
    return ""


def _unknown(source: Source, leads: Sequence[Lead]) -> list[Lead]:
    if not leads:
        return []
    known = set(source.candidates.values_list("url", flat=True))
    known |= set(Source.objects.filter(policy=source.policy_id).values_list("url", flat=True))
    return [lead for lead in leads if lead.url not in known]


def _matches(source: Source, link: Lead) -> bool:
    patterns = source.link_patterns or PDFS
    return len(link.url) <= _longest() and any(
        fnmatchcase(link.url.lower(), p.lower()) for p in patterns
    )


def _longest() -> int:
    return int(Source._meta.get_field("url").max_length or 0)


def _candidate(source: Source, snapshot: Snapshot, link: Lead) -> Candidate:
    return Candidate(
        source=source,
        url=link.url,
        words=link.words,
        beside=link.beside,
        day=link.day or None,
        snapshot=snapshot,
    )


def _was_seen_before(source: Source, snapshot: Snapshot) -> bool:
    return Snapshot.objects.filter(source=source, pk__lt=snapshot.pk).exists()


def _watch_documents(source: Source, snapshot: Snapshot) -> None:
    appeared = Candidate.objects.filter(
        source=source, snapshot=snapshot, state=CandidateState.OPEN
    ).select_related("source__policy")
    documents = [c for c in appeared.order_by("pk") if _file_name(c.url).lower().endswith(".pdf")]
    watched = Candidate.objects.filter(source=source, state=CandidateState.WATCHED).count()
    for candidate in documents[: max(0, min(MOST_WATCHED, MOST_OF_A_PAGE - watched))]:
        candidate.became, _ = Source.objects.get_or_create(
            policy=source.policy, url=candidate.url, defaults={"kind": SourceKind.DOCUMENT}
        )
        candidate.state = CandidateState.WATCHED
        candidate.save()


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2]
