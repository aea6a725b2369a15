from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from commitments.models import Comparison
from commitments.text.blocks import Op, Span
from commitments.text.diff import apply
from tests.api.conftest import RSP

COMPARE = f"{RSP}compare/v2.1...v2.2/"


def test_captured_documents_are_compared_word_for_word(get, two_versions):
    answer = get(COMPARE)
    kinds = [pair["kind"] for pair in answer["pairs"]]
    assert answer["basis"] == "verbatim" and answer["note"] == ""
    assert {"retained", "edited", "removed", "added"} <= set(kinds)
    assert answer["engine"]
    assert answer["counts"]["clauses"]["removed"] == kinds.count("removed")


def test_an_edit_script_leads_from_the_old_words_to_the_new_ones(get, two_versions):
    answer = get(COMPARE)
    old = {clause["id"]: clause["text"] for clause in answer["old"]["clauses"]}
    new = {clause["id"]: clause["text"] for clause in answer["new"]["clauses"]}
    edited = [pair for pair in answer["pairs"] if pair["kind"] == "edited"]
    assert edited
    for pair in edited:
        spans = [Span(Op(op), text) for op, text in pair["spans"]]
        before = " ".join(old[name] for name in pair["old"])
        assert apply(spans, before) == " ".join(new[name] for name in pair["new"])


def test_both_versions_come_with_their_dates_and_evidence(get, two_versions):
    answer = get(COMPARE)
    assert (answer["old"]["slug"], answer["new"]["slug"]) == ("v2.1", "v2.2")
    assert answer["old"]["effective_on"] == "2025-03-31"
    assert answer["new"]["document"]["snapshot"]["sha256"]
    assert answer["url"].endswith(COMPARE)
    assert answer["page"].endswith(
        "/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
    )


def test_until_both_are_captured_summaries_are_compared_and_it_says_so(get, two_versions):
    answer = get(f"{RSP}compare/v2.2...v3.0/")
    assert answer["basis"] == "summaries"
    assert answer["note"].startswith("The text of v3.0 has not been captured yet")
    assert "v2.2" not in answer["note"]
    assert answer["pairs"] is answer["new"]["clauses"] is answer["old"]["clauses"] is None
    both = get(f"{RSP}compare/v3.0...v3.1/")
    assert both["note"].startswith("The text of v3.0 and of v3.1 has not been captured yet")


def test_what_became_of_each_commitment_and_who_says_so(get):
    answer = get(f"{RSP}compare/v2.2...v3.0/")
    assert len(answer["commitments"]) == sum(answer["counts"]["commitments"].values())
    removed = next(c for c in answer["commitments"] if c["outcome"] == "removed")
    assert removed["basis"] == "reading, not reviewed"
    assert removed["steps"][0]["announcement"] == "not assessed"
    assert removed["old"]["label"] == "tracker's summary; not the publisher's words"


def test_of_versions_further_apart_the_steps_are_listed(get):
    answer = get(f"{RSP}compare/v1.0...v2.2/")
    several = next(c for c in answer["commitments"] if len(c["steps"]) > 1)
    assert several["basis"] == "the two texts, compared"
    days = [step["happened_on"] for step in several["steps"]]
    assert days == sorted(days)


def test_reading_stores_nothing(get, two_versions, monkeypatch):
    cache.clear()
    monkeypatch.setattr("commitments.comparing.ENGINE", "one-that-nothing-was-stored-of")
    stored = Comparison.objects.count()
    first = get(COMPARE)
    assert Comparison.objects.count() == stored
    assert get(COMPARE) == first


def test_before_the_texts_were_published_summaries_are_compared(get, bring):
    before = timezone.now().isoformat()
    bring("v2.1", "We will keep the lighthouse lit.", "2025-03-31")
    bring("v2.2", "We aim to keep the lighthouse lit.", "2025-05-14")
    assert get(COMPARE, known_at=before)["basis"] == "summaries"
    assert get(COMPARE)["basis"] == "verbatim"


def test_an_unknown_version_is_a_sentence(refused):
    assert "There is no version v9.9 of" in refused(f"{RSP}compare/v2.1...v9.9/", 404)
    assert "There is no version v0 of" in refused(f"{RSP}compare/v0...v2.1/", 404)


def test_links_that_changed_are_listed_apart(get, bring):
    page = {"media_type": "text/html", "source_url": "https://lab.example/policy"}
    text = '<p>We follow our <a href="/%s">usage policy</a>.</p>'
    bring("v2.1", text % "usage", "2025-03-31", **page)
    bring("v2.2", f"<h1>Anew</h1>{text % 'use'}", "2025-05-14", **page)
    answer = get(COMPARE)
    assert answer["counts"]["clauses"]["edited"] == 0
    assert answer["links"] == [
        {
            "words": "usage policy",
            "old": "https://lab.example/usage",
            "new": "https://lab.example/use",
        }
    ]


def test_links_are_unknown_where_a_text_was_read_before_they_were_kept(get, two_versions):
    assert get(COMPARE)["links"] == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE commitments_extraction DISABLE TRIGGER USER")
        cursor.execute("UPDATE commitments_extraction SET links = NULL")
        cursor.execute("ALTER TABLE commitments_extraction ENABLE TRIGGER USER")
    assert get(COMPARE)["links"] is None
    assert get(f"{RSP}compare/v2.2...v3.0/")["links"] is None
