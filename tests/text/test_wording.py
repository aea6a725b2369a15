import json
import time

import pytest

from commitments.text.wording import RULES, signals

# Old wording, new wording, the rule that must fire, the words it must name before and after.
SEEN = [
    ("We will publish it.", "We aim to publish it.", "obligation-softened", "will", "aim to"),
    ("We must stop.", "We should stop.", "obligation-softened", "must", "should"),
    ("It shall be deleted.", "It may be deleted.", "obligation-softened", "shall", "may"),
    ("We will ensure it.", "We will seek to ensure it.", "obligation-softened", "will", "will seek to"),
    ("We ensure it holds.", "We seek to ensure it holds.", "obligation-softened", "", "seek to"),
    ("We will pause training.", "We will consider pausing training.", "obligation-softened", "will",
     "will consider"),
    ("We commit to a test, and we will stop.", "We commit to a test, and we hope to stop.",
     "obligation-softened", "will", "hope to"),
    ("We will not train it.", "We should not train it.", "obligation-softened", "will not", "should not"),
    ("Logs must be kept.", "Measures could include keeping logs.", "obligation-softened", "must", "could"),
    ("An audit is required.", "An audit is recommended.", "obligation-softened", "is required",
     "is recommended"),
    ("a mandatory review of models", "a voluntary review of models", "obligation-softened", "mandatory",
     "voluntary"),
    ("Stop training.", "Consider pausing training.", "obligation-softened", "Stop", "Consider"),
    ("Labels: Consider adding a label.", "Labels: Enforce labelling.", "obligation-hardened", "Consider",
     "Enforce"),
    ("We may share it.", "We will share it.", "obligation-hardened", "may", "will"),
    ("We intend to test models.", "We are required to test models.", "obligation-hardened", "intend to",
     "are required to"),
    ("We aim to publish reports.", "We publish reports.", "obligation-hardened", "aim to", ""),
    ("We will keep logs. We will report abuse.", "We will keep logs.", "obligation-dropped", "will report", ""),
    ("The logs are kept.", "The logs are kept and abuse will be reported.", "obligation-added", "",
     "will be reported"),
    ("We will not train it.", "We will avoid it.", "prohibition-dropped", "will not", ""),
    ("It is prohibited. We act.", "We act.", "prohibition-dropped", "prohibited", ""),
    ("We avoid this.", "We never do this.", "prohibition-added", "", "never"),
    ("Users may: share it", "Users may not: share it", "prohibition-added", "", "may not"),
    ("We will pause training.", "We will slow training.", "action-softened", "pause", "slow"),
    ("measures to prevent misuse", "measures to reduce misuse", "action-softened", "prevent", "reduce"),
    ("The board must approve deployment.", "The board must review deployment.", "action-softened",
     "approve", "review"),
    ("The board will approve the changes.", "The board will be consulted on changes.", "action-softened",
     "approve", "consulted"),
    ("The minimum is 10 hours.", "The target is 10 hours.", "bound-changed", "minimum", "target"),
    ("to mitigate harm", "to prevent harm", "action-hardened", "mitigate", "prevent"),
    ("We will pause training.", "We will inform staff.", "pause-dropped", "pause", ""),
    ("We will inform staff.", "We will inform staff and delete the weights.", "pause-added", "", "delete"),
    ("tests every 3 months", "tests every 6 months", "number-changed", "3 months", "6 months"),
    ("within three months", "within six months", "number-changed", "three months", "six months"),
    ("above 10^26 FLOP", "above 10^27 FLOP", "number-changed", "10^26 FLOP", "10^27 FLOP"),
    ("over $500 million", "over $1 billion", "number-changed", "$500 million", "$1 billion"),
    ("a 4x rise in compute", "a 6x rise in compute", "number-changed", "4x", "6x"),
    ("at least 50 reviewers", "at least 30 reviewers", "number-changed", "50 reviewers", "30 reviewers"),
    ("in 1 in 10 cases", "in 1 in 100 cases", "number-changed", "1 in 10", "1 in 100"),
    ("at least one of them", "at least two of them", "number-changed", "one", "two"),
    ("the Straße and all İ models", "the Straße and most İ models", "quantifier-weakened", "all", "most"),
    ("two-thirds of the vote", "half of the vote", "number-changed", "two-thirds", "half"),
    ("at most $1000 a task", "a budget a task", "number-dropped", "$1000", ""),
    ("a share of staff", "at least 10% of staff", "number-added", "", "10%"),
    ("at least 50 logs", "about 50 logs", "bound-changed", "at least 50 logs", "about 50 logs"),
    ("a minimum of 20 hours", "a target of 20 hours", "bound-changed", "a minimum of 20 hours",
     "a target of 20 hours"),
    ("We report quarterly.", "We report annually.", "frequency-changed", "quarterly", "annually"),
    ("We report every 6 months.", "We report annually.", "frequency-changed", "every 6 months", "annually"),
    ("We report monthly.", "We report periodically.", "frequency-changed", "monthly", "periodically"),
    ("We report monthly.", "We report.", "frequency-dropped", "monthly", ""),
    ("We report.", "We report once a year.", "frequency-added", "", "once a year"),
    ("ready by 31 March 2026", "ready by June 30th, 2026", "date-changed", "by 31 March 2026",
     "by June 30th, 2026"),
    ("no later than 2026-03-31", "in time", "date-dropped", "no later than 2026-03-31", ""),
    ("We will finish.", "We will finish by the end of 2026.", "date-added", "", "by the end of 2026"),
    ("We act immediately.", "We act in a timely manner.", "urgency-softened", "immediately",
     "in a timely manner"),
    ("We act promptly.", "We act immediately.", "urgency-hardened", "promptly", "immediately"),
    ("shared with the board", "shared with the CEO", "actor-changed", "board", "CEO"),
    ("tested by independent experts", "tested", "actor-removed", "independent experts", ""),
    ("shared with METR", "shared", "actor-removed", "METR", ""),
    ("approved", "approved by the Board of Directors", "actor-added", "", "Board of Directors"),
    ("an independent audit of it", "an audit of it", "independence-dropped", "independent", ""),
    ("an external review of it", "an internal review of it", "independence-dropped", "external", ""),
    ("tests by experts", "tests by external experts", "independence-added", "", "external"),
    ("risks (i.e., misuse)", "risks (e.g., misuse)", "ie-to-eg", "i.e.", "e.g."),
    ("risks (e.g., misuse)", "risks (i.e., misuse)", "eg-to-ie", "e.g.", "i.e."),
    ("steps including audits", "steps such as audits", "including-to-such-as", "including", "such as"),
    ("it consists of audits", "it may include audits", "including-to-such-as", "consists of", "may include"),
    ("steps such as audits", "steps including audits", "such-as-to-including", "such as", "including"),
    ("including but not limited to audits", "including audits", "list-closed", "but not limited to", ""),
    ("including audits", "including, without limitation, audits", "list-opened", "", "without limitation"),
    ("threats of hackers, insiders, states, and criminals", "threats of hackers, insiders, and criminals",
     "list-shortened", "states", ""),
    ("threats of hackers, insiders, and criminals", "threats of hackers, insiders, states, and criminals",
     "list-extended", "", "states"),
    ("We test all models.", "We test some models.", "quantifier-weakened", "all", "some"),
    ("each model is tested", "selected models are tested", "quantifier-weakened", "each", "selected"),
    ("Any model is tested.", "Most models are tested.", "quantifier-weakened", "Any", "Most"),
    ("We always test models.", "We usually test models.", "quantifier-weakened", "always", "usually"),
    ("We test all models.", "We test models.", "quantifier-weakened", "all", ""),
    ("We test certain models.", "We test all models.", "quantifier-strengthened", "certain", "all"),
    ("We test models.", "We test all models.", "quantifier-strengthened", "", "all"),
    ("report incidents", "report significant incidents", "qualifier-added", "", "significant incidents"),
    ("report material changes", "report changes", "qualifier-removed", "material changes", ""),
    ("a significant risk", "a severe risk", "qualifier-changed", "significant", "severe"),
    ("It is used only by staff.", "It is used by staff.", "restriction-dropped", "used only by", ""),
    ("It is used by staff.", "It is used solely by staff.", "restriction-added", "", "used solely by"),
    ("the board and trust agree", "the board or trust agree", "and-to-or", "board and trust", "board or trust"),
    ("tests or reviews", "tests and reviews", "or-to-and", "tests or reviews", "tests and reviews"),
    ("We test models.", "We test models where appropriate.", "escape-clause-added", "", "where appropriate"),
    ("We test models.", "We test models where technically feasible.", "escape-clause-added", "",
     "where technically feasible"),
    ("The bar holds.", "The bar holds and may be adjusted.", "escape-clause-added", "", "may be adjusted"),
    ("We stop.", "We stop at our sole discretion.", "escape-clause-added", "", "at our sole discretion"),
    ("We hold the bar.", "We hold the bar, but if competitors do not, we may too.", "escape-clause-added",
     "", "if competitors"),
    ("We test it unless told.", "We test it.", "escape-clause-removed", "unless", ""),
    ("We make efforts.", "We make reasonable efforts.", "hedge-added", "", "reasonable"),
    ("We generally test.", "We test.", "hedge-removed", "generally", ""),
    ("We stop.", "We stop if it fails.", "condition-added", "", "if it fails"),
    ("We stop.", "We stop, provided that Acme agrees.", "condition-added", "", "provided that Acme agrees"),
    ("We stop if it fails.", "We stop.", "condition-removed", "if it fails", ""),
    ("We publish it.", "We share it with some.", "publicity-narrowed", "publish", "share"),
    ("We publicly report it.", "We internally report it.", "publicity-narrowed", "publicly", "internally"),
    ("We publicly report it.", "We report it.", "publicity-narrowed", "publicly", ""),
    ("We share it with some.", "We publish it.", "publicity-widened", "share", "publish"),
    ("We report it.", "We publicly report it.", "publicity-widened", "", "publicly"),
    ("We publish the full report.", "We publish the summary.", "detail-softened", "full report", "summary"),
    ("a redacted version", "an unredacted version", "detail-hardened", "redacted", "unredacted"),
    ("before it is shared", "after it is shared", "timing-moved", "before", "after"),
    ("before we train", "after we train", "timing-moved", "before we train", "after we train"),
    ("prior to training", "prior to deployment", "timing-moved", "prior to training", "prior to deployment"),
    ("a pre-deployment test", "a post-deployment test", "timing-moved", "pre-deployment", "post-deployment"),
    # other words for the same kinds of change
    ("We promise never to sell it.", "We aim never to sell it.", "obligation-softened", "promise never to",
     "aim never to"),
    ("We’re going to test models.", "We’d like to test models.", "obligation-softened", "We're going to",
     "We'd like to"),
    ("We are going to test models.", "We are hoping to test models.", "obligation-softened", "are going to",
     "hoping to"),
    ("We plan on publishing it.", "We will publish it.", "obligation-hardened", "plan on", "will"),
    ("No model will be deployed above it.", "Models are deployed above it.", "prohibition-dropped",
     "No model will", ""),
    ("Employees can't copy weights.", "Employees log copies of weights.", "prohibition-dropped",
     "Employees can't", ""),
    ("two reviewers sign it", "one reviewer signs it", "number-changed", "two reviewers", "one reviewer"),
    ("one expert signs it", "three experts sign it", "number-changed", "one expert", "three experts"),
    ("more than US$100 million", "more than US$500 million", "number-changed", "$100 million", "$500 million"),
    ("within one hundred days", "within ninety days", "number-changed", "one hundred days", "ninety days"),
    ("at most 10 users", "at least 10 users", "bound-changed", "at most 10 users", "at least 10 users"),
    ("biannual reports on abuse", "reports on abuse", "frequency-dropped", "biannual", ""),
    ("by the end of Q2 2025", "by the end of Q4 2025", "date-changed", "by the end of Q2 2025",
     "by the end of Q4 2025"),
    ("shared with US AISI and UK AISI", "shared with UK AISI", "actor-removed", "US AISI", ""),
    ("We test bias, toxicity and fraud.", "We test bias and toxicity.", "list-shortened", "fraud", ""),
    ("text, image, and audio inputs", "text, image, audio, and video inputs", "list-extended", "",
     "video inputs"),
    ("risks (including theft)", "risks (e.g., theft)", "including-to-such-as", "including", "e.g."),
    ("Harms include death.", "Harms may include death.", "including-to-such-as", "include", "may include"),
    ("for instance, the CEO decides", "that is, the CEO decides", "eg-to-ie", "for instance", "that is"),
    ("all of our models", "some of our models", "quantifier-weakened", "all", "some"),
    ("significant harm", "catastrophic harm", "qualifier-changed", "significant", "catastrophic"),
    ("We publish it.", "We publish it, subject to legal constraints.", "escape-clause-added", "",
     "subject to legal constraints"),
    ("We publish it.", "We publish it as we see fit.", "escape-clause-added", "", "as we see fit"),
    ("We publish it.", "We publish it when we deem it appropriate.", "escape-clause-added", "",
     "when we deem it appropriate"),
    ("We publish it.", "We publish it, except if it is unsafe.", "escape-clause-added", "", "except if"),
    ("The limits hold.", "The limits hold and can be relaxed.", "escape-clause-added", "", "can be relaxed"),
    ("We act.", "We act and may adjust these limits.", "escape-clause-added", "", "may adjust these"),
    ("We test.", "We make a best effort to test.", "hedge-added", "", "best effort"),
    ("Reports are public.", "Reports are confidential.", "publicity-narrowed", "are public", "confidential"),
    ("We make the tests publicly available.", "We make the tests available to partners.",
     "publicity-narrowed", "make the tests publicly available", "available"),
    ("We release tests to the public.", "We release tests to trusted experts.", "publicity-narrowed",
     "to the public", "release"),
    ("before training begins", "before the model is released", "timing-moved", "before training",
     "before the model is released"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "before", "after"), SEEN)
def test_each_rule_says_what_it_saw(old, new, rule, before, after):
    found = [(signal.rule, signal.before, signal.after) for signal in signals(old, new)]

    assert (rule, before, after) in found


@pytest.mark.parametrize(("old", "new", "rule", "before", "after"), SEEN)
def test_a_signal_is_one_sentence_of_a_public_rule(old, new, rule, before, after):
    for signal in signals(old, new):
        assert signal.rule in RULES
        assert signal.message.endswith(".")
        assert signal.before in signal.message
        assert signal.after in signal.message


def test_every_public_rule_is_fired_by_a_case_above_and_has_a_sentence():
    assert {rule for _, _, rule, _, _ in SEEN} == set(RULES)
    assert all(sentence.endswith(".") for sentence in RULES.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # typography, reflow, numbering, labels, footnote calls, order
        ("We will test “it”.", 'We  will test "it".'),
        ("See Section 3 and ASL-3.", "See Section 4 and ASL-4."),
        ("the ASL-3 Standard and CBRN-4", "the ASL-4 Standard and CBRN-3"),
        ("Version 2.1", "Version 2.2"),
        ("4.2 Security", "4.3 Security"),
        ("models such as Claude 3 and GPT-4", "models such as Claude 4 and GPT-5"),
        ("as in Table 3, Step 2 and Appendix 1", "as in Table 4, Step 3 and Appendix 2"),
        ("Effective March 31, 2025", "Effective May 14, 2025"),
        ("Updated 5 days ago", "Updated 6 days ago"),
        ("A model of risk.12 More", "A model of risk.13 More"),
        ("the Trust[^12] agrees", "the Trust[^13] agrees"),
        ("We will (1) test and (2) publish.", "We will (a) test and (b) publish."),
        ("see https://a.example/7/must", "see https://a.example/8/will"),
        ("We will publish it on the website.", "We will publish it on our website."),
        ("Before training we will test all models.", "We will test all models before training."),
        ("", "We will test models."),
        # the same amount in other words
        ("within three months", "within 3 months"),
        ("within ninety (90) days", "within 90 days"),
        ("5% of staff", "five percent of staff"),
        ("above 10^26 FLOP", "above 1e26 FLOP"),
        ("We report every quarter.", "We report quarterly."),
        ("ready by 31 March 2026", "ready by 2026-03-31"),
        ("within 12 months", "within one year"),
        ("within 365 days", "within one year"),
        ("every 6 months", "twice a year"),
        ("every six months", "semi-annually"),
        ("every 3 months", "quarterly"),
        ("one hundred users", "100 users"),
        # someone else's words, or no promise at all
        ('It says "we will stop".', 'It says "we may stop".'),
        ("measures that will work", "measures that could work"),
        ("Attackers could steal it.", "Attackers should find it hard to steal."),
        ("In May we test.", "In June we test."),
        ("We have a plan to test.", "We have an aim to test."),
        ("We consider it sufficient.", "We find it sufficient."),
        ("We do not believe this.", "We doubt this."),
        ("unless prohibited by law", "unless barred by law"),
        # the same thing said otherwise
        ("where feasible", "if feasible"),
        ("to the extent possible", "as far as possible"),
        ("unless it is unsafe", "except when it is unsafe"),
        ("as appropriate", "as deemed appropriate"),
        ("The Board of Directors approves.", "Our Board approves."),
        ("in the event of a breach", "in case of a breach"),
        ("If informed, we act.", "When informed, we act."),
        ("at our discretion", "at its sole discretion"),
        ("except as agreed", "save as agreed"),
        ("excluding taxes", "except for taxes"),
        ("approved by the Responsible Scaling Officer", "approved by the RSO"),
        ("approved by the Board of Directors", "approved by the board"),
        ("hackers, insiders, and states", "states, hackers, and insiders"),
        ("It is the case, however, that we, as said, test.", "It is the case that we test."),
        ("We assess if it holds.", "We assess whether it holds."),
        ("not only models", "models"),
        ("training materials", "training tools"),
        ("No model is used.", "No model at all is used."),
        ("using third-party tools", "using tools"),
    ],
)
def test_what_is_no_such_change_gives_no_signal(old, new):
    assert signals(old, new) == ()


# A wording near one that fires, and the rules that must hold still for it.
@pytest.mark.parametrize(
    ("old", "new", "silent"),
    [
        ("We will test it.", "We must test it.", "obligation"),
        ("We should weigh costs.", "We should consider costs.", "obligation"),
        ("We will not train it.", "We must not train it.", "prohibition"),
        ("We will test.", "We will test, and this does not mean much.", "prohibition"),
        ("We will review pauses.", "We will review reductions.", "action"),
        ("the 2023 plan", "the 2024 plan", "number"),
        ("at least 50 logs", "no fewer than 50 logs", "bound"),
        ("monthly active users", "yearly active users", "frequency"),
        ("We update it as needed.", "We update it.", "frequency"),
        ("in March 2025 we met", "in May 2025 we met", "date"),
        ("We act promptly.", "We act without delay.", "urgency"),
        ("We act promptly.", "We act without undue delay.", "pause"),
        ("You must cancel.", "You withdraw as you like.", "pause"),
        (
            "Bias and toxicity may mislead, particularly in the case of video.",
            "Bias and toxicity may mislead.",
            "list",
        ),
        ("not fewer than 50 logs", "at least 50 logs", "bound"),
        ("tests by external experts", "tests by outside experts", "actor"),
        ("an external, independent audit", "an audit that is external", "actor"),
        ("an independent country", "a country", "independence"),
        ("risks (i.e., misuse)", "risks (that is, misuse)", "ie"),
        ("tests including audits", "reports, and fruit such as plums", "including"),
        ("hackers, insiders, and states", "cats, dogs, and birds", "list"),
        ("all models are tested", "every model is tested", "quantifier"),
        ("some models fail; all tests run", "all models fail; some say", "prohibition"),
        ("a material change", "a materially", "qualifier-changed"),
        ("used only by staff", "used solely by staff", "restriction"),
        ("cats and dogs", "birds or fish", "and-to-or"),
        ("We will halt it.", "We will pause it.", "pause"),
        ("We stop it and you stop using it.", "We stop it.", "pause"),
        ("subject to change", "open to change", "condition"),
        ("We may use it.", "We will not use it.", "obligation"),
        ("with hope that harm will end", "with joy", "obligation"),
        ("the most graphic images", "some graphic images", "quantifier"),
        ("one or more persons", "persons", "number"),
        ("shared with third parties", "shared with third-parties", "actor"),
        ("We use publicly available data.", "We share data.", "publicity"),
        ("cats, dogs, and birds", "cats, dogs, and birds, except for one", "list"),
        ("a public figure", "a figure", "publicity"),
        ("We publish it.", "We publish it and share the data.", "publicity"),
        ("a comprehensive list", "a list", "detail"),
        ("before training", "ahead of training", "timing"),
        ("the following models", "these models", "timing"),
    ],
)
def test_a_near_miss_leaves_the_rule_silent(old, new, silent):
    assert [signal for signal in signals(old, new) if signal.rule.startswith(silent)] == []


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("every 3 months", "every 6 months", "less often"),
        ("every 6 months", "every 3 months", "more often"),
        ("within 30 days", "within 90 days", "longer period"),
        ("90 days", "30 days", "shorter period"),
        ("90 days", "1 month", "shorter period"),
        ("5% of it", "10% of it", "larger number"),
        ("at least 50 staff", "at least 30 staff", "lower threshold"),
        ("above 1e25 FLOP", "above 10²⁶ FLOP", "higher threshold"),
        ("up to 5 hours of work, at most 20 users", "up to 5 hours of work, at most 40 users", "higher limit"),
        ("We report quarterly.", "We report annually.", "less often"),
        ("We report annually.", "We report regularly.", "names no interval"),
        ("by 31 March 2026", "by Q4 2026", "later"),
        ("by the end of 2026", "by early 2026", "earlier"),
        ("prior to training", "prior to deployment", "later"),
        ("after release", "before release", "earlier"),
        ("We will test.", "We may test.", "less firmly"),
    ],
)  # fmt: skip
def test_a_signal_says_which_way_it_went(old, new, remark):
    [signal] = signals(old, new)

    assert remark in signal.message


def test_several_changes_of_one_clause_are_all_seen_in_the_rules_order():
    old = "We will publish a full report within 30 days, approved by the board."
    new = "We aim to share a summary within 90 days, where feasible."

    assert [signal.rule for signal in signals(old, new)] == [
        "obligation-softened",
        "detail-softened",
        "number-changed",
        "actor-removed",
        "escape-clause-added",
        "publicity-narrowed",
    ]


def test_the_same_wordings_give_the_same_signals():
    pair = ("All staff must report it, or stop.", "Some staff may report it, and stop at once.")

    assert json.dumps([s.rule for s in signals(*pair)]) == json.dumps(
        [s.rule for s in signals(*pair)]
    )


PIECES = [
    "we will ", "10^", "1 to ", "if ", "(1) ", "every ", "all all ", "including ", "e.g. ", "where where ",
    "not ",
    "prior to the the ", "at least ", "Board ", "third ", "expect a b ", "- ", ", and ", "will not be ",
    "public ",
    "only ", "chief chief ", "by the end of ", "independent a ", "`", "make a a ", "www. ", "one (", "that a ",
]  # fmt: skip


@pytest.mark.parametrize("piece", ["a", "1", "1,", '"', "[^", "word, "])
def test_a_hundred_kilobytes_of_one_character_do_not_stall_a_rule(piece):
    assert _seconds(piece * (100_000 // len(piece))) < 3


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece):
    assert _seconds(piece * (10_000 // len(piece))) < 1


def _seconds(hostile):
    begin = time.process_time()
    signals(
        f"{hostile} We must test all models.", "We may test models, if feasible, within 30 days."
    )
    return time.process_time() - begin


def test_a_version_of_four_hundred_edits_takes_no_time_worth_waiting_for():
    old = (
        "We will test all models every 3 months, including small ones, before we publicly share it."
    )
    new = "We aim to test most models every 6 months, such as small ones, after we share it."
    begin = time.process_time()
    for number in range(400):
        signals(f"{old} {number} runs", f"{new} {number} runs")
    assert time.process_time() - begin < 1
