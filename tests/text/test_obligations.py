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
        ("OpenAI publishes the results of each evaluation.", MUST, "practice"),
        ("Meta evaluates its models for catastrophic outcomes.", MUST, "practice"),
        ("The standard requires a review by two engineers.", MUST, "required"),
        ("Only models that score “medium” or below can be deployed.", MUST, "prohibition"),
        ("Weights can only be moved with the approval of two people.", MUST, "prohibition"),
        ("You may not use our services to deceive others.", MUST, "prohibition"),
        ("We don’t allow our services to be used for fraud.", MUST, "prohibition"),
        ("The Safety Advisory Group (SAG) reviews every report.", MUST, "practice"),
        ("Our board of directors, with the trust, approves the plan.", MUST, "practice"),
        ("The Preparedness team is responsible for the scorecard.", MUST, "practice"),
        ("The capabilities of our models are tested periodically.", MUST, "practice"),
        ("No model may be released without a review.", MUST, "prohibition"),
        ("Our policy prohibits the use of models for weapons.", MUST, "prohibition"),
        ("It is our policy to delete logs after 30 days.", MUST, "commit"),
        ("Deployment requires approval by two directors.", MUST, "required"),
        ("The CEO approves all deployments of models.", MUST, "practice"),
        ("Security audits are conducted every six months.", MUST, "practice"),
        ("We will pause.", MUST, "will"),
        ("Report it within three days.", MUST, "imperative"),
        ("We hope to publish updates twice a year.", INTEND, "intend"),
        ("We could delay the deployment of the model.", MAY, "may"),
        ("We are creating a council that advises the leadership.", INTEND, "intend"),
        ("We will be building a suite of evaluations.", MUST, "will"),
        ("Note that this holds for training, where we will test twice.", MUST, "will"),
        ("They will also be responsible for sharing updates.", MUST, "will"),
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
        (
            "threats, fraud and harassment of others",
            "You may never use it for:",
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
        ("To address these risks, our deployment commitments include:", "lead-in"),
        ("We commit to the following security themes.", "lead-in"),
        ("Note that these levels must be read together.", "remark"),
        ("In 2023, we released a commitment to pause when safety falls behind.", "report"),
        ("This policy reflects our view that risk governance should be proportional.", "remark"),
        ("We are committed to developing powerful systems responsibly.", "aspiration"),
        ("We believe that AI will transform the economy.", "prediction"),
        ("Frontier models will be increasingly capable.", "prediction"),
        ("It is unclear whether this will be enough.", "prediction"),
        ("This plan was approved by the board on May 1.", "report"),
        ("As models grow, so will the need for stronger safeguards.", "prediction"),
        ("Stronger restrictions should rarely be necessary for models.", "prediction"),
        ("Labs should defend their weights against attackers.", "others"),
        ("We do not believe that today’s models are dangerous.", "description"),
        ("The measures we commit to taking concern security first.", "description"),
        ("Sufficient measures would be required to thwart states.", "description"),
        ("We do not guarantee that the service is free of errors.", "description"),
        ("We will not be liable for indirect losses of any kind.", "disclaimer"),
        ("We cannot predict all abusive uses of our technology.", "description"),
        ("A report is due if we do not deploy the model publicly.", "description"),
        ("The safety team at other labs considers this an open problem.", "description"),
    ],
)
def test_what_is_no_promise_gets_a_reason(text, rule):
    verdict = classify(Context(text))

    assert (verdict.strength, verdict.rule) == (None, rule)


@pytest.mark.parametrize(
    ("path", "lead_in", "rule"),
    [
        (("Appendix", "Tasks"), "Prompt:", "example"),
        (("Appendix",), "Resolution criteria:", "example"),
        (("Early thoughts on later levels",), "", "speculation"),
        (("Levels",), "A possible sketch includes:", "speculation"),
    ],
)
def test_samples_and_sketches_promise_nothing(path, lead_in, rule):
    text = "The agent must stop when the evaluator says so."

    verdict = classify(Context(text, BlockKind.LIST_ITEM, lead_in, path))
    assert (verdict.strength, verdict.rule) == (None, rule)
    assert classify(Context(text, BlockKind.LIST_ITEM, "", ("Appendix", "Tasks"))).strength is MUST


def test_a_changelog_reports():
    verdict = classify(
        Context("We will now require a report for each model.", path=("Changelog", "v2.1"))
    )

    assert (verdict.strength, verdict.rule) == (None, "report")


def test_typographic_quotes_change_nothing():
    plain = classify(Context('By "model" we mean a system. It\'s one we trained.'))

    assert classify(Context("By “model” we mean a system. It’s one we trained.")) == plain
