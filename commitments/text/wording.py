"""Signals: named, deterministic observations on how a wording changed. Never a verdict.

A rule sees two texts and says what it saw: the words before, the words after, and one neutral sentence. Whether
that weakens a commitment is for a person to decide.
"""

import re
from collections.abc import Callable, Iterable

from commitments.text.blocks import Signal
from commitments.text.folding import typography
from commitments.text.quantities import frequency_changes, number_changes

_Rule = Callable[[str, str], Iterable[Signal]]


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def signals(old: str, new: str) -> tuple[Signal, ...]:
    """What the rules see between two wordings of one clause, in the rules' order.

    Texts that differ only in typography or white space give none. Linear in the texts.
    """
    before, after = " ".join(typography(old).split()), " ".join(typography(new).split())
    if not before or not after or before.casefold() == after.casefold():
        return ()
    return tuple(signal for rule in _RULES for signal in rule(before, after))


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    """The distinct matches in their order, as written."""
    return list({m.group().casefold(): m.group() for m in pattern.finditer(text)}.values())


def _only_in(pattern: re.Pattern[str], text: str, other: str) -> list[str]:
    there = {found.casefold() for found in _found(pattern, other)}
    return [found for found in _found(pattern, text) if found.casefold() not in there]


def _named(words: Iterable[str]) -> str:
    return ", ".join(words)


# Obligation

_NEGATION = r"(?:\s+(?:not|never))"
_SCALE = (
    (
        4,
        _rx(
            r"\b(?:must|shall|will|commit(?:ted|s)?\s+to|pledges?\s+to|(?:is|are)\s+required(?:\s+to)?)\b"
            r"(?!\s+(?:not\b|never\b|be\s+able|aim|seek|strive|try|look|consider|work\s+towards?))"
        ),
    ),
    (
        3,
        _rx(
            r"\b(?:aims?|intends?|plans?|expects?|seeks?|strives?|endeavou?rs?|hopes?)\s+to\b|\bshould\b|\bought\s+to\b"
            r"|\bwork(?:s|ing)?\s+towards?\b|\btry(?:ing)?\s+to\b|\blook\s+to\b"
        ),
    ),
    (2, _rx(r"\b(?:may|might|could|can|consider(?:s|ing)?)\b(?!\s+not\b)")),
    (1, _rx(r"\b(?:recommends?|encourages?|advocates?)\b")),
)


def _obligation(old: str, new: str) -> Iterable[Signal]:
    """Compares the firmest wording that is only in the old text with the firmest that is only in the new."""
    before, after = _firmest(old, new), _firmest(new, old)
    if before is None or after is None or before[0] == after[0]:
        return
    softer = before[0] > after[0]
    rule = "obligation-softened" if softer else "obligation-hardened"
    how = "less" if softer else "more"
    yield Signal(rule, f"“{after[1]}” binds {how} firmly than “{before[1]}”.", before[1], after[1])


def _firmest(text: str, other: str) -> tuple[int, str] | None:
    for rank, pattern in _SCALE:
        own = _only_in(pattern, text, other)
        if own:
            return rank, own[0]
    return None


_PROHIBITION = _rx(
    r"\b(?:will|shall|must|may|do|does)\s+(?:not|never)\b|\bwon't\b|\bnever\b|\bprohibit(?:s|ed)?\b|\bforbid(?:s|den)?\b"
    r"|\bnot\s+(?:permitted|allowed)\b|\brefrain\s+from\b"
)


def _prohibition(old: str, new: str) -> Iterable[Signal]:
    before, after = _found(_PROHIBITION, old), _found(_PROHIBITION, new)
    if before and not after:
        yield Signal("prohibition-dropped", f"“{before[0]}” is no longer there.", before[0], "")
    if after and not before:
        yield Signal("prohibition-added", f"“{after[0]}” is new.", "", after[0])


# Actors

_ACTOR = _rx(
    r"\bboard(?:\s+of\s+directors)?\b|\bceo\b|\bchief\s+\w+\s+officer\b|\bresponsible\s+scaling\s+officer\b|\brso\b"
    r"|\blong-term\s+benefit\s+trust\b|\bltbt\b|\bsafety\s+advisory\s+group\b|\bthird[\s-]part(?:y|ies)\b"
    r"|\b(?:external|outside|independent)\s+(?:\w+\s+)?(?:experts?|reviewers?|auditors?|evaluators?|parties|organi[sz]ations?)\b"
    r"|\bgovernments?(?:al\s+authorities)?\b|\bregulators?\b|\bcivil\s+society\b|\bauditors?\b|\bred[\s-]teamers?\b"
    r"|\b(?:staff|employees)\b|\bai\s+safety\s+institutes?\b|\bmetr\b|\barc\s+evals\b"
)


def _actor(old: str, new: str) -> Iterable[Signal]:
    before, after = _only_in(_ACTOR, old, new), _only_in(_ACTOR, new, old)
    if before and after:
        said, says = _named(before), _named(after)
        yield Signal("actor-changed", f"“{said}” became “{says}”.", said, says)
    elif before:
        yield Signal("actor-removed", f"“{_named(before)}” is no longer named.", _named(before), "")
    elif after:
        yield Signal("actor-added", f"“{_named(after)}” is named now.", "", _named(after))


# Scope

_IE, _EG = _rx(r"\bi\.?e\.?(?=[\s,])|\bthat\s+is,|\bnamely\b"), _rx(r"\be\.?g\.?(?=[\s,])")
_INCLUDING = _rx(r"\bincluding\b|\bincludes?\b|\bconsists?\s+of\b|\bcomprises?\b")
_SUCH_AS = _rx(
    r"\bsuch\s+as\b|\bfor\s+example\b|\bfor\s+instance\b|\be\.?g\.?(?=[\s,])|\bmay\s+include\b"
)
_PART = re.compile(r"[:.()]")  # no list goes on over these
_LONGEST_MEMBER = 6
_ITEM = re.compile(r"\s*[,;]\s*(?:and/or|and|or)?\s*|\s+(?:and|or)\s+")


def _exhaustive(old: str, new: str) -> Iterable[Signal]:
    if _found(_IE, old) and not _found(_IE, new) and _only_in(_EG, new, old):
        yield Signal("ie-to-eg", "A complete naming became an example.", "i.e.", "e.g.")
    before, after = _only_in(_INCLUDING, old, new), _only_in(_SUCH_AS, new, old)
    if before and after:
        yield Signal(
            "including-to-such-as",
            f"“{before[0]}” became “{after[0]}”: what defined the scope now illustrates it.",
            before[0],
            after[0],
        )


def _lists(old: str, new: str) -> Iterable[Signal]:
    """A list of three or more that lost or gained members and kept most of the others."""
    before, after = _items(old), _items(new)
    gone = [item for item in before if item.casefold() not in new.casefold()]
    come = [item for item in after if item.casefold() not in old.casefold()]
    kept = len(before) - len(gone)
    if len(before) >= 3 and gone and not come and kept >= len(gone):
        yield Signal(
            "list-shortened", f"The list no longer names “{_named(gone)}”.", _named(gone), ""
        )
    kept = len(after) - len(come)
    if len(after) >= 3 and come and not gone and kept >= len(come):
        yield Signal("list-extended", f"The list also names “{_named(come)}”.", "", _named(come))


def _items(text: str) -> list[str]:
    """The members of the longest list; of the first and the last only what is surely theirs."""
    parts = [part for part in _PART.split(text) if part.count(",") + part.count(";") >= 2]
    lists = [[p.strip() for p in _ITEM.split(part) if p.strip()] for part in parts]
    members = max(lists, key=len, default=[])
    if any(len(member.split()) > _LONGEST_MEMBER for member in members[1:]):
        return []  # commas between clauses, not between the members of a list
    return [" ".join(member.split()[-3:]) for member in members[:1]] + members[1:]


# Ways out, conditions, publicity, timing

_ESCAPE = _rx(
    r"\b(?:where|when|wherever|whenever|as|if|to\s+the\s+extent|insofar\s+as)\s+(?:\w+ly\s+)?"
    r"(?:appropriate|feasible|possible|practicable|practical|relevant|necessary|needed|applicable|warranted)\b"
    r"|\bunless\b|\bexcept\s+(?:when|where|in|for)\b|\bat\s+(?:our|its|their)\s+(?:sole\s+)?discretion\b"
    r"|\b(?:reasonable|commercially\s+reasonable|best)\s+efforts?\b|\bmay\s+be\s+(?:adjusted|changed|waived|revised)\b"
    r"|\bin\s+(?:some|certain|limited|exceptional|rare)\s+(?:cases|circumstances)\b|\bsubject\s+to\s+change\b"
    r"|\bif\s+(?:competitors|other\s+(?:developers|companies|labs|actors))\b|\bgenerally\b|\btypically\b|\bideally\b"
)
_CONDITION = _rx(r"\b(?:only\s+if|provided\s+that|in\s+cases?\s+where|on\s+condition\s+that|if)\b")
_PUBLIC = _rx(
    r"\bpublicly\b|\bpublish(?:es|ed|ing)?\b|\bpublication\b|\bpublic\b|\bpost(?:ed)?\s+(?:on|to|at)\b"
)
_SHARED = _rx(
    r"\bshar(?:e|es|ed|ing)\b|\binternal(?:ly)?\b|\bconfidential(?:ly)?\b|\bupon\s+request\b"
)
_BEFORE = _rx(r"\b(?:before|prior\s+to|ahead\s+of|in\s+advance\s+of)\b")
_AFTER = _rx(r"\b(?:after|following|subsequent\s+to|once|within\s+\w+\s+\w+\s+of)\b")
_STAGE = _rx(
    r"\b(?:before|prior\s+to|ahead\s+of)\s+(?:\w+\s+){0,2}?(?:training|deploy\w*|release|launch|scaling)\b"
)


def _escape(old: str, new: str) -> Iterable[Signal]:
    come, gone = _only_in(_ESCAPE, new, old), _only_in(_ESCAPE, old, new)
    if come:
        yield Signal("escape-clause-added", f"“{_named(come)}” is new.", "", _named(come))
    if gone:
        yield Signal("escape-clause-removed", f"“{_named(gone)}” is gone.", _named(gone), "")


def _condition(old: str, new: str) -> Iterable[Signal]:
    before, after = _found(_CONDITION, old), _found(_CONDITION, new)
    if after and not before:
        yield Signal("condition-added", f"A condition (“{after[0]}”) is new.", "", after[0])
    if before and not after:
        yield Signal("condition-removed", f"A condition (“{before[0]}”) is gone.", before[0], "")


def _publicity(old: str, new: str) -> Iterable[Signal]:
    before, after = _found(_PUBLIC, old), _found(_PUBLIC, new)
    shared = _only_in(_SHARED, new, old)
    if before and not after and shared:
        yield Signal(
            "publicity-narrowed", f"“{before[0]}” became “{shared[0]}”.", before[0], shared[0]
        )


def _timing(old: str, new: str) -> Iterable[Signal]:
    stages = _only_in(_STAGE, old, new), _only_in(_STAGE, new, old)
    if stages[0] and stages[1]:
        said, says = stages[0][0], stages[1][0]
        yield Signal("timing-moved", f"“{said}” became “{says}”.", said, says)
        return
    before, after = _found(_BEFORE, old), _only_in(_AFTER, new, old)
    if before and not _found(_BEFORE, new) and after:
        yield Signal("timing-moved", f"“{before[0]}” became “{after[0]}”.", before[0], after[0])


_RULES: tuple[_Rule, ...] = (
    _obligation,
    _prohibition,
    number_changes,
    frequency_changes,
    _actor,
    _exhaustive,
    _lists,
    _escape,
    _condition,
    _publicity,
    _timing,
)
