"""review.link_commitment: the publisher's words take the place of our summary, anchored."""

import pytest

from commitments import review
from commitments.errors import ConflictError
from commitments.models import Commitment, CommitmentText, VersionText


@pytest.fixture
def commitment(dataset):
    return Commitment.objects.get(organization__slug="anthropic", slug="evaluation-cadence")


def test_the_words_are_verbatim_and_anchored(two_versions, commitment, editor):
    version, _ = two_versions
    clause = version.text.extraction.clauses.get(text__startswith="We will repeat the tests")
    linked = review.link_commitment(
        commitment=commitment, version=version, clauses=[clause], by=editor
    )
    assert (linked.kind, linked.text, linked.modality) == ("verbatim", clause.text, "will")
    quote = linked.quotes.get()
    assert quote.exact == clause.text
    assert quote.prefix.endswith("before it is deployed. ")
    assert "Safeguards" in quote.suffix


def test_the_summary_stays_beneath(two_versions, commitment, editor):
    version, _ = two_versions
    clause = version.text.extraction.clauses.first()
    review.link_commitment(commitment=commitment, version=version, clauses=[clause], by=editor)
    rows = CommitmentText.objects.filter(commitment=commitment, version=version)
    assert [row.kind for row in rows.order_by("pk")] == ["summary", "verbatim"]


def test_the_words_of_a_draft_are_not_made_public(bring, commitment, editor):
    bring("v2.2", "We will test every model.", "2025-05-14", publish=False)
    draft = VersionText.objects.get()
    with pytest.raises(ConflictError, match="published text"):
        review.link_commitment(
            commitment=commitment,
            version=draft.version,
            clauses=list(draft.extraction.clauses.all()),
            by=editor,
        )


def test_a_clause_of_another_version_is_refused(two_versions, commitment, editor):
    old, new = two_versions
    clause = old.text.extraction.clauses.first()
    with pytest.raises(ConflictError, match=r"v2\.2"):
        review.link_commitment(commitment=commitment, version=new, clauses=[clause], by=editor)
