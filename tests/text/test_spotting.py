"""Rules are spared by their words: no match may be lost by it."""

import re
from itertools import islice, product
from re import _constants as op
from re import _parser

import pytest

from commitments.text import obligations, reasons
from commitments.text.spotting import Rule, rule, sentence


def rules(value):
    """Every rule in a module's tables, however deep."""
    if isinstance(value, Rule):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from rules(part)


MODULES = [vars(module).values() for module in (obligations, reasons)]
RULES = sorted({one for values in MODULES for value in values for one in rules(value)}, key=str)


def examples(parts):
    """Strings that a pattern's parts can match, each of its alternatives in turn; conditions are left out."""
    return ("".join(chosen) for chosen in product(*map(choices, parts)))


def choices(part):
    kind, value = part
    match kind:
        case op.LITERAL:
            return [chr(value)]
        case op.IN:
            is_all_but = value[0][0] is op.NEGATE
            return [" "] if is_all_but else [text for inner in value for text in choices(inner)]
        case op.BRANCH:
            return [text for branch in value[1] for text in examples(branch)]
        case op.SUBPATTERN:
            return list(examples(value[3]))
        case op.MAX_REPEAT | op.MIN_REPEAT:
            least, most, inner = value
            texts = list(
                islice(examples(inner), 2)
            )  # "s?" needs no more, and "(?:also|now)?" no less
            return [text * n for n in {least, min(least + 1, int(most))} for text in texts]
        case op.CATEGORY:
            return [{op.CATEGORY_SPACE: " ", op.CATEGORY_DIGIT: "0"}.get(value, "a")]
        case op.AT | op.ASSERT | op.ASSERT_NOT:
            return [""]
    return [" " if kind is op.ANY else "x"]


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.pattern.pattern[:40])
def test_every_match_of_a_rule_has_one_of_its_words(one):
    said = set(examples(_parser.parse(one.pattern.pattern, re.VERBOSE)))
    lost = [text for text in said if one.words.isdisjoint(sentence(text).words)]

    assert said
    assert not [text for text in lost if one.pattern.search(text)]


def test_a_sentence_without_the_words_is_not_searched():
    one = rule("will shall", r"w")

    assert one.search(sentence("We do what we can.")) is None
    assert not list(one.finditer(sentence("We do what we can.")))
    assert one.search(sentence("We WILL do what we can.")).start() == 0
