"""Signals: named, deterministic observations on how a wording changed. Never a verdict.

A rule sees two wordings of one clause and says what it saw: the words before, the words after, and one neutral
sentence. Whether that weakens a commitment is for a person to decide.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from commitments.text.amounts import AMOUNT_TRIGGERS, amount_changes
from commitments.text.blocks import Signal
from commitments.text.dates import DATE_TRIGGERS, date_changes
from commitments.text.enumerations import (
    OPENNESS_TRIGGERS,
    SCOPE_TRIGGERS,
    illustration_changes,
    member_changes,
    openness_changes,
)
from commitments.text.exits import (
    CONDITION_TRIGGERS,
    ESCAPE_TRIGGERS,
    HEDGE_TRIGGERS,
    condition_changes,
    escape_changes,
    hedge_changes,
)
from commitments.text.ladders import LADDERS, PAUSE_TRIGGERS, pause_changes, steps_taken
from commitments.text.obligation_words import OBLIGATION_TRIGGERS, obligation_changes
from commitments.text.openness import PUBLIC_TRIGGERS, publicity_changes
from commitments.text.parties import (
    ACTOR_TRIGGERS,
    INDEPENDENCE_TRIGGERS,
    actor_changes,
    independence_changes,
)
from commitments.text.prohibitions import PROHIBITION_TRIGGERS, prohibition_changes
from commitments.text.scope import (
    CHOICE_TRIGGERS,
    ONLY_TRIGGERS,
    QUALIFIER_TRIGGERS,
    QUANTIFIER_TRIGGERS,
    choice_changes,
    qualifier_changes,
    quantifier_changes,
    restriction_changes,
)
from commitments.text.terms import Edit, edit
from commitments.text.timing import TIMING_TRIGGERS, timing_changes

RULES: dict[str, str] = {
    "obligation-softened": "Words that bind became words that bind less: “will” to “aim to”, “required” to "
    "“encouraged”.",
    "obligation-hardened": "Words that bind became words that bind more: “may” to “will”, “recommended” to "
    "“required”.",
    "obligation-dropped": "What was promised (“will publish”) is no longer said, in these or other binding "
    "words.",
    "obligation-added": "Something is newly promised (“will publish”).",
    "prohibition-dropped": "What was ruled out (“will not”, “never”, “prohibited”) is no longer ruled out in "
    "these words.",
    "prohibition-added": "Something is ruled out that was not before.",
    "action-softened": "An act became a lesser one of its kind: “pause” to “slow”, “prevent” to “reduce”, "
    "“approve” to “review”.",
    "action-hardened": "An act became a greater one of its kind: “reduce” to “prevent”, “consult” to "
    "“approve”.",
    "pause-dropped": "Words that stop or hold something (“pause”, “halt”, “suspend”, “delete”) are gone.",
    "pause-added": "Words that stop or hold something (“pause”, “halt”, “suspend”, “delete”) are new.",
    "number-changed": "A number, share, amount or stretch of time became another one of the same unit.",
    "number-dropped": "A number, share, amount or stretch of time is gone.",
    "number-added": "A number, share, amount or stretch of time is new.",
    "bound-changed": "What bounds a number changed: “at least 50” to “about 50”, “minimum” to “target”.",
    "frequency-changed": "How often something is done became another frequency, or none that is named.",
    "frequency-dropped": "How often something is done is no longer said.",
    "frequency-added": "How often something is done is said now.",
    "date-changed": "The date by, from or until which something holds became another.",
    "date-dropped": "The date by, from or until which something holds is gone.",
    "date-added": "A date by, from or until which something holds is new.",
    "urgency-softened": "“Immediately” became “promptly”, or “promptly” became “in a timely manner”.",
    "urgency-hardened": "“In a timely manner” became “promptly”, or “promptly” became “immediately”.",
    "actor-changed": "Who acts, decides, reviews or is told became someone else.",
    "actor-removed": "Someone who acts, decides, reviews or is told is no longer named.",
    "actor-added": "Someone who acts, decides, reviews or is told is newly named.",
    "independence-dropped": "A check or checker is no longer called independent, external or third-party.",
    "independence-added": "A check or checker is newly called independent, external or third-party.",
    "ie-to-eg": "“I.e.” became “e.g.”: a complete naming became an example.",
    "eg-to-ie": "“E.g.” became “i.e.”: an example became a complete naming.",
    "including-to-such-as": "A word that defines the scope (“including”) became one that illustrates it "
    "(“such as”).",
    "such-as-to-including": "A word that illustrates the scope (“such as”) became one that defines it "
    "(“including”).",
    "list-closed": "A list is no longer said to be open (“but not limited to”).",
    "list-opened": "A list is newly said to be open (“but not limited to”).",
    "list-shortened": "A list of three or more lost members and kept the others.",
    "list-extended": "A list of three or more gained members and kept the others.",
    "quantifier-weakened": "Fewer are meant: “all” to “some”, “always” to “usually”, or “all” that is gone.",
    "quantifier-strengthened": "More are meant: “some” to “all”, “usually” to “always”, or “all” that is new.",
    "qualifier-added": "A word such as “significant” or “material” newly narrows what is meant.",
    "qualifier-removed": "A word such as “significant” or “material” no longer narrows what is meant.",
    "qualifier-changed": "A word such as “significant” became another, such as “severe”.",
    "restriction-dropped": "“Only”, “solely” or “without exception” is gone.",
    "restriction-added": "“Only”, “solely” or “without exception” is new.",
    "and-to-or": "“A and B” became “A or B”.",
    "or-to-and": "“A or B” became “A and B”.",
    "escape-clause-added": "A way out is new: “where feasible”, “unless”, “at our discretion”, “may be "
    "adjusted”.",
    "escape-clause-removed": "A way out is gone: “where feasible”, “unless”, “at our discretion”, “may be "
    "adjusted”.",
    "hedge-added": "A softening word is new: “reasonable”, “generally”, “typically”.",
    "hedge-removed": "A softening word is gone: “reasonable”, “generally”, “typically”.",
    "condition-added": "A condition is new: “if”, “provided that”, “in the event of”.",
    "condition-removed": "A condition is gone: “if”, “provided that”, “in the event of”.",
    "publicity-narrowed": "Fewer get to know: “publish” to “share with”, “publicly” to “internally”.",
    "publicity-widened": "More get to know: “share with” to “publish”, “internally” to “publicly”.",
    "detail-softened": "What is shown became less: “full report” to “summary”.",
    "detail-hardened": "What is shown became more: “summary” to “full report”.",
    "timing-moved": "When became another time: “before” to “after”, “prior to training” to “prior to "
    "deployment”.",
}  # fmt: skip
"""Every rule that a signal can name, with what it observes: a public vocabulary, whose names stay."""

_Rule = Callable[[Edit], Iterable[Signal]]
_CHECKS: tuple[tuple[frozenset[str], _Rule], ...] = (
    (OBLIGATION_TRIGGERS, obligation_changes),
    (PROHIBITION_TRIGGERS, prohibition_changes),
    *((ladder.triggers, partial(steps_taken, ladder)) for ladder in LADDERS),
    (PAUSE_TRIGGERS, pause_changes),
    (AMOUNT_TRIGGERS, amount_changes),
    (DATE_TRIGGERS, date_changes),
    (ACTOR_TRIGGERS, actor_changes),
    (INDEPENDENCE_TRIGGERS, independence_changes),
    (SCOPE_TRIGGERS, illustration_changes),
    (OPENNESS_TRIGGERS, openness_changes),
    (QUANTIFIER_TRIGGERS, quantifier_changes),
    (QUALIFIER_TRIGGERS, qualifier_changes),
    (ONLY_TRIGGERS, restriction_changes),
    (CHOICE_TRIGGERS, choice_changes),
    (ESCAPE_TRIGGERS, escape_changes),
    (HEDGE_TRIGGERS, hedge_changes),
    (CONDITION_TRIGGERS, condition_changes),
    (PUBLIC_TRIGGERS, publicity_changes),
    (TIMING_TRIGGERS, timing_changes),
)


def signals(old: str, new: str) -> tuple[Signal, ...]:
    """What the rules see between two wordings of one clause, in the rules' order.

    Texts that differ only in typography, white space, footnote calls or word order give none. Linear in them.
    """
    if not old.strip() or not new.strip():
        return ()
    both = edit(old, new)
    return tuple(_seen(both)) if both.fewer or both.more else ()


def _seen(both: Edit) -> Iterator[Signal]:
    """A rule is asked only where the count of one of its own words changed; the lists' rule has no words."""
    for triggers, check in _CHECKS:
        if both.touches(triggers):
            yield from check(both)
    yield from member_changes(both)
