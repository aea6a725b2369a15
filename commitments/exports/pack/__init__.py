"""The evidence pack: a comparison with everything that it rests on, which a stranger can verify offline."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from commitments.archive.warc import export_warc
from commitments.blobs import read_blob, suffix_of, withdrawal_of
from commitments.errors import TrackerError
from commitments.exports import citations, page_html, table_csv, typeset
from commitments.exports.characters import printable
from commitments.exports.pack.wording import passages, read_me
from commitments.exports.papers import Paper
from commitments.exports.zipping import zipped
from commitments.models import Event, Snapshot

HERE = Path(__file__).parent
MOST_BYTES = 200_000_000  # of documents
TOO_MUCH = (
    "The documents behind it have more than 200 MB: choose less, or take it without evidence."
)
OWN = "# these lines: "  # verify.py knows it too


def render(paper: Paper) -> bytes:
    """The pack as a ZIP; the same paper of the same record makes the same bytes.

    Costs what the PDF and the HTML cost, a WARC of the captured documents, and a pass over the audit chain.
    """
    files = dict(_files(paper))
    files["SHA256SUMS"] = _sums(files)
    return zipped(files.items())


def _files(paper: Paper) -> Iterator[tuple[str, bytes]]:
    snapshots = _snapshots(paper)
    documents = dict(_documents(snapshots))
    yield "README.txt", printable(read_me(paper)).encode()
    yield "verify.py", (HERE / "verify.py").read_bytes()
    yield "comparison.pdf", typeset.render(paper)
    yield "comparison.html", page_html.render(paper)
    yield "changes.csv", table_csv.render(paper)
    yield "passages.txt", printable(passages(paper)).encode()
    yield "captures.json", _json([_capture(snapshot, documents) for snapshot in snapshots])
    yield "events.json", _json(list(_events(paper)))
    yield "citation.bib", citations.bibtex(citations.of_paper(paper)).encode()
    yield from documents.values()
    if snapshots:
        yield "captures.warc.gz", _warc(snapshots)


def _snapshots(paper: Paper) -> list[Snapshot]:
    """The captured documents behind the paper's versions, which are public: each once.

    Raises TrackerError ``too_much_evidence``: all of a pack is in memory.
    """
    seen = [edition.evidence for edition in paper.editions if edition.evidence]
    if sum({source.sha256: source.size for source in seen}.values()) > MOST_BYTES:
        raise TrackerError("too_much_evidence", TOO_MUCH)
    ids = {source.snapshot_id for source in seen}
    rows = Snapshot.objects.filter(pk__in=ids).select_related("blob__withdrawal", "source")
    return list(rows.order_by("fetched_at", "pk"))


def _documents(snapshots: Iterable[Snapshot]) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """By hash: the file's name and the untouched bytes; of a withdrawn document there are none."""
    for snapshot in snapshots:
        if withdrawal_of(snapshot.blob) is None:
            name = f"documents/{snapshot.blob_id}.{suffix_of(snapshot.media_type)}"
            yield snapshot.blob_id, (name, read_blob(snapshot.blob))


def _capture(snapshot: Snapshot, documents: dict[str, tuple[str, bytes]]) -> dict[str, Any]:
    withdrawal = withdrawal_of(snapshot.blob)
    return {
        "sha256": snapshot.blob_id,
        "size": snapshot.blob.size,
        "file": documents[snapshot.blob_id][0] if snapshot.blob_id in documents else None,
        "withdrawn": withdrawal.reason if withdrawal else None,
        "captured_at": snapshot.fetched_at.astimezone(UTC).isoformat(),
        "recorded_at": snapshot.recorded_at.astimezone(UTC).isoformat(),
        "method": snapshot.get_method_display(),
        "address": snapshot.final_url or snapshot.source.url,
        "media_type": snapshot.media_type,
        "headers": snapshot.headers,
        "provenance": snapshot.provenance,
    }


def _warc(snapshots: Iterable[Snapshot]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "captures.warc.gz"
        export_warc(Snapshot.objects.filter(pk__in=[s.pk for s in snapshots]), path)
        return path.read_bytes()


def _events(paper: Paper) -> Iterator[dict[str, Any]]:
    """The audit chain: what was done to these versions in full, of everything else its links only.

    Others' events may speak of what is not public; their hashes are enough to see that none was slipped in.
    """
    subjects = {f"{e.organization_slug}/{e.policy_slug} {e.label}" for e in paper.editions}
    for event in Event.objects.order_by("pk").iterator():
        link = {"number": event.pk, "previous_hash": event.previous_hash, "hash": event.hash}
        yield {**link, "body": event.hashed()} if event.subject in subjects else link


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _sums(files: dict[str, bytes]) -> bytes:
    """As ``sha256sum`` writes them, and a last line for the lines themselves."""
    body = "".join(f"{_sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    return f"{body}{OWN}{_sha256(body.encode())}\n".encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
