from django.utils import timezone

from commitments import review
from tests.api.conftest import LONG_AGO, RSP


def test_lists_versions_oldest_first(get):
    versions = get(f"{RSP}versions/")["results"]
    dates = [version["effective_on"] or version["first_seen_on"] for version in versions]
    assert dates == sorted(dates)


def test_the_clocks_stay_apart(get, two_versions):
    version = get(f"{RSP}versions/v2.2/")
    assert version["effective_on"] == "2025-05-14"
    assert version["effective_precision"] == "day"
    assert version["recorded_at"] > "2026"
    assert version["document"]["snapshot"]["fetched_at"] > "2026"
    assert {"published_on", "first_seen_on"} <= set(version)


def test_a_month_is_not_passed_off_as_a_day(get):
    versions = [
        version
        for policy in get("/api/v1/policies/")["results"]
        for version in get(policy["versions_url"])["results"]
    ]
    assert "month" in {version["effective_precision"] for version in versions}


def test_as_of_leaves_only_the_version_in_force(get):
    [version] = get(f"{RSP}versions/", as_of="2025-05-14")["results"]
    assert version["slug"] == "v2.2"


def test_an_uncaptured_version_has_no_document(get):
    assert get(f"{RSP}versions/v3.0/")["document"] is None


def test_says_what_it_says_of_each_commitment_and_whose_words_these_are(get):
    stated = [c["stated"] for c in get(f"{RSP}versions/v1.0/")["commitments"]]
    summary = next(text for text in stated if text["kind"] == "summary")
    assert summary["label"] == "tracker's summary; not the publisher's words"
    assert summary["confidence"] in ("seen", "inferred", "recalled")
    assert set(summary["reference"]) == {"slug", "address", "note"}


def test_words_that_an_editor_linked_are_verbatim_with_their_anchors(
    get, rsp, two_versions, editor
):
    version = two_versions[1]
    clause = version.text.extraction.clauses.get(text__startswith="The board must approve")
    commitment = rsp.commitments.first()
    review.link_commitment(commitment=commitment, version=version, clauses=[clause], by=editor)
    commitments = get(f"{RSP}versions/v2.2/")["commitments"]
    stated = next(c["stated"] for c in commitments if c["slug"] == commitment.slug)
    assert stated["kind"] == "verbatim"
    assert stated["label"] == "the publisher's words"
    assert stated["quotes"][0]["exact"] == clause.text
    assert stated["quotes"][0]["clause"] == clause.key


def test_names_its_neighbours_and_their_comparison(get):
    version = get(f"{RSP}versions/v2.1/")
    assert (version["previous"]["slug"], version["next"]["slug"]) == ("v2.0", "v2.2")
    assert version["compare_url"].endswith("compare/v2.0...v2.1/")
    assert get(f"{RSP}versions/v1.0/")["compare_url"] is None


def test_the_publishers_own_account_is_shown_as_theirs(get):
    accounts = [v["account"] for v in get(f"{RSP}versions/")["results"] if v["account"]]
    assert accounts[0]["regime"] in ("itemised", "narrative", "redline", "none")


def test_a_label_in_capitals_is_found(get):
    assert get(f"{RSP}versions/V2.2/")["slug"] == "v2.2"


def test_a_version_is_unknown_until_it_is_published(get, refused, bring):
    before = timezone.now().isoformat()
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    assert get(f"{RSP}versions/v9.0/")["slug"] == "v9.0"
    refused(f"{RSP}versions/v9.0/", 404, known_at=before)
    slugs = [v["slug"] for v in get(f"{RSP}versions/", known_at=before)["results"]]
    assert "v9.0" not in slugs and "v2.2" in slugs


def test_a_captured_text_is_unknown_until_it_is_published(get, bring):
    before = timezone.now().isoformat()
    bring("v2.2", "We will keep the lighthouse lit.", "2025-05-14")
    assert get(f"{RSP}versions/v2.2/", known_at=before)["document"] is None
    assert get(f"{RSP}versions/v2.2/")["document"] is not None


def test_an_unknown_one_is_a_sentence_that_names_those_there_are(refused):
    sentence = refused(f"{RSP}versions/v9.9/", 404)
    assert sentence.startswith(
        "There is no version v9.9 of anthropic/responsible-scaling-policy; there are v1.0, v2.0, "
    )
    assert "no organization anthropic" in refused(f"{RSP}versions/", 404, known_at=LONG_AGO)
