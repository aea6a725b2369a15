"""How much a wording covers: all or some, any or only significant ones, both or either, only where."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import (
    Edit,
    Found,
    Terms,
    added,
    became,
    dropped,
    lost_and_won,
    lowered,
    neighbours,
    stem,
)

# Quantifiers, from the widest to the narrowest. "Any" in "if any" or "not ... any" is none of them.
_QUANTIFIERS = (
    r"all(?! (?:right|along|caps))|every|each(?! other)|both|(?<!if )any|the entire",
    r"(?<!the )most(?! (?:\w+ )?likely)|the majority of|a majority of|nearly all|almost all"
    r"|substantially all|the vast majority of",
    "many|several|multiple|various|a number of",
    "some|certain|selected|select|a subset of|a sample of|a selection of|a few|few|specific|particular"
    "|representative"
    "|a limited number of|limited",
)
_ADVERBS = (
    "always|in all cases|in every case|invariably",
    "usually|normally|generally|typically|in most cases|as a rule",
    "sometimes|occasionally|in some cases|in certain cases|in limited cases|in exceptional cases",
)
_DEGREES = (
    "fully|completely|entirely|wholly",
    "largely|substantially|mostly|mainly|primarily",
    "partially|partly|in part",
)
_SCALES: tuple[tuple[Terms, ...], ...] = tuple(
    tuple(map(Terms, scale)) for scale in (_QUANTIFIERS, _ADVERBS, _DEGREES)
)
_SCALE_WORDS = [frozenset[str]().union(*(step.triggers for step in scale)) for scale in _SCALES]
_UNIVERSAL = Terms("all(?! (?:right|along|caps|of))|every|always|in all cases")
QUANTIFIER_TRIGGERS = frozenset[str]().union(
    *(step.triggers for scale in _SCALES for step in scale), ("all", "any", "some")
)
_SKIPPED = word_set("of the our its their these those such new other")
_AHEAD = 60
_STOP = re.compile(r"[^\w' -]")


def quantifier_changes(edit: Edit) -> Iterable[Signal]:
    """A step between all, most and some before the same noun; or "all" that is gone or new before it."""
    found = [step for number in range(len(_SCALES)) for step in _steps(number, edit)]
    yield from found[:2] or _universals(edit)


def _steps(number: int, edit: Edit) -> Iterable[Signal]:
    if not edit.replaces(_SCALE_WORDS[number]):
        return
    sides = [lost_and_won(step, edit) for step in _SCALES[number]]
    gone = [(rank, one) for rank, (old, _) in enumerate(sides) for one in old]
    come = [(rank, one) for rank, (_, new) in enumerate(sides) for one in new]
    nouns = {_noun(edit.new, one): (rank, one) for rank, one in reversed(come)}
    for rank, old in gone:
        new_rank, new = nouns.get(_noun(edit.old, old), (rank, None))
        if new and new_rank != rank:
            rule = "quantifier-weakened" if new_rank > rank else "quantifier-strengthened"
            yield became(rule, old.text, new.text)


def _noun(text: str, found: Found) -> str:
    """The word that a quantifier stands before: "models" in "all of our models"."""
    end = found.start + len(found.text)
    words = _STOP.split(lowered(text[end : end + _AHEAD]), maxsplit=1)[0].split()
    return next((stem(word) for word in words if word not in _SKIPPED), found.text)


def _universals(edit: Edit) -> Iterable[Signal]:
    gone, come = lost_and_won(_UNIVERSAL, edit)
    for one in gone[:1]:
        if not come and _stands_alone(edit.new, one):
            yield dropped("quantifier-weakened", one.text)
    for one in come[:1]:
        if not gone and _stands_alone(edit.old, one):
            yield added("quantifier-strengthened", one.text)


def _stands_alone(text: str, found: Found) -> bool:
    """Whether the quantified word stands in the other wording after the same word, with nothing between."""
    if not found.following or not found.previous:
        return False
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text.casefold())
    wanted = (found.previous, stem(found.following))
    return any((one, stem(two)) == wanted for one, two in pairwise(words))


# Adjectives that let through only what is grave enough

_QUALIFIER = Terms(
    "(?:significant|significantly|material(?!s)|materially|substantial|substantially|serious|seriously"
    "|severe|severely"
    "|critical|major|meaningful|meaningfully|considerable|considerably|credible|imminent|egregious|extreme"
    "|extremely"
    "|catastrophic|grave|irreversible|widespread|large-scale"
    "|exceptional|systemic|high-risk|highest-risk|most serious|most capable|most severe|reasonably foreseeable)"
    r"(?= (?!and |or |for |to |in |of |that |which |is |are |on |with |from )\w)"
)
QUALIFIER_TRIGGERS = _QUALIFIER.triggers - {"most", "reasonably"}


def qualifier_changes(edit: Edit) -> Iterable[Signal]:
    """A word such as "significant" that came, went or became another."""
    gone, come = lost_and_won(_QUALIFIER, edit)
    if gone and come:
        if stem(gone[0].term.removesuffix("ly")) != stem(come[0].term.removesuffix("ly")):
            yield became("qualifier-changed", gone[0].text, come[0].text)
    elif gone and _kept(edit.new, gone):
        yield dropped("qualifier-removed", _phrase(gone[0]))
    elif come and _kept(edit.old, come):
        yield added("qualifier-added", _phrase(come[0]))


def _kept(text: str, found: Sequence[Found]) -> bool:
    """Whether the qualified word is in the other wording too: new words of a new sentence qualify nothing."""
    return bool(re.search(rf"\b{re.escape(stem(found[0].following))}", text, re.IGNORECASE))


def _phrase(found: Found) -> str:
    return f"{found.text} {found.following}"


def _in_place(found: Found) -> str:
    return f"{found.previous} {found.text} {found.following}".strip()


# Only, and and or

_ONLY = Terms(
    "only|solely|exclusively|strictly|nothing but|no one but|under no circumstances|without exception"
    "|without exceptions"
)
ONLY_TRIGGERS = _ONLY.triggers
_NOT_ONLY = frozenset({"not", "the", "read", "view"})
CHOICE_TRIGGERS = frozenset({"and", "or", "both", "either"})


def restriction_changes(edit: Edit) -> Iterable[Signal]:
    gone, come = lost_and_won(_ONLY, edit)
    gone = [one for one in gone if one.previous not in _NOT_ONLY]
    come = [one for one in come if one.previous not in _NOT_ONLY]
    if len(gone) > len(come):
        yield dropped("restriction-dropped", _in_place(gone[0]))
    if len(come) > len(gone):
        yield added("restriction-added", _in_place(come[0]))


def choice_changes(edit: Edit) -> Iterable[Signal]:
    """ "A and B" that became "A or B" between the same two words, and the other way round."""
    old, new = _joints(edit.old), _joints(edit.new)
    for words, join in old.items():
        other = new.get(words, join)
        if {join, other} == {"and", "or"}:
            before, after = (f"{words[0]} {one} {words[1]}" for one in (join, other))
            yield became(f"{join}-to-{other}", before, after)


def _joints(text: str) -> dict[tuple[str, str], str]:
    joints, text = {}, lowered(text)
    for match in re.finditer(r",? (and|or) ", text):
        words = neighbours(text, *match.span())
        if all(words):
            joints[words] = match[1]
    return joints
