"""How firmly a wording binds, on the scale must > intend > may > recommend, and what it forbids."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import (
    Edit,
    added,
    couples,
    dropped,
    stem,
    unquoted,
    unshared,
    word_before,
)
from commitments.text.verbs import ACTIONS, AMBIGUOUS

MUST, INTEND, MAY, RECOMMEND = 4, 3, 2, 1
# "a plan to", "our aim to" name a thing.
_VERB = r"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bour )(?<!\bits )(?<!\btheir )(?<!\bany )(?<!\bno )"
_MODALS = re.compile(
    r"(?<![\w'-])(?:"
    r"(?P<must>must|shall|will(?!-)|we'll|have to|has to|(?:are|is|be) (?:also )?(?:required|obligated"
    r"|obliged|bound)(?: to)?"
    rf"|{_VERB}(?:commit|commits|committing|pledge|pledges|undertake|undertakes|promise"
    rf"|promises) (?:(?:not|never) )?to(?! commit)|(?:are|is|we're) going to"
    r"|(?:are|is|be|remain|remains) (?:fully |firmly )?committed to|may only|can only)"
    r"|(?P<intend>should|ought to|would"
    rf"|{_VERB}(?:aim|intend|plan|expect|seek|strive|endeavor|endeavour|hope|aspire|attempt|try|look|work"
    rf"|anticipate)s? (?:(?:not|never) )?to|{_VERB}plans? on(?= \w+ing\b)|we'd like to"
    rf"|{_VERB}work(?:ing)? towards?|(?:aiming|intending|planning|expecting|seeking|striving|trying|looking"
    rf"|working|hoping|aspiring|attempting) to"
    r"|anticipate(?= \w+ing\b)|(?:expect|anticipate|hope)s? (?:that )?(?:\w+ ){1,2}(?:will|to)"
    r"|(?:are|is|be) (?:generally )?(?:expected|intended|planned|supposed)(?: to)?|(?:make"
    r"|use) (?:\w+ ){0,2}efforts to)"
    r"|(?P<may>may|might|could|can(?! only)|(?:consider|explor)(?:e|es|s|ing)?(?= (?:\w+ing|whether)\b))"
    rf"|(?P<recommend>{_VERB}(?:recommends?|encourages?|advocates?|urges?|suggests?)"
    r"|(?:are|is|be) (?:strongly )?(?:recommended|encouraged|advised|advisable|optional|voluntary))"
    r")(?![\w-])(?! \d)",
    re.IGNORECASE,
)
_RANKS = {"must": MUST, "intend": INTEND, "may": MAY, "recommend": RECOMMEND}
_LINK = re.compile(r" (?:(?:also|always|then|still|now|be|instead|only|\w+ly) ){0,2}$")
_TAIL = re.compile(
    r",? (?:(?P<not>not|never)\b ?)?"
    r"(?:(?:also|always|then|still|now|thus|instead|only|be|have|been|first"
    r"|\w+ly),? ){0,3}(?P<verb>[a-z]+(?:-[a-z]+)?)?",
    re.IGNORECASE,
)
_LINKS = 24  # characters between the words of one chain: "will also aim to"
# Clauses whose modal says nothing on what the publisher does.
_DEPENDENT = word_set(
    "that which who whom whose it there what how where users user customers you others attackers attacker "
    "adversaries "
    "adversary actors actor developers labs companies governments policymakers regulators risks capabilities "
    "people "
    "anyone someone one everyone"
)
_CONDITIONAL = re.compile(
    r"\b(?:if|whether|unless|how|what|why)\b[^,;.:]{0,60}$|\bthat (?!we )[^,;.:]{0,60}$",
    re.IGNORECASE,
)
_OURS = word_set(
    "we anthropic openai google deepmind microsoft meta amazon xai company board ceo rso officer team teams "
    "staff "
    "assistant policy leadership trust council committee"
)
_VAGUE = word_set("be have include do make take need become")
# "Measures could include": what was required has become an example.
_OPEN_LISTS = word_set("include involve entail comprise")
_PROMISING = ("must", "shall", "will", "should", "we'll", " to")
_OURS_ONLY = (
    "would",
    "plans to",
    "aims to",
    "attempts to",
    "hopes to",
    "looks to",
    "works to",
    "expect",
    "anticipate",
    "hope",
)
_REACH = 64
_OPENING = re.compile(r"(?:[^.:;!?]{2,90}: )?([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Modal:
    """A binding word where it stands: its rank, whether it is negated, what it binds to do, who is bound."""

    text: str
    rank: int
    negated: bool
    verb: str
    subject: str
    dependent: bool
    act_text: str  # with the verb, as written

    @property
    def key(self) -> tuple[str, bool, str]:
        return self.text.casefold(), self.negated, stem(self.verb)

    @property
    def act(self) -> tuple[bool, str, str]:
        """The same for two modals of one act; "have" and "be" alone say nothing without their subject."""
        vague = self.dependent or self.verb in _VAGUE
        return self.negated, self.subject if vague else "", stem(self.verb)

    @property
    def binds(self) -> bool:
        """Whether it can be read as the publisher's own, without a look at the other wording."""
        if self.dependent or (self.rank == MAY and self.negated):
            return False
        only_ours = self.rank == MAY or self.text.casefold().startswith(_OURS_ONLY)
        return self.subject in _OURS or not only_ours or self.verb in _OPEN_LISTS


def modals(text: str) -> list[Modal]:
    """The binding words of a text in their order; a chain of them ("will aim to") binds as its softest."""
    text = unquoted(text)
    chains: list[tuple[int, int, int]] = []
    for match in _MODALS.finditer(text):
        rank = _RANKS[str(match.lastgroup)]
        if chains:
            start, end, before = chains[-1]
            gap = text[end : match.start()] if match.start() - end < _LINKS else "."
            if _LINK.match(gap):
                chains[-1] = (start, match.end(), min(rank, before))
                continue
        chains.append((match.start(), match.end(), rank))
    return [_modal(text, *chain) for chain in chains]


def _modal(text: str, start: int, end: int, rank: int) -> Modal:
    written = text[start:end]
    tail = _TAIL.match(text, end)
    negated = bool(tail and tail["not"]) or written.casefold().endswith((" not to", " never to"))
    verb = (tail["verb"] or "").casefold() if tail else ""
    before = text[max(0, start - _REACH) : start]
    subject = word_before(_without_adverbs(before)).casefold()
    if negated and rank == MAY and written.casefold() == "may":
        rank = MUST
    dependent = subject in _DEPENDENT or bool(_CONDITIONAL.search(before))
    shown = f"{written} {tail['not']}" if tail and tail["not"] else written
    whole = text[start : tail.end()] if tail else written
    return Modal(shown, rank, negated, verb, subject, dependent, whole.strip())


def _without_adverbs(before: str) -> str:
    return re.sub(r"(?: (?:also|always|then|still|now|only|\w{2,20}ly)){1,2} ?$", " ", before)


def obligation_changes(edit: Edit) -> Iterable[Signal]:
    """What binds less or more firmly: the same act first, then the firmest words that only one side has."""
    gone, come = unshared(
        modals(edit.old),
        modals(edit.new),
        lambda modal: modal.key,
        lambda modal: (modal.text.casefold(), modal.negated),
    )
    same_act = [
        (old, new)
        for old, new in couples(gone, come, lambda modal: modal.act)
        if old.verb and old.rank != new.rank and not _describes(old, new)
    ]
    if same_act:
        yield from (_shifted(old.text, new.text, old.rank - new.rank) for old, new in same_act[:1])
        return
    before, after = _firmest(gone), _firmest(come)
    if before and after:
        if before.rank != after.rank and before.negated == after.negated:
            yield _shifted(before.text, after.text, before.rank - after.rank)
        return
    yield from (
        list(_inserted(edit, gone, come))
        or list(_asked(edit, gone, come))
        or _alone(edit, gone, come)
    )


def _describes(old: Modal, new: Modal) -> bool:
    """ "Measures that will work" and "that could work" say what is expected of measures, and bind no one."""
    texts = (old.text.casefold(), new.text.casefold())
    return old.dependent and MAY in (old.rank, new.rank) and any(t.startswith("w") for t in texts)


def _shifted(before: str, after: str, softening: int) -> Signal:
    rule = "obligation-softened" if softening > 0 else "obligation-hardened"
    how = "less" if softening > 0 else "more"
    return Signal(rule, f"“{after}” binds {how} firmly than “{before}”.", before, after)


def _firmest(found: list[Modal]) -> Modal | None:
    return max(
        (modal for modal in found if modal.binds), key=lambda modal: modal.rank, default=None
    )


def _inserted(edit: Edit, gone: list[Modal], come: list[Modal]) -> Iterable[Signal]:
    """ "We publish" to "we aim to publish": the act stood there without the softer word."""
    for modal in come:
        if _is_bare(edit.old, edit.new, modal):
            message = f"“{modal.text}” is new: “{modal.verb}” is bound less firmly than without it."
            yield Signal("obligation-softened", message, "", modal.text)
            return
    for modal in gone:
        if _is_bare(edit.new, edit.old, modal):
            message = f"“{modal.text}” is gone: “{modal.verb}” is bound more firmly than with it."
            yield Signal("obligation-hardened", message, modal.text, "")
            return


def _asked(edit: Edit, gone: list[Modal], come: list[Modal]) -> Iterable[Signal]:
    """ "Stop training" to "Consider pausing training": an item that asked for an act asks for less, or more."""
    for modal in () if gone else come:
        if (act := _asked_for(edit.old)) and _opens(edit.new, modal):
            yield _shifted(act, modal.text, MUST - modal.rank)
            return
    for modal in () if come else gone:
        if (act := _asked_for(edit.new)) and _opens(edit.old, modal):
            yield _shifted(modal.text, act, modal.rank - MUST)
            return


def _asked_for(text: str) -> str:
    """The act that an imperative opens with, after a label; "" for another sentence."""
    word = _OPENING.match(text)
    return word[1] if word and word[1].casefold() in ACTIONS - AMBIGUOUS else ""


def _opens(text: str, modal: Modal) -> bool:
    word = _OPENING.match(text)
    return bool(word and modal.rank < MUST and text.startswith(modal.text, word.start(1)))


def _alone(edit: Edit, gone: list[Modal], come: list[Modal]) -> Iterable[Signal]:
    """A promise whose binding word and act are both gone, or both new."""
    for modal in _promises(gone, come, edit.new):
        yield dropped("obligation-dropped", modal.act_text)
        return
    for modal in _promises(come, gone, edit.old):
        yield added("obligation-added", modal.act_text)
        return


def _promises(found: list[Modal], others: list[Modal], text: str) -> list[Modal]:
    if others:
        return []
    stems = {stem(word) for word in re.findall(r"[^\W_]+", text.casefold())}
    return [
        modal
        for modal in found
        if modal.binds and not modal.negated and modal.text.casefold().endswith(_PROMISING)
        if modal.verb and stem(modal.verb) not in stems
    ]


def _is_bare(without: str, with_it: str, modal: Modal) -> bool:
    if modal.rank == MUST or modal.negated or not modal.verb or modal.verb in ("be", "have"):
        return False
    if modal.subject not in (*_OURS, "to", "and", ""):
        return False
    return _does(without, modal) and not _does(with_it, modal)


def _does(text: str, modal: Modal) -> bool:
    """Whether the subject stands right before the act, or nothing does, as in an imperative."""
    words = ["", *re.findall(r"[^\W_]+", unquoted(text).casefold())]
    act = stem(modal.verb)
    return any(subject == modal.subject and stem(verb) == act for subject, verb in pairwise(words))


OBLIGATION_TRIGGERS = word_set(
    "must shall will we'll have has required obligated obliged bound commit commits committing pledge "
    "pledges undertake "
    "undertakes promise promises committed only should ought would aim aims intend intends plan plans expect "
    "expects seek "
    "seeks strive strives endeavor endeavors endeavour endeavours hope hopes aspire aspires attempt attempts "
    "try tries "
    "look looks work works working aiming intending planning expecting seeking striving trying looking "
    "anticipate "
    "going we're we'd hoping aspiring attempting "
    "anticipates expected intended planned supposed efforts may might could can consider considers "
    "considering explore "
    "explores exploring recommend recommends encourage encourages advocate advocates urge urges suggest "
    "suggests "
    "recommended encouraged advised advisable optional voluntary not never"
)
