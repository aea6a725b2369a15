"""The page of a commitment: its words version by version, what came of it, and how to cite it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import review
from commitments.models import Change, Codebook, Commitment, TrackerReading

HERE = "/commitments/anthropic/"
PLEDGE = f"{HERE}no-train-or-deploy-without-safeguards/"
CADENCE = f"{HERE}evaluation-cadence/"


def text(client, page, **query) -> str:
    return " ".join(client.get(page, query).content.decode().split())


def stage(html: str, version: str) -> str:
    """What the page says about one version."""
    return re.split(
        r'<(?:article|p) class="[^"]*(?:stage|still)', html.split(f'id="{version}"')[1]
    )[0]


@pytest.fixture
def linked(two_versions, editor):
    """The repeated test of the invented texts is what two versions say about the cadence of evaluations."""
    commitment = Commitment.objects.get(slug="evaluation-cadence", organization__slug="anthropic")
    for version in two_versions:
        clause = version.text.extraction.clauses.get(text__contains="repeat the tests")
        review.link_commitment(commitment=commitment, version=version, clauses=[clause], by=editor)
    return commitment


def test_each_mark_of_its_life_leads_to_the_words_of_that_version(client, dataset):
    html = text(client, PLEDGE)
    targets = set(re.findall(r'<a href="#(v[^"]+)" aria-label="v\S+, \d', html))
    assert targets >= {"v1.0", "v2.0", "v3.0"}
    assert all(f'id="{target}"' in html for target in targets)


def test_a_rewritten_sentence_is_one_deletion_and_one_insertion(client, dataset):
    words = stage(text(client, PLEDGE), "v2.0")
    assert words.count("<del>") == words.count("<ins>") == 1


def test_words_that_stay_are_folded_and_say_who_read_them_so(client, dataset):
    assert "the same words; retained (tracker’s reading, not reviewed)" in stage(
        text(client, PLEDGE), "v2.1"
    )


def test_a_stretch_in_which_nothing_happened_is_told_once(client, dataset):
    html = text(client, PLEDGE)
    assert html.count(": not stated</p>") == 1
    assert all(f'id="v3.{n}"' in html for n in (1, 2, 3, 4))


def test_what_is_due_next_stands_there_labelled_derived(client, dataset):
    html = text(client, f"{HERE}risk-reports/", as_of="2026-03-01")
    assert "24 May 2026</time> – " in html
    assert '">derived</a> <span class="meta">from “Every three to six months” in v3.0' in html
    assert "Due next" not in text(client, PLEDGE)


def test_what_was_removed_is_struck_beside_the_remark(client, dataset):
    words = stage(text(client, PLEDGE), "v3.0")
    assert "<del>The policy is described as a promise" in words
    assert "The promise is gone" in words


def test_against_the_first_skips_what_lies_between(client, linked):
    before = stage(text(client, CADENCE), "v2.2")
    assert "We <del>will</del><ins>aim to</ins> repeat the tests" in before
    assert "compare/v2.1...v2.2/" in before
    assert "compare/v1.0...v2.2/" in stage(text(client, CADENCE, against="first"), "v2.2")


def test_the_switch_alone_is_answered_to_htmx(client, dataset):
    response = client.get(PLEDGE, {"against": "first"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="v2.0"' in html
    assert "HX-Request" in response["Vary"]


def test_an_unknown_switch_is_refused(client, dataset):
    response = client.get(PLEDGE, {"against": "yesterday"})
    assert response.status_code == 400
    assert "choose one of before, first" in response.content.decode()


def test_the_publishers_words_have_signals_with_their_rule_and_lead_to_the_clause(client, linked):
    words = stage(text(client, CADENCE), "v2.2")
    assert "<code>obligation-softened</code>" in words
    assert "Words that bind became words that bind less" in words
    assert re.search(r'versions/v2\.2/#\w+">2\. ?|versions/v2\.2/#\w+">1\. Assessment', words)


def test_a_summary_has_no_signals_and_is_not_held_against_the_publishers_words(client, linked):
    html = text(client, CADENCE)
    assert "<code>" not in stage(html, "v2.0")
    words = stage(html, "v2.1")
    assert "<ins>" not in words
    assert (
        "Not compared with v2.0: one is the publisher’s wording, the other the tracker’s" in words
    )


def test_what_stands_in_its_place_and_whose_place_it_takes(client, dataset):
    assert f'In its place since v3.0</dt><dd><a href="{HERE}delay-if-in-the-lead/">' in text(
        client, PLEDGE
    )
    html = text(client, f"{HERE}delay-if-in-the-lead/")
    assert "Since v3.0 in the place of</dt>" in html
    assert f'<a href="{PLEDGE}">' in html


def test_a_promise_that_is_made_again_is_brought_back(client, dataset):
    from commitments.models import CommitmentText, PolicyVersion

    found = Commitment.objects.get(slug="no-train-or-deploy-without-safeguards")
    CommitmentText.objects.create(
        commitment=found,
        version=PolicyVersion.objects.get(policy=found.policy, label="v3.4"),
        kind="summary",
        text="Nothing is trained ahead of its safeguards.",
        confidence="seen",
        origin="editor",
    )
    assert "Brought back" in stage(text(client, PLEDGE), "v3.4")
    assert "Brought back" not in stage(text(client, PLEDGE), "v1.0")


def test_a_judgement_names_reviewer_day_and_codebook(client, dataset, editor):
    change = Change.objects.get(
        commitment__slug="no-train-or-deploy-without-safeguards", new_version__label="v2.0"
    )
    judgement = review.record_judgement(
        change=change,
        codebook=Codebook.objects.get(),
        by=editor,
        outcome="weakened",
        announcement="partly",
        note="The duty became another.",
    )
    assert "Judged by" not in text(client, PLEDGE)  # nobody has decided to publish it
    review.decide_change(judgement=judgement, by=editor, rationale="Agreed by two.")
    words = stage(text(client, PLEDGE), "v2.0")
    assert "Judged by edith" in words
    assert "under codebook" in words
    assert "The duty became another." in words
    assert "Agreed by two." in words


def test_the_publishers_account_stands_beside_the_change(client, dataset):
    words = stage(text(client, PLEDGE), "v2.0")
    assert "<strong>The publisher</strong> on v2.0" in words
    assert "Whether it names this change has not been assessed" in words


def test_others_promises_on_the_topic_are_named_with_what_they_are(client, dataset):
    html = text(client, PLEDGE).split('id="related"')[1]
    assert "/commitments/openai/development-gate/" in html
    assert "/commitments/anthropic/" not in html.split('id="cite"')[0]
    assert "computed and not reviewed" in html
    assert "/commitments/google-deepmind/" in text(client, PLEDGE, as_of="2024-12-01")


def test_the_citation_is_pinned_to_a_day_of_the_record(client, dataset):
    html = text(client, PLEDGE, known_at="2099-01-02")
    assert f"http://testserver{PLEDGE}?known_at=2099-01-02" in html.split('id="citation"')[1]
    assert client.get(PLEDGE, {"known_at": "2099-01-02"}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_those_whose_place_it_takes(client, dataset):
    page = f"{HERE}delay-if-in-the-lead/"
    client.get(page)  # what stands today is counted once after each publication
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for reading in TrackerReading.objects.filter(outcome="removed"):
        TrackerReading.objects.create(
            change=reading.change,
            outcome="removed",
            replaced_by=["delay-if-in-the-lead"],
            confidence="seen",
            origin="editor",
        )
    client.get(page)
    with CaptureQueriesContext(connection) as many:
        html = client.get(page).content.decode()
    assert html.count("/commitments/anthropic/") > 10
    assert len(many) <= len(few)


def test_it_can_be_cited_in_other_styles_and_taken_along(client, dataset):
    html = client.get(PLEDGE).content.decode().split('id="cite"')[1]
    for sign in ("Retrieved", "Accessed", "@misc{", "TY  - ELEC"):
        assert sign in html
    for name in ("docx", "pdf", "zip"):
        assert f'href="/api/v1{PLEDGE}?format={name}"' in html
