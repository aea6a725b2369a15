"""When something is done: before or after, and before which stage of a model's life."""

import re
from collections.abc import Iterable

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import Edit, Terms, became, lost_and_won, stem

_BEFORE = Terms("before|prior to|ahead of|in advance of")
_AFTER = Terms(r"after|(?<!the )following(?! \w+:)|subsequent to|once|upon|shortly after")
_STAGE = re.compile(
    r"\b(?P<when>before|prior to|ahead of|in advance of|pre-?(?!training)|after|following|post-?(?!training)"
    r"|during)\s?"
    r"(?:(?:the|any|each|its|their|our|a|an|new|model|further|initial|full|external|internal|public"
    r"|large-scale|we|they"
    r"|begin|start|starting|beginning|every|frontier|models?|first|next|continuing|is|are) ){0,3}"
    r"(?P<stage>training|pretraining|pre-training|fine-tuning|development|deployment|deploying|deploy"
    r"|deployed|release|releasing|released"
    r"|launch|launching|launched|scaling|train|trained)\b",
    re.IGNORECASE,
)
_ORDER = {
    "pretraining": 1,
    "pre-training": 1,
    "scaling": 1,
    "training": 1,
    "train": 1,
    "trained": 1,
    "development": 1,
    "fine-tuning": 2,
    "deployment": 3,
    "deploying": 3,
    "deploy": 3,
    "deployed": 3,
    "release": 3,
    "releasing": 3,
    "released": 3,
    "launch": 3,
    "launching": 3,
    "launched": 3,
}
_SIDES = {"during": 0, "after": 1, "following": 1, "post": 1, "post-": 1}
TIMING_TRIGGERS = (
    _BEFORE.triggers
    | _AFTER.triggers
    | frozenset(_ORDER)
    | word_set(
        "during pre-training post-training pre-deployment post-deployment pre-release post-release pre post"
    )
)


def timing_changes(edit: Edit) -> Iterable[Signal]:
    """A stage that became another one, or a "before" that became an "after" of the same thing."""
    gone, come = _stages(edit.old, edit.new), _stages(edit.new, edit.old)
    if gone and come and gone[0][1] != come[0][1]:
        remark = "a later time" if come[0][1] > gone[0][1] else "an earlier time"
        yield became("timing-moved", gone[0][0], come[0][0], remark)
        return
    before_gone, before_come = lost_and_won(_BEFORE, edit)
    after_gone, after_come = lost_and_won(_AFTER, edit)
    for gone_words, come_words, remark in (
        (before_gone, after_come, "a later time"),
        (after_gone, before_come, "an earlier time"),
    ):
        for old in gone_words[:1]:
            for new in come_words[:1]:
                if old.following and stem(old.following) == stem(new.following):
                    yield became("timing-moved", old.text, new.text, remark)


def _stages(text: str, other: str) -> list[tuple[str, int]]:
    """The stages only this text names: as written, and when they are in a model's life."""
    there = {_time(match) for match in _STAGE.finditer(other)}
    return [
        (match.group(), _time(match))
        for match in _STAGE.finditer(text)
        if _time(match) not in there
    ]


def _time(match: re.Match[str]) -> int:
    return 3 * _ORDER[match["stage"].casefold()] + _SIDES.get(match["when"].casefold(), -1)
