from datetime import date, timedelta

from django.utils import timezone

from commitments import capture, review
from commitments.drafts import Edition
from commitments.models import Extraction, Snapshot


def test_names_the_bytes_the_instant_and_the_versions_that_rest_on_it(get, two_versions):
    snapshot = two_versions[1].text.extraction.snapshot
    answer = get(snapshot.get_absolute_url())
    assert answer["sha256"] == snapshot.blob_id
    assert answer["method"] == "import"
    assert answer["fetched_at"] and answer["recorded_at"]
    assert [version["slug"] for version in answer["versions"]] == ["v2.2"]
    assert answer["readings"][0]["text_sha256"] == two_versions[1].text.extraction.text_sha256
    assert answer["page"].endswith("/versions/v2.2/")


def test_does_not_name_a_version_that_is_not_published(get, bring, rsp):
    words = "We will keep the lighthouse lit."
    draft = bring("v9.0", words, "2026-10-01", publish=False)
    fetched = Snapshot.objects.create(
        source=rsp.sources.exclude(kind="upload").first(),
        blob=draft.texts.get().extraction.snapshot.blob,
        method="fetch",
        fetched_at=timezone.now(),
        media_type="text/plain",
    )
    answer = get(fetched.get_absolute_url())
    assert answer["versions"] == []
    assert answer["page"].endswith("/sources/")
    assert "v9.0" not in str(answer) and "lighthouse" not in str(answer)


def test_a_document_brought_by_hand_is_unknown_until_a_version_that_rests_on_it_is_public(
    get, refused, bring, editor
):
    draft = bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01", publish=False)
    address = Snapshot.objects.latest().get_absolute_url()
    before = timezone.now().isoformat()
    assert "There is no snapshot" in refused(address, 404)
    review.publish_version(version=draft, by=editor)
    assert [version["slug"] for version in get(address)["versions"]] == ["v9.0"]
    assert "There is no snapshot" in refused(address, 404, known_at=before)
    review.withdraw_version(version=draft, by=editor, reason="a test")
    assert "There is no snapshot" in refused(address, 404)


def test_one_brought_as_from_an_address_that_is_watched_is_no_less_a_draft(refused, rsp):
    capture.import_document(
        policy=rsp,
        data=b"We will keep the lighthouse lit.",
        media_type="text/plain",
        edition=Edition("v9.0", effective_on=date(2026, 10, 1)),
        source_url=rsp.sources.filter(kind="document").first().url,
    )
    address = Snapshot.objects.latest().get_absolute_url()
    assert "There is no snapshot" in refused(address, 404)


def test_a_reading_that_was_made_later_is_not_among_them(get, two_versions):
    snapshot = two_versions[1].text.extraction.snapshot
    later = timezone.now() + timedelta(hours=2)
    Extraction.objects.create(
        snapshot=snapshot,
        reader="a better one",
        media_type="text/plain",
        blocks=[],
        text_sha256="b" * 64,
        clause_count=0,
        extracted_at=later,
    )
    between = (later - timedelta(hours=1)).isoformat()
    readings = get(snapshot.get_absolute_url(), known_at=between)["readings"]
    assert [r["reader"] for r in readings] == [two_versions[1].text.extraction.reader]
    assert len(get(snapshot.get_absolute_url())["readings"]) == 2


def test_one_that_was_not_taken_by_then_is_unknown(refused, bring):
    before = timezone.now().isoformat()
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    address = Snapshot.objects.latest().get_absolute_url()
    assert "There is no snapshot" in refused(address, 404, known_at=before)


def test_an_unknown_one_is_a_sentence(refused):
    assert "There is no snapshot 999999" in refused("/api/v1/snapshots/999999/", 404)
