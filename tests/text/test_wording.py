import time

import pytest

from commitments.text.wording import signals


@pytest.mark.parametrize(
    ("old", "new", "rule", "before", "after"),
    [
        ("We will publish it.", "We aim to publish it.", "obligation-softened", "will", "aim to"),
        ("We must stop.", "We should stop.", "obligation-softened", "must", "should"),
        ("We may share it.", "We will share it.", "obligation-hardened", "may", "will"),
        ("We will not train it.", "We will avoid it.", "prohibition-dropped", "will not", ""),
        ("We avoid this.", "We never do this.", "prohibition-added", "", "never"),
        ("every 3 months", "every 6 months", "number-changed", "3 months", "6 months"),
        (
            "within three months",
            "within six months",
            "number-changed",
            "three months",
            "six months",
        ),
        ("at most $1000 a task", "a budget a task", "number-dropped", "$1000", ""),
        ("a share of staff", "at least 10% of staff", "number-added", "", "10%"),
        (
            "We report quarterly.",
            "We report annually.",
            "frequency-changed",
            "quarterly",
            "annually",
        ),
        ("We report monthly.", "We report.", "frequency-dropped", "monthly", ""),
        ("shared with the board", "shared with the CEO", "actor-changed", "board", "CEO"),
        ("tested by independent experts", "tested", "actor-removed", "independent experts", ""),
        ("approved", "approved by the Board of Directors", "actor-added", "", "Board of Directors"),
        ("risks (i.e., misuse)", "risks (e.g., misuse)", "ie-to-eg", "i.e.", "e.g."),
        (
            "steps including audits",
            "steps such as audits",
            "including-to-such-as",
            "including",
            "such as",
        ),
        (
            "threats of hackers, insiders, states, and criminals",
            "threats of hackers, insiders, and criminals",
            "list-shortened",
            "states",
            "",
        ),
        (
            "threats of hackers, insiders, and criminals",
            "threats of hackers, insiders, states, and criminals",
            "list-extended",
            "",
            "states",
        ),
        (
            "We test models.",
            "We test models where appropriate.",
            "escape-clause-added",
            "",
            "where appropriate",
        ),
        ("We test it unless told.", "We test it.", "escape-clause-removed", "unless", ""),
        ("We stop.", "We stop if it fails.", "condition-added", "", "if"),
        ("We stop if it fails.", "We stop.", "condition-removed", "if", ""),
        ("We publish it.", "We share it with some.", "publicity-narrowed", "publish", "share"),
        ("before we train", "after we train", "timing-moved", "before", "after"),
        (
            "prior to training",
            "prior to deployment",
            "timing-moved",
            "prior to training",
            "prior to deployment",
        ),
    ],
)
def test_each_rule_says_what_it_saw(old, new, rule, before, after):
    found = {signal.rule: signal for signal in signals(old, new)}

    assert rule in found
    assert (found[rule].before, found[rule].after) == (before, after)
    assert found[rule].message.endswith(".")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We will test “it”.", 'We  will test "it".'),
        ("We will test models.", "We will test all models."),
        ("See Section 3 and ASL-3.", "See Section 4 and ASL-4."),
        ("Version 2.1", "Version 2.2"),
        ("Effective March 31, 2025", "Effective May 14, 2025"),
        ("A model of risk.12", "A model of risk.13"),
        ("We will (1) test and (2) publish.", "We will (a) test and (b) publish."),
        ("We will publish it on the website.", "We will publish it on our website."),
        ("", "We will test models."),
    ],
)
def test_what_is_no_such_change_gives_no_signal(old, new):
    assert signals(old, new) == ()


def test_a_long_text_takes_no_longer_than_its_length():
    begin = time.perf_counter()
    signals("word, " * 4000 + "one", "we will " * 4000)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        ("3 months", "6 months", "longer time"),
        ("90 days", "30 days", "shorter time"),
        ("5% of it", "10% of it", "larger number"),
    ],
)
def test_a_number_says_which_way_it_went(old, new, size):
    [signal] = signals(old, new)

    assert size in signal.message
