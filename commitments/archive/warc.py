"""Snapshots as WARC 1.1 (ISO 28500), which web archives read.

A fetched snapshot is a ``response`` with the headers that were kept, a document brought by hand a ``resource``,
a withdrawn one ``metadata`` that says why there are no bytes; a second ``metadata`` record says by which way a
document came. The same snapshots make the same file: record ids are derived from what they name, and every date
is a capture's or a withdrawal's own.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from uuid import UUID, uuid5

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from commitments.blobs import DRAFT, read_blob, sync_folder, withdrawal_of
from commitments.errors import NotFoundError
from commitments.models import BlobWithdrawal, CaptureMethod, FetchAttempt, Snapshot

NAMESPACE = UUID(
    "5c2b2d0e-6d0c-5c39-9d3e-0f6b6a3f7c11"
)  # of the record ids; to change it renames all
FIELDS = "application/warc-fields"
BATCH = 100
# What was true of the bytes on the wire; the ones we keep have all of it undone.
OF_THE_TRANSFER = {"content-encoding", "transfer-encoding", "content-length"}
ASIDE = "X-Archive-Orig-"
READ_ME = (
    "Of a fetch the body is kept as it was after transfer and content coding were undone; a header that spoke"
    f" of the coded body is named {ASIDE}*. Documents brought by hand are resource records, dated when they"
    " were imported."
)
IN_A_URI = "%/:?#[]@!$&'()*+,;=~"  # what an address may hold as it is


def export_warc(
    snapshots: QuerySet[Snapshot],
    to: Path,
    on_snapshot: Callable[[Snapshot], None] = lambda snapshot: None,
) -> int:
    """Write snapshots to a file that appears whole or not at all; returns how many. Gzip if its name says so.

    Raises NotFoundError if there is none, TrackerError ``lost_blob`` if bytes are missing or damaged, OSError.
    """
    about = snapshots.aggregate(
        number=Count("pk"), latest=Max("fetched_at"), withdrawn=Count("blob__withdrawal")
    )
    if not about["number"]:
        raise NotFoundError("no_snapshots", "There is no such snapshot; nothing was written.")
    with _appearing_whole(to) as file:
        writer = WARCWriter(file, gzip=to.suffix == ".gz", warc_version="1.1")
        writer.write_record(_warcinfo(writer, about))
        for snapshot in _with_facts(snapshots).iterator(BATCH):
            for record in _records(writer, snapshot):
                writer.write_record(record)
            on_snapshot(snapshot)
    return int(about["number"])


@contextmanager
def _appearing_whole(path: Path) -> Iterator[IO[bytes]]:
    draft = path.with_name(f"{DRAFT}{os.getpid()}-{path.name}")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _with_facts(snapshots: QuerySet[Snapshot]) -> QuerySet[Any]:
    # A later "304 not modified" names the same snapshot; it is not the answer that had this body.
    with_body = FetchAttempt.objects.filter(http_status__range=(200, 299))
    attempts = with_body.filter(snapshot=OuterRef("pk"))
    status = Subquery(attempts.order_by("pk").values("http_status")[:1])
    rows = snapshots.select_related("source", "blob__withdrawal").annotate(http_status=status)
    return rows.order_by("fetched_at", "pk")


# --- records ----------------------------------------------------------------------------------


def _warcinfo(writer: Any, about: dict[str, Any]) -> Any:
    body = _fields(
        {
            "software": "rsp-commitment-tracker",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": f"{about['number']} snapshots, {about['withdrawn']} withdrawn. {READ_ME}",
        }
    )
    headers = _headers("warcinfo", _urn("warcinfo", *about.values()), about["latest"])
    headers["WARC-Block-Digest"] = _digest(body)
    return _made(writer, "", headers, body, FIELDS)


def _records(writer: Any, snapshot: Any) -> Iterator[Any]:
    if withdrawal := withdrawal_of(snapshot.blob):
        yield _withdrawn(writer, snapshot, withdrawal)
    else:
        data = read_blob(snapshot.blob)
        yield (_response if _is_http(snapshot) else _resource)(writer, snapshot, data)
    if snapshot.provenance:
        yield _provenance(writer, snapshot)


def _is_http(snapshot: Snapshot) -> bool:
    """Whether a server's answer was kept, and not only a document."""
    has_answer = snapshot.method == CaptureMethod.FETCH or bool(snapshot.headers)
    return has_answer and _address(snapshot).startswith(("http://", "https://"))


def _response(writer: Any, snapshot: Any, data: bytes) -> Any:
    http = _http_headers(snapshot, len(data))
    http.compute_headers_buffer()
    headers = _headers("response", _id_of(snapshot), snapshot.fetched_at)
    headers["WARC-Block-Digest"] = _digest(http.headers_buff + data)
    headers["WARC-Payload-Digest"] = f"sha256:{snapshot.blob_id}"
    if address := snapshot.provenance.get("address"):
        headers["WARC-IP-Address"] = address
    return _made(writer, _address(snapshot), headers, data, http_headers=http)


def _resource(writer: Any, snapshot: Any, data: bytes) -> Any:
    headers = _headers("resource", _id_of(snapshot), snapshot.fetched_at)
    headers["WARC-Block-Digest"] = headers["WARC-Payload-Digest"] = f"sha256:{snapshot.blob_id}"
    media_type = snapshot.media_type or "application/octet-stream"
    return _made(writer, _address(snapshot), headers, data, media_type)


def _withdrawn(writer: Any, snapshot: Any, withdrawal: BlobWithdrawal) -> Any:
    """In place of the bytes. It refers to the record that an earlier export may have handed out."""
    body = _fields(
        {
            "withdrawn-payload-digest": f"sha256:{snapshot.blob_id}",
            "withdrawn-payload-length": snapshot.blob.size,
            "captured-at": _date(snapshot.fetched_at),
            "withdrawn-at": _date(withdrawal.withdrawn_at),
            "reason": withdrawal.reason,
        }
    )
    return _metadata(writer, snapshot, "withdrawal", withdrawal.withdrawn_at, body)


def _provenance(writer: Any, snapshot: Any) -> Any:
    """Redirects, certificate, or the archive of the past that it comes from: whatever was recorded."""
    facts = {f"provenance-{name.replace('_', '-')}": v for name, v in snapshot.provenance.items()}
    return _metadata(writer, snapshot, "provenance", snapshot.fetched_at, _fields(facts))


def _metadata(writer: Any, snapshot: Any, subject: str, at: datetime, body: bytes) -> Any:
    headers = _headers("metadata", _urn(subject, _id_of(snapshot)), at)
    headers["WARC-Refers-To"] = _id_of(snapshot)
    # Of this record's own body: warcio adds one in SHA-1 where there is none.
    headers["WARC-Block-Digest"] = headers["WARC-Payload-Digest"] = _digest(body)
    return _made(writer, _address(snapshot), headers, body, FIELDS)


def _made(
    writer: Any,
    uri: str,
    headers: dict[str, str],
    body: bytes,
    media_type: str = "",
    http_headers: StatusAndHeaders | None = None,
) -> Any:
    return writer.create_warc_record(
        uri,
        headers["WARC-Type"],
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=media_type,
        warc_headers_dict=headers,
        http_headers=http_headers,
    )


# --- their parts ------------------------------------------------------------------------------


def _http_headers(snapshot: Any, size: int) -> StatusAndHeaders:
    """Status line and headers as they were kept; what spoke of the coded body is set aside."""
    status = snapshot.http_status or HTTPStatus.OK  # no other answer becomes a snapshot
    headers = []
    for name, value in snapshot.headers.items():
        is_aside = name.lower() in OF_THE_TRANSFER and str(value) != str(size)
        headers.append((ASIDE + name if is_aside else name, str(value)))
    if not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("content-length", str(size)))
    return StatusAndHeaders(f"{status:d} {_phrase(status)}", headers, protocol="HTTP/1.1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # a server may invent one
        return "Unknown"


def _headers(kind: str, name: str, at: datetime) -> dict[str, str]:
    return {"WARC-Type": kind, "WARC-Record-ID": name, "WARC-Date": _date(at)}


def _id_of(snapshot: Snapshot) -> str:
    """The same in every export, whatever else is in it."""
    facts = (snapshot.source.url, snapshot.blob_id, _date(snapshot.fetched_at), snapshot.pk)
    return _urn("snapshot", *facts)


def _urn(*facts: object) -> str:
    name = "\n".join(map(str, facts))
    return f"<urn:uuid:{uuid5(NAMESPACE, name)}>"


def _address(snapshot: Snapshot) -> str:
    """Where it was found; a document of which nobody said where is named by its hash."""
    url = snapshot.final_url or snapshot.source.url
    return quote(url, safe=IN_A_URI) if url else f"urn:sha256:{snapshot.blob_id}"


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _fields(fields: dict[str, Any]) -> bytes:
    """One line a value; a line break in a reason would begin another field."""
    pairs = (
        (name, value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    )
    return "".join(f"{name}: {' '.join(str(v).split())}\r\n" for name, v in pairs).encode()
