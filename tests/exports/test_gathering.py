"""From the record to papers: both passages, who says so, and the whole texts, in every subject."""

import pytest

from commitments import review
from commitments.comparing import compare_versions
from commitments.errors import TrackerError
from commitments.exports import FORMATS, file_name, format_named
from commitments.exports.gathering import NO_CHANGE, NOTHING_SAID, SUMMARIES, Gatherer
from commitments.exports.papers import Subject
from commitments.exports.rows import NOT_ASSESSED, NOT_REVIEWED, SUMMARY
from commitments.history import lives_in, versions_of
from commitments.models import Commitment, PolicyVersion
from commitments.moments import Moment
from commitments.text.redline import new_text, old_text
from tests.conftest import V21, V22

ORIGIN = "https://tracker.example"


@pytest.fixture
def paper_of(rsp):
    def paper_of(old: str, new: str):
        policy = type(rsp).objects.published().get(pk=rsp.pk)
        versions = PolicyVersion.objects.published().of(policy)
        pair = [next(v for v in versions if v.slug == slug) for slug in (old, new)]
        return Gatherer(ORIGIN).comparison(compare_versions(*pair, versions), None)

    return paper_of


def test_a_comparison_of_captured_texts_holds_both_of_them(two_versions, paper_of):
    paper = paper_of("v2.1", "v2.2")
    assert paper.title == "Anthropic, Responsible Scaling Policy: v2.1 to v2.2"
    assert paper.address == (
        f"{ORIGIN}/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
    )
    for side, source in ((old_text(paper.paragraphs), V21), (new_text(paper.paragraphs), V22)):
        assert " ".join(" ".join(side).split()) == " ".join(source.split())
    clause = next(row for row in paper.rows if "We aim to repeat" in row.after)
    assert "at least every six months" in clause.before
    assert clause.review.basis == NOT_ASSESSED
    assert paper.account == NOTHING_SAID
    assert [edition.evidence.media_type for edition in paper.editions] == ["text/plain"] * 2


def test_where_no_text_is_captured_the_summaries_are_compared_and_it_says_so(dataset, paper_of):
    paper = paper_of("v2.2", "v3.0")
    assert SUMMARIES in paper.notes
    assert all(row.commitment for row in paper.rows)
    assert {row.review.basis for row in paper.rows} == {NOT_REVIEWED}
    assert any(p.old and p.new is None for p in paper.paragraphs)  # what v3.0 dropped


def test_a_version_beside_itself_has_not_changed(two_versions, paper_of):
    paper = paper_of("v2.2", "v2.2")
    assert paper.rows == ()
    assert NO_CHANGE in paper.notes
    assert not any(p.is_changed for p in paper.paragraphs)


def test_the_life_of_a_commitment_has_a_row_for_each_version_that_states_or_drops_it(rsp):
    slug = "no-train-or-deploy-without-safeguards"
    found = Commitment.objects.published().with_policy().get(slug=slug)
    versions = versions_of(found.policy, Moment())
    life = lives_in(versions, [found], Moment())[0]
    paper = Gatherer(ORIGIN).life(life)
    assert [row.outcome for row in paper.rows][:2] == ["added", "weakened"]
    assert paper.rows[-1].outcome == "removed"
    assert paper.rows[0].old is None
    name = file_name(paper, FORMATS["csv"])
    assert name.startswith(f"anthropic_{slug}_")


def test_words_stand_beside_those_recorded_last_and_a_summary_is_nobodys_quotation(bring, editor):
    bring("v9.0", "We will keep the lighthouse lit.", "2026-10-01")  # nobody records what it says
    version = bring("v9.1", "We will test every model.", "2026-10-02")
    found = (
        Commitment.objects.published()
        .with_policy()
        .get(organization__slug="anthropic", slug="responsible-scaling-officer")
    )
    clause = version.text.extraction.clauses.get()
    review.link_commitment(commitment=found, version=version, clauses=[clause], by=editor)
    [life] = lives_in(versions_of(found.policy, Moment()), [found], Moment())
    row = Gatherer(ORIGIN).life(life).rows[-1]
    assert (row.old.label, row.new.label) == ("v3.4", "v9.1")
    assert row.whose_words == SUMMARY
    assert [(span.op, span.text) for span in row.spans] == [
        ("delete", row.before),
        ("insert", "We will test every model."),
    ]


def test_a_file_is_called_by_what_is_in_it(two_versions, paper_of):
    paper = paper_of("v2.1", "v2.2")
    day = paper.stamp.made_on.isoformat()
    assert (
        file_name(paper, FORMATS["csv"])
        == f"anthropic_responsible-scaling-policy_v2.1_v2.2_{day}.csv"
    )


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(TrackerError, match=r"no format .odt. of this; there are: .*csv"):
        format_named("odt", Subject.COMPARISON)
