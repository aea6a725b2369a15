from django.utils import timezone

from commitments.models import Snapshot


def test_names_the_bytes_the_instant_and_the_versions_that_rest_on_it(get, two_versions):
    snapshot = two_versions[1].text.extraction.snapshot
    answer = get(snapshot.get_absolute_url())
    assert answer["sha256"] == snapshot.blob_id
    assert answer["method"] == "import"
    assert answer["fetched_at"] and answer["recorded_at"]
    assert [version["slug"] for version in answer["versions"]] == ["v2.2"]
    assert answer["readings"][0]["text_sha256"] == two_versions[1].text.extraction.text_sha256
    assert answer["page"].endswith("/versions/v2.2/")


def test_does_not_name_a_version_that_is_not_published(get, bring):
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01", publish=False)
    answer = get(Snapshot.objects.latest().get_absolute_url())
    assert answer["versions"] == []
    assert answer["page"].endswith("/sources/")
    assert "v9.0" not in str(answer) and "lighthouse" not in str(answer)


def test_one_that_was_not_taken_by_then_is_unknown(refused, bring):
    before = timezone.now().isoformat()
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    address = Snapshot.objects.latest().get_absolute_url()
    assert "There is no snapshot" in refused(address, 404, known_at=before)


def test_an_unknown_one_is_a_sentence(refused):
    assert "There is no snapshot 999999" in refused("/api/v1/snapshots/999999/", 404)
