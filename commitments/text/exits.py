"""Ways out of a promise: escape clauses, softening words, conditions."""

import re
from collections.abc import Iterable

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import (
    Edit,
    Found,
    Terms,
    added,
    dropped,
    lost_and_won,
    quoted,
    unshared,
)

_FIT = (
    "appropriate|feasible|possible|practicable|practical|relevant|necessary|needed|applicable|warranted"
    "|required|reasonable"
    "|available|helpful|useful|advisable|desirable|permitted"
)
_ESCAPE = Terms(
    rf"(?:where|when|wherever|whenever|if)(?: it is| deemed| and when"
    rf"| and where)?(?: \w+ly)? (?:{_FIT})(?! to\b)"
    rf"|(?:where|when|wherever|whenever|if|as) we (?:deem|judge|consider|determine|believe|think)"
    rf"(?: it| this| that| them)?(?: is| to be| are)?(?: \w+ly)? (?:{_FIT})(?! to\b)|as we see fit"
    r"|as(?: deemed| \w+ly)? (?:appropriate|needed|necessary|applicable|warranted|practicable)(?! to\b)"
    r"|(?:to|insofar as|so far as|as far as)(?: the)?(?: maximum| fullest)?(?: extent)?(?: it is"
    r"| is)?(?: \w+ly)?"
    r" (?:feasible|possible|practicable|practical|permitted)"
    r"|unless|except (?:when|where|in|for|as|if|that|with|under|to)|barring|not including|excluding|apart from"
    r"|save for|save as|save where|with the exception of|other than in"
    r"|(?:at|in) (?:our|its|their)(?: own)?(?: \w+)? (?:discretion|judgment|judgement)|in our view"
    r"|may be (?:adjusted|changed|waived|revised|modified|relaxed|lifted|suspended|amended|withdrawn|delayed)"
    r"|can be (?:adjusted|waived|revised|modified|relaxed|amended|changed at any time)"
    r"|may (?:adjust|change|waive|revise|modify|relax|amend|depart from|deviate from) (?:this|these|it|our)"
    r"|in (?:some|certain|limited|exceptional|rare|extraordinary|emergency) (?:cases|circumstances|situations)"
    r"|under (?:certain|exceptional|extraordinary) circumstances|case by case|case-by-case|subject to change"
    r"|(?:we )?reserves? the right|not (?:hard|binding|legally binding) commitments?"
    r"|if (?:our )?(?:competitors?|other (?:ai )?(?:developers?|companies|labs|actors)"
    r"|another (?:ai )?(?:developer|company|lab|actor))"
    r"|(?:resources|circumstances|time) permitting|(?:as|if|where) (?:resources|circumstances) (?:allow|permit)"
    r"|subject to (?:\w+ ){0,2}(?:constraints?|limitations?|exceptions?|considerations?|feasibility)"
)
_HEDGE = Terms(
    r"reasonable(?! doubt)|reasonably(?! foreseeable)|generally|typically|usually|normally|ideally|largely"
    r"|best[ -]efforts?|good[ -]faith efforts?|for the most part|in most cases"
    r"|roughly|tentatively|provisionally|for now|currently anticipate"
    r"|as best we can"
    r"|in principle|in general|to some extent|if at all|we believe|we think|to the best of our knowledge"
)
ESCAPE_TRIGGERS = (
    _ESCAPE.triggers
    | word_set("reserve competitor developer company lab discretion judgment judgement exceptional")
) - word_set("own where when other another") | frozenset({"where", "when"})
HEDGE_TRIGGERS = _HEDGE.triggers


def escape_changes(edit: Edit) -> Iterable[Signal]:
    yield from _come_and_gone("escape-clause", _ESCAPE, edit)


def hedge_changes(edit: Edit) -> Iterable[Signal]:
    yield from _come_and_gone("hedge", _HEDGE, edit)


def _come_and_gone(name: str, terms: Terms, edit: Edit) -> Iterable[Signal]:
    gone, come = unshared(*lost_and_won(terms, edit), _kind)
    if come:
        yield added(f"{name}-added", quoted(come))
    if gone:
        yield dropped(f"{name}-removed", quoted(gone))


_EXCEPT = (
    *("except", "unless", "save", "barring", "excluding", "not including"),
    *("apart from", "with the exception"),
)
_IF_IT_CAN = ("feasible", "possible", "practicable", "practical")


def _kind(found: Found) -> str:
    """ "Save as" for "except as", "if possible" for "where feasible": one way out in other words."""
    if found.term.endswith(("discretion", "judgment", "judgement")):
        return "discretion"
    if found.term.endswith(_IF_IT_CAN):
        return "if it can be"
    return "except" if found.term.startswith(_EXCEPT) else found.term.replace("deemed ", "")


# Conditions

# "Determine if" and "as if" ask and compare; "if possible" is an escape clause.
_CONDITION = Terms(
    r"only if|(?<!determine )(?<!assess )(?<!evaluate )(?<!see )(?<!check )(?<!decide )(?<!know )"
    r"(?<!as )(?<!even )(?<!ask )"
    rf"if(?! not\b)(?! any\b)(?!(?: it is)?(?: \w+ly)? (?:{_FIT})\b)"
    "|provided that|provided it|provided they|provided we|providing that|on condition that"
    "|on the condition that"
    "|in cases where|in the case where|in the event that|in the event of|as long as|so long as|contingent on"
    "|contingent upon|conditional on|conditional upon"
    r"|subject to(?= (?:\w+ ){0,3}(?:approval|review|completion|consent|availability)\b)"
)
_LIKE_ONE = Terms(
    "when|whenever|where|wherever|once|until|should we|in any scenario|in such a scenario|upon|unless"
    "|in case of|in the case of"
)
CONDITION_TRIGGERS = word_set(
    "only if provided providing condition cases case event long contingent conditional subject"
)
_SHOWN = re.compile(r"(?:[^\s,;:.()]+ ?){1,8}")


def condition_changes(edit: Edit) -> Iterable[Signal]:
    """A condition that came or went. "When" for "if" is the same condition in another word."""
    gone, come = lost_and_won(_CONDITION, edit)
    like_gone, like_come = lost_and_won(_LIKE_ONE, edit)
    surplus = len(come) - len(gone)
    if surplus > 0 and surplus > len(like_gone):
        words = _words(edit.new, edit.old, come)
        yield Signal("condition-added", f"A condition (“{words}”) is new.", "", words)
    if surplus < 0 and -surplus > len(like_come):
        words = _words(edit.old, edit.new, gone)
        yield Signal("condition-removed", f"A condition (“{words}”) is gone.", words, "")


def _words(text: str, other: str, found: list[Found]) -> str:
    """The condition's first words, of the first one that the other wording does not have as well."""
    matches = (_SHOWN.match(text, one.start) for one in found)
    shown = [match.group().strip() for match in matches if match]
    return next((words for words in shown if words.casefold() not in other.casefold()), shown[0])
