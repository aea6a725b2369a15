"""export_warc: what is handed out is read back by a web archive's own tools, byte for byte."""

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from commitments import blobs, capture, review
from commitments.archive.warc import export_warc
from commitments.fetching import Fetched
from commitments.models import CaptureMethod, FetchAttempt, Outcome, Snapshot, Source

AT = datetime(2026, 3, 31, 9, 30, 15, 123456, tzinfo=UTC)
PAGE = b"<p>We will keep the lighthouse lit.</p>"
HEADERS = {"content-type": "text/html; charset=utf-8", "etag": '"abc"', "content-length": "39"}


class Read(NamedTuple):
    """One record as it came back."""

    kind: str
    headers: dict[str, str]
    http: Any
    body: bytes


def read(path: Path) -> list[Read]:
    with path.open("rb") as file:
        return [
            Read(
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def passes_check(path: Path) -> bool:
    """What ``warcio check`` says."""
    return Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


@pytest.fixture
def page(rsp) -> Source:
    return Source.objects.create(policy=rsp, kind="page", url="https://lab.example/policy")


@pytest.fixture
def seen(page):
    """A capture at a source, as the fetcher hands it over."""

    def seen(body: bytes = PAGE, *, source: Source = page, at: datetime = AT, **facts) -> Snapshot:
        known = {"media_type": "text/html", "final_url": source.url, "headers": HEADERS, **facts}
        method = known.pop("method", CaptureMethod.FETCH)
        fetched = Fetched(body=body, fetched_at=at, **known)
        return capture.record_snapshot(source=source, fetched=fetched, method=method)[0]

    return seen


@pytest.fixture
def export(run, tmp_path):
    def export(*arguments: object, name: str = "policies.warc.gz") -> Path:
        run("export_warc", "--to", tmp_path / name, *arguments)
        return tmp_path / name

    return export


def test_a_fetched_page_comes_back_as_the_response_it_was(seen, export):
    snapshot = seen()
    info, record = read(export())
    assert info.kind == "warcinfo"
    assert b"format: WARC File Format 1.1\r\n" in info.body
    assert b"1 snapshots, 0 withdrawn" in info.body
    assert record.kind == "response" and record.body == PAGE
    assert record.headers["WARC-Target-URI"] == "https://lab.example/policy"
    assert record.headers["WARC-Date"] == "2026-03-31T09:30:15.123456Z"
    assert record.headers["WARC-Payload-Digest"] == f"sha256:{snapshot.blob_id}"
    assert record.http.protocol == "HTTP/1.1" and record.http.statusline == "200 OK"
    assert dict(record.http.headers) == HEADERS


def test_it_passes_the_check_of_the_tools_and_is_version_1_1(seen, export):
    seen()
    seen(b"other words", at=timezone.now())
    path = export()
    assert passes_check(path)
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 3


def test_a_flipped_bit_does_not_pass(seen, export):
    seen()
    path = export(name="plain.warc")
    path.write_bytes(path.read_bytes().replace(b"lighthouse lit", b"lighthouse lot"))
    assert not passes_check(path)


def test_a_header_that_spoke_of_the_packed_body_is_set_aside(seen, export):
    packed = {"content-encoding": "gzip", "content-length": "21", "server": "x"}
    seen(headers=packed)
    record = read(export())[1]
    assert record.body == PAGE
    assert dict(record.http.headers) == {
        "X-Archive-Orig-content-encoding": "gzip",
        "X-Archive-Orig-content-length": "21",
        "server": "x",
        "content-length": str(len(PAGE)),
    }


@pytest.mark.parametrize(
    ("status", "line"), [(203, "203 Non-Authoritative Information"), (299, "299 Unknown")]
)
def test_the_status_is_that_of_the_ledger(seen, export, page, status, line):
    FetchAttempt.objects.create(
        source=page,
        started_at=AT,
        duration=timedelta(seconds=1),
        outcome=Outcome.NEW,
        http_status=status,
        snapshot=seen(),
    )
    assert read(export())[1].http.statusline == line


def test_a_later_not_modified_is_not_the_answer_that_had_the_body(seen, export, page):
    FetchAttempt.objects.create(
        source=page,
        started_at=AT,
        duration=timedelta(seconds=1),
        outcome=Outcome.UNCHANGED,
        http_status=304,
        snapshot=seen(),
    )
    assert read(export())[1].http.statusline == "200 OK"


def test_the_way_it_came_is_told_beside_it(seen, export):
    seen(
        redirects=("https://lab.example/old", "https://lab.example/older"),
        address="192.0.2.7",
        certificate_sha256="ab" * 32,
    )
    path = export()
    record, way = read(path)[1:]
    assert record.headers["WARC-IP-Address"] == "192.0.2.7"
    assert way.kind == "metadata"
    assert way.headers["WARC-Refers-To"] == record.headers["WARC-Record-ID"]
    assert way.headers["WARC-Date"] == record.headers["WARC-Date"]
    assert sorted(way.body.decode().splitlines()) == [
        "provenance-address: 192.0.2.7",
        f"provenance-certificate-sha256: {'ab' * 32}",
        "provenance-redirects: https://lab.example/old",
        "provenance-redirects: https://lab.example/older",
    ]
    assert passes_check(path)


@pytest.mark.parametrize(("headers", "kind"), [(HEADERS, "response"), ({}, "resource")])
def test_what_another_archive_saw_is_an_answer_if_it_kept_the_headers(seen, export, headers, kind):
    seen(method=CaptureMethod.ARCHIVE, headers=headers)
    assert read(export())[1].kind == kind


def test_a_document_brought_by_hand_is_a_resource(two_versions, export):
    records = read(export("--policy", "anthropic/responsible-scaling-policy"))[1:]
    assert [record.kind for record in records] == ["resource", "resource"]
    for record, version in zip(records, two_versions, strict=True):
        snapshot = version.text.extraction.snapshot
        assert hashlib.sha256(record.body).hexdigest() == snapshot.blob_id
        assert record.headers["WARC-Target-URI"] == f"urn:sha256:{snapshot.blob_id}"
        assert record.headers["Content-Type"] == "text/plain"
        assert record.http is None


def test_where_a_document_was_found_is_its_address(seen, export):
    seen(method=CaptureMethod.IMPORT, headers={}, final_url="https://lab.example/ä policy\r\nX: y")
    record = read(export())[1]
    assert record.kind == "resource"
    assert record.headers["WARC-Target-URI"] == "https://lab.example/%C3%A4%20policy%0D%0AX:%20y"


def test_what_was_withdrawn_is_told_and_refers_to_the_record_of_earlier_exports(
    seen, export, editor
):
    snapshot = seen()
    before = read(export())[1]
    blobs.withdraw_blob(snapshot.blob, reason="A court\r\nasked.", by=editor)
    path = export()
    record = read(path)[1]
    assert record.kind == "metadata"
    assert record.headers["WARC-Refers-To"] == before.headers["WARC-Record-ID"]
    assert record.headers["WARC-Target-URI"] == "https://lab.example/policy"
    assert b"reason: A court asked.\r\n" in record.body
    assert f"withdrawn-payload-digest: sha256:{snapshot.blob_id}\r\n".encode() in record.body
    assert b"captured-at: 2026-03-31T09:30:15.123456Z\r\n" in record.body
    assert b"edith" not in record.body
    assert PAGE not in gzip.decompress(path.read_bytes())
    assert passes_check(path)


def test_the_same_snapshots_make_the_same_file(seen, export):
    seen()
    seen(b"other words", at=timezone.now())
    first, second = export(name="one.warc.gz"), export(name="two.warc.gz")
    assert first.read_bytes() == second.read_bytes()


def test_no_two_records_share_an_id_and_each_keeps_its_own(seen, export):
    one = seen()
    seen(b"other words", at=timezone.now())
    seen(PAGE, at=timezone.now())
    ids = [record.headers["WARC-Record-ID"] for record in read(export())]
    assert len(set(ids)) == 4
    assert read(export("--snapshot", one.pk))[1].headers["WARC-Record-ID"] == ids[1]


def test_the_records_stand_in_the_order_of_their_capture(seen, export):
    late = seen(b"late", at=timezone.now())
    early = seen(b"early", at=AT)
    assert late.pk < early.pk
    assert [record.body for record in read(export())[1:]] == [b"early", b"late"]


def test_one_source_one_policy_one_snapshot_or_what_is_public(seen, page, bring, export):
    one = seen()
    public = bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    bring("v9.1", "We may keep the lighthouse lit.", "2026-11-01", publish=False)

    def bodies(*arguments: object) -> list[bytes]:
        return [record.body for record in read(export(*arguments))[1:]]

    assert len(bodies()) == 3
    assert bodies("--source", page.pk) == [PAGE]
    assert len(bodies("--policy", "anthropic/responsible-scaling-policy")) == 3
    assert bodies("--snapshot", one.pk) == [PAGE]
    assert bodies("--source", page.pk, "--snapshot", one.pk) == [PAGE]
    assert bodies("--public") == [PAGE, b"We will keep the lighthouse lit."]
    review.withdraw_version(version=public, by=None, reason="a test")
    assert bodies("--public") == [PAGE]


@pytest.mark.parametrize(
    "arguments", [["--source", 0], ["--policy", "no/such"], ["--snapshot", 999999], []]
)
def test_nothing_to_export_is_an_error_and_no_file(dataset, export, tmp_path, arguments):
    with pytest.raises(CommandError, match="nothing was written"):
        export(*arguments)
    assert not list(tmp_path.glob("*warc*"))


def test_lost_bytes_stop_it_and_an_earlier_file_stays(seen, export, file_of, tmp_path):
    seen()
    path = export()
    whole = path.read_bytes()
    file_of(seen(b"other words", at=timezone.now()).blob).unlink()
    with pytest.raises(CommandError, match="bring it back from a backup"):
        export()
    assert path.read_bytes() == whole
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [path.name]


def test_a_place_that_cannot_be_written_and_a_wrong_name_are_said(seen, run, tmp_path):
    seen()
    with pytest.raises(CommandError, match="No such file or directory"):
        run("export_warc", "--to", tmp_path / "no/such/folder.warc.gz")
    with pytest.raises(CommandError, match=r"should end in \.warc\.gz"):
        run("export_warc", "--to", tmp_path / "policies.zip")


def test_the_number_of_queries_does_not_grow_with_the_snapshots(
    seen, tmp_path, django_assert_num_queries
):
    for number in range(30):
        seen(f"words {number}".encode(), at=timezone.now())
    with django_assert_num_queries(2):
        assert export_warc(Snapshot.objects.all(), tmp_path / "x.warc") == 30


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.binary() | st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n\r\n", b"WARC/1.1\r\n\r\n"]),
            st.sampled_from(CaptureMethod),
            st.dictionaries(
                st.sampled_from(["content-length", "content-encoding", "transfer-encoding"])
                | st.from_regex(r"[a-z][a-z-]{0,12}", fullmatch=True),
                st.sampled_from(["gzip", "chunked", "7"])
                | st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True),
                max_size=4,
            ),
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_any_bytes_come_back_as_they_were(rsp, tmp_path, captures, is_packed):
    source = Source.objects.get_or_create(policy=rsp, kind="page", url="https://lab.example/any")[0]
    made = [
        Snapshot.objects.create(
            source=source,
            blob=blobs.store_blob(body),
            method=method,
            fetched_at=AT,
            final_url=source.url,
            media_type="text/html",
            headers=headers,
        )
        for body, method, headers in captures
    ]
    path = tmp_path / ("any.warc.gz" if is_packed else "any.warc")
    export_warc(Snapshot.objects.filter(pk__in=[snapshot.pk for snapshot in made]), path)
    assert [record.body for record in read(path)[1:]] == [body for body, _, _ in captures]
    assert passes_check(path)
