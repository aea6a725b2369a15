from django.utils import timezone

from commitments import review
from tests.api.conftest import LONG_AGO

SEARCH = "/api/v1/search/"


def test_finds_clauses_of_captured_documents_with_what_matched(get, two_versions):
    [hit] = get(SEARCH, q="responsible officer", kind="clause")["results"]
    assert hit["label"] == "the publisher's words"
    assert hit["snippet"] == "We will name a responsible officer for each model."
    matched = [part["text"] for part in hit["snippet_parts"] if part["is_match"]]
    assert matched == ["responsible", "officer"]
    assert (hit["organization"], hit["version"]) == ("anthropic", "v2.2")
    assert hit["page"].endswith(f"/versions/v2.2/#{hit['clause']}")
    assert hit["url"].endswith(
        "/api/v1/policies/anthropic/responsible-scaling-policy/versions/v2.2/"
    )


def test_finds_commitments_by_title_and_summaries_by_their_words(get):
    title = get(SEARCH, q="pause training until the security standard", kind="commitment")
    assert title["results"][0]["url"].endswith(
        "/commitments/anthropic/pause-training-until-security-ready/"
    )
    assert title["results"][0]["version"] == ""
    summary = get(SEARCH, q="pause training", kind="summary")["results"][0]
    assert summary["label"] == "tracker's summary; not the publisher's words"
    assert summary["version"]


def test_words_are_found_in_their_other_forms(get, two_versions):
    assert get(SEARCH, q="naming responsible officers", kind="clause")["count"] == 1


def test_phrases_alternatives_and_exclusions(get, two_versions):
    assert get(SEARCH, q='"officer responsible"', kind="clause")["count"] == 0
    assert get(SEARCH, q='"responsible officer"', kind="clause")["count"] == 1
    assert get(SEARCH, q="officer -model", kind="clause")["count"] == 0
    assert get(SEARCH, q="officer or lighthouse", kind="clause")["count"] == 2


def test_best_first_and_in_pages_that_do_not_overlap(get, two_versions):
    whole = get(SEARCH, q="model", limit="40")
    ranks = [hit["rank"] for hit in whole["results"]]
    assert ranks == sorted(ranks, reverse=True)
    pages = [
        get(SEARCH, q="model", limit="10", offset=str(at))["results"] for at in (0, 10, 20, 30)
    ]
    assert [hit for page in pages for hit in page] == whole["results"]


def test_narrowed_to_an_organization_a_policy_or_what_is_in_force(get, two_versions):
    hits = get(SEARCH, q="safeguards", organization="openai")["results"]
    assert {hit["organization"] for hit in hits} == {"openai"}
    rsp = get(SEARCH, q="safeguards", policy="anthropic/responsible-scaling-policy")["results"]
    assert {hit["policy"] for hit in rsp} == {"responsible-scaling-policy"}
    assert get(SEARCH, q="lighthouse", kind="clause")["count"] == 1
    assert get(SEARCH, q="lighthouse", kind="clause", in_force="true")["count"] == 0
    assert get(SEARCH, q="lighthouse", kind="clause", as_of="2025-04-01")["count"] == 1


def test_markup_in_a_document_stays_text(get, bring):
    bring(
        "v9.0", "We will escape <script>alert(1)</script> lighthouse & <b>tower</b>.", "2026-10-01"
    )
    [hit] = get(SEARCH, q="lighthouse", kind="clause")["results"]
    assert "".join(part["text"] for part in hit["snippet_parts"]) == hit["snippet"]
    assert "<b>lighthouse" not in hit["snippet"]
    assert [part["text"] for part in hit["snippet_parts"] if part["is_match"]] == ["lighthouse"]


def test_drafts_and_withdrawn_versions_are_not_found(get, bring, editor):
    draft = bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01", publish=False)
    assert get(SEARCH, q="lighthouse")["count"] == 0
    review.publish_version(version=draft, by=editor)
    published = timezone.now().isoformat()
    assert get(SEARCH, q="lighthouse")["count"] == 1
    review.withdraw_version(version=draft, by=editor, reason="a test")
    assert get(SEARCH, q="lighthouse")["count"] == 0
    assert get(SEARCH, q="lighthouse", known_at=published)["count"] == 1


def test_a_text_that_was_superseded_is_not_found(get, bring, editor, rsp):
    from commitments.models import VersionText

    old = bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")
    new = bring("v9.1", "We will keep the harbour open.", "2026-10-02")
    VersionText.objects.create(
        version=old, extraction=new.text.extraction, state="published", origin="capture"
    )
    assert get(SEARCH, q="lighthouse")["count"] == 0
    [both] = get(SEARCH, q="harbour")["results"]
    assert [version["slug"] for version in both["versions"]] == ["v9.0", "v9.1"]


def test_only_the_latest_statement_of_a_summary_is_found(get, rsp):
    from commitments.models import CommitmentText

    version = rsp.versions.get(slug="v1.0")
    said = {"commitment": rsp.commitments.first(), "version": version, "kind": "summary"}
    said |= {"confidence": "seen", "origin": "dataset"}
    CommitmentText.objects.create(text="It keeps a lighthouse.", **said)
    between = timezone.now().isoformat()
    assert get(SEARCH, q="lighthouse")["count"] == 1
    CommitmentText.objects.create(text="It keeps a harbour.", **said)
    assert get(SEARCH, q="lighthouse")["count"] == 0
    assert get(SEARCH, q="lighthouse", known_at=between)["count"] == 1


def test_an_absence_is_no_find(get, rsp):
    from commitments.models import CommitmentText

    CommitmentText.objects.create(
        commitment=rsp.commitments.first(),
        version=rsp.versions.get(slug="v1.0"),
        kind="absent",
        text="The lighthouse is gone.",
        confidence="seen",
        origin="dataset",
    )
    assert get(SEARCH, q="lighthouse")["count"] == 0


def test_odd_queries_find_nothing_and_break_nothing(get, refused):
    for odd in ("the", "'; drop table", "((", "\\", '"', "-", "!!", "<b>", "%s", ":*", "a" * 500):
        assert get(SEARCH, q=odd)["count"] >= 0, odd
    assert "Say what to look for" in refused(SEARCH, 400)
    assert "Say what to look for" in refused(SEARCH, 400, q="  ")
    assert "longer than 500" in refused(SEARCH, 400, q="a" * 501)
    assert "NUL" in refused(SEARCH, 400, q="a\0b")
    assert "choose one of commitment, summary, clause" in refused(SEARCH, 400, q="a", kind="b")
    assert "choose one of true, false" in refused(SEARCH, 400, q="a", in_force="maybe")


def test_before_anything_was_published_nothing_is_found(get):
    assert get(SEARCH, q="safeguards", known_at=LONG_AGO)["count"] == 0
