"""From bytes to evidence, and from evidence to a reading of it."""

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, connection, transaction

from commitments.blobs import read_blob, store_blob
from commitments.fetching import Fetched
from commitments.models import CaptureMethod, Extraction, Snapshot, Source
from commitments.reading import Document, Result, read_document
from commitments.reading.limits import granted
from commitments.text import blocks
from commitments.text.segment import SEGMENTER


def record_snapshot(
    *,
    source: Source,
    fetched: Fetched,
    method: CaptureMethod,
    provenance: dict[str, Any] | None = None,
) -> tuple[Snapshot, bool]:
    """Keep what was seen at a source, unless its previous snapshot holds the same bytes; whether it is new.

    A fetch compares with the *previous* fetch only, since A, B, A is two changes. An import, which may arrive
    in any order, with every import from the same source; what an archive saw, with what it saw at that instant.
    ``provenance`` replaces what the fetch itself can say of where the bytes came from.
    """
    with transaction.atomic():
        blob = store_blob(fetched.body)
        Source.objects.select_for_update().values_list("pk").get(pk=source.pk)
        before = Snapshot.objects.filter(source=source, method=method)
        if method == CaptureMethod.IMPORT:
            before = before.filter(blob=blob)
        if method == CaptureMethod.ARCHIVE:
            before = before.filter(fetched_at=fetched.fetched_at)
        previous = before.order_by("-fetched_at", "-pk").first()
        if previous and previous.blob_id == blob.sha256:
            return previous, False
        snapshot = Snapshot.objects.create(
            source=source,
            blob=blob,
            method=method,
            fetched_at=fetched.fetched_at,
            final_url=fetched.final_url,
            media_type=fetched.media_type[:100],
            headers=fetched.headers,
            provenance=provenance or _provenance(fetched),
        )
        return snapshot, True


def _provenance(fetched: Fetched) -> dict[str, Any]:
    """The way the bytes took, as far as there was one."""
    facts = {
        "redirects": list(fetched.redirects),
        "address": fetched.address,
        "certificate_sha256": fetched.certificate_sha256,
    }
    return {name: value for name, value in facts.items() if value}


def extract_snapshot(snapshot: Snapshot) -> Extraction:
    """Read a snapshot with today's reader; a reading that exists is returned. Raises ExtractError."""
    return keep_reading(snapshot, read_snapshot(snapshot))


def read_snapshot(snapshot: Snapshot) -> Result:
    """What today's reader reads in a snapshot; stores nothing. Raises ExtractError."""
    source = snapshot.source
    document = Document(
        read_blob(snapshot.blob),
        snapshot.media_type,
        select=tuple(source.select),
        remove=tuple(source.remove),
        address=snapshot.final_url or source.url,
    )
    return read_document(document, granted())


def keep_reading(snapshot: Snapshot, result: Result) -> Extraction:
    """Store a reading with its clauses, unless the same reader's is there; rare, and found by trying."""
    reader = reader_name(result.reading.extractor, snapshot.source)
    try:
        with transaction.atomic():
            extraction: Extraction = Extraction.objects.create(
                snapshot=snapshot, reader=reader, **_facts(result)
            )
            _write_clauses(extraction, result.clauses)
    except IntegrityError:
        return snapshot.extractions.get(reader=reader)
    return extraction


def _facts(result: Result) -> dict[str, Any]:
    reading = result.reading
    return {
        "media_type": reading.media_type,
        "title": reading.title,
        "page_count": reading.page_count,
        "blocks": [
            dict(zip(_BLOCK_FIELDS, _block_facts(block), strict=True)) for block in reading.blocks
        ],
        "links": [[link.words, link.target] for link in reading.links],
        "text_sha256": result.text_sha256,
        "clause_count": len(result.clauses),
    }


_BLOCK_FIELDS = tuple(field.name for field in fields(blocks.Block))
_block_facts = attrgetter(*_BLOCK_FIELDS)


def reader_name(extractor: str, source: Source) -> str:
    """What made a reading: extractor and segmenter with their versions, and the selectors, if there are any."""
    selectors = json.dumps([source.select, source.remove]) if source.select or source.remove else ""
    digest = hashlib.sha256(selectors.encode()).hexdigest()[:8]
    return f"{extractor} {SEGMENTER}" + (f" selectors/{digest}" if selectors else "")


# A document has hundreds of clauses, and most of the time that the ORM takes for them is its own.
_COPY = """
    COPY commitments_clause
        (extraction_id, key, ordinal, kind, text, path, lead_in, page, start, "end", strength, rule)
    FROM STDIN
"""
# Not as CSV: before PostgreSQL 18 a line of "\." within a text would end the rows.
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _write_clauses(extraction: Extraction, clauses: Sequence[blocks.Clause]) -> None:
    """All rows in one statement."""
    rows = "".join(_line(_row(extraction.pk, clause)) for clause in clauses)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(_COPY, io.StringIO(rows))


def _line(row: Iterable[str | int | None]) -> str:
    """As COPY reads it."""
    fields = (r"\N" if field is None else str(field).translate(_ESCAPED) for field in row)
    return "\t".join(fields) + "\n"


def _row(extraction_id: int, clause: blocks.Clause) -> tuple[str | int | None, ...]:
    """In the order of the columns above."""
    return (
        extraction_id,
        clause.id,
        clause.ordinal,
        clause.kind.value,
        clause.text,
        json.dumps(clause.path),
        clause.lead_in,
        clause.page,
        clause.start,
        clause.end,
        clause.strength.value if clause.strength else "",
        clause.rule,
    )
