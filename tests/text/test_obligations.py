import pytest

from commitments.text.blocks import BlockKind, Strength
from commitments.text.obligations import Context, classify

MUST, INTEND, MAY, RECOMMEND = Strength.MUST, Strength.INTEND, Strength.MAY, Strength.RECOMMEND


@pytest.mark.parametrize(
    ("text", "strength", "rule"),
    [
        ("We will evaluate each model before deployment.", MUST, "will"),
        ("We commit to pause training if it is unsafe.", MUST, "commit"),
        ("We remain committed to publishing our results.", MUST, "commit"),
        ("We will not train models without safeguards.", MUST, "prohibition"),
        ("We won’t deploy a model that fails the test.", MUST, "prohibition"),
        ("Weights must never be stored on laptops.", MUST, "prohibition"),
        ("Approval by the board is required for deployment.", MUST, "required"),
        ("All vendors must be reviewed every year.", MUST, "required"),
        ("The report will be escalated to the CEO.", MUST, "will"),
        ("Further, we conduct research on the impact of models.", MUST, "practice"),
        ("We aim to publish a summary of the report.", INTEND, "intend"),
        ("We will aim to publish a summary of the report.", INTEND, "intend"),
        ("We are working on better evaluations of models.", INTEND, "intend"),
        ("Evaluations should be repeated for each release.", INTEND, "should"),
        ("We may deploy a model if the criteria are met.", MAY, "may"),
        ("The CEO may approve interim measures for a model.", MAY, "may"),
        ("We recommend that labs share their results widely.", RECOMMEND, "recommend"),
    ],
)
def test_what_binds_and_how_firmly(text, strength, rule):
    verdict = classify(Context(text))

    assert (verdict.strength, verdict.rule) == (strength, rule)


@pytest.mark.parametrize(
    ("text", "lead_in", "rule"),
    [
        ("Model cards: Publish model cards for significant new models.", "", "imperative"),
        ("Proactively plan for a pause in scaling of models.", "", "imperative"),
        ("Publication of model cards for significant models.", "", "imperative"),
        ("Data is filtered for harmful content by classifiers.", "", "practice"),
        (
            "Independent review of the measures we took.",
            "We commit to the following:",
            "under a commitment",
        ),
    ],
)
def test_list_items_bind_without_a_subject(text, lead_in, rule):
    verdict = classify(Context(text, BlockKind.LIST_ITEM, lead_in))

    assert (verdict.strength, verdict.rule) == (MUST, rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The term “model” refers to any system that we train.", "definition"),
        ("“Effective Compute” is a metric of algorithmic progress.", "definition"),
        ("Definitions of the key terms are available in Appendix A.", "cross-reference"),
        ("In September 2023, we released our first policy.", "report"),
        ("We have updated our policy to be less prescriptive.", "report"),
        ("We hope that other labs adopt similar policies.", "others"),
        ("AI could accelerate scientific discovery in many fields.", "prediction"),
        ("Model weights are at the core of our work.", "description"),
        ("Capability Thresholds", "label"),
    ],
)
def test_what_is_no_promise_gets_a_reason(text, rule):
    verdict = classify(Context(text))

    assert (verdict.strength, verdict.rule) == (None, rule)


def test_a_changelog_reports():
    verdict = classify(
        Context("We will now require a report for each model.", path=("Changelog", "v2.1"))
    )

    assert (verdict.strength, verdict.rule) == (None, "report")


def test_typographic_quotes_change_nothing():
    plain = classify(Context('By "model" we mean a system. It\'s one we trained.'))

    assert classify(Context("By “model” we mean a system. It’s one we trained.")) == plain
