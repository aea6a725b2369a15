from django.utils import timezone

from tests.api.conftest import RSP

CLAUSES = f"{RSP}versions/v2.2/clauses/"


def test_lists_the_clauses_in_reading_order(get, two_versions):
    clauses = get(CLAUSES)["results"]
    assert [clause["ordinal"] for clause in clauses] == sorted(c["ordinal"] for c in clauses)
    officer = next(c for c in clauses if c["text"].startswith("We will name a responsible"))
    assert officer["is_commitment"] and officer["strength"] == "must"
    assert officer["path"][-1].endswith("Governance")


def test_those_that_bind_can_be_asked_for(get, two_versions):
    everything = get(CLAUSES)["count"]
    binding = get(CLAUSES, is_commitment="true")
    others = get(CLAUSES, is_commitment="false")
    assert all(clause["is_commitment"] for clause in binding["results"])
    assert {clause["strength"] for clause in others["results"]} == {None}
    assert binding["count"] + others["count"] == everything


def test_keys_are_those_of_a_comparison(get, two_versions):
    compared = get(f"{RSP}compare/v2.1...v2.2/")["new"]["clauses"][0]
    assert set(compared) <= set(get(CLAUSES)["results"][0])


def test_without_a_document_there_are_none_and_a_sentence_says_why(refused):
    sentence = refused(f"{RSP}versions/v3.0/clauses/", 404)
    assert sentence.startswith("The text of anthropic/responsible-scaling-policy v3.0 has not been")


def test_before_the_text_was_published_there_are_none(get, refused, bring):
    before = timezone.now().isoformat()
    bring("v2.2", "We will keep the lighthouse lit.", "2025-05-14")
    assert get(CLAUSES)["count"] == 1
    refused(CLAUSES, 404, known_at=before)
