"""Is a clause a commitment, how firmly does it bind, and which rule says so.

The scale is that of design.md: must > intend > may > recommend. A clause that promises nothing gets the reason
instead. Rules are tried in their order; the first that holds decides. Quotes and apostrophes compare as plain.
"""

import re
from dataclasses import dataclass

from commitments.text.blocks import BlockKind, Strength
from commitments.text.folding import typography
from commitments.text.reasons import (
    ADVERBS,
    US,
    US_WORDS,
    outright_reason,
    reason_by_place,
    reason_by_wording,
)
from commitments.text.spotting import Sentence, at_word, rule, rx, sentence
from commitments.text.verbs import ACTIONS, AMBIGUOUS, GERUNDS, MENTAL, NOUNS, OBJECTS


@dataclass(frozen=True, slots=True)
class Context:
    """A clause with what its reader knows of its place; ``is_first`` opens its block."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    lead_in: str = ""
    path: tuple[str, ...] = ()
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    strength: Strength | None
    rule: str


_COMPANIES = (
    r"(?:anthropic|openai|google(?:\s+deepmind)?|deepmind|microsoft|meta|amazon|xai|nvidia|"
    r"cohere|naver|magic|g42)"
)
_COMPANY_WORDS = (
    "anthropic openai google deepmind microsoft meta amazon xai nvidia cohere naver magic g42"
)
_CONJUNCTIONS = ("when", "if", "that", "as", "how", "once", "what", "which", "where")
_NOT_MAIN = "".join(rf"(?<!{word}\s)" for word in _CONJUNCTIONS)
# Looking for the first letter before looking back saves half of the time.
_WE = rf"\b(?=[wot]){_NOT_MAIN}{US}"
# "We do not guarantee" rules nothing out.
_NO_ACT = (
    r"\s+(?:yet\s+|currently\s+)?(?:believe|know|think|expect|consider|anticipate|view|claim|mean|have|see|"
    r"guarantee|warrant|represent|endorse|control|assume|intend|aim|need|require|want|understand|filter|predict|foresee)\b"
)
# What binds. A promise made in the first person outweighs every reason above.
_FIRM = (
    (
        "prohibition",
        rule(
            "no not never t cannot prohibit prohibits prohibited forbid forbids forbidden ban bans only",
            at_word(
                rf"{_WE}\s+{ADVERBS}(?:(?:will|shall|must|may|do|can)\s+(?:{ADVERBS})?(?:not|never)|"
                rf"won't|don't|can(?:no|')t)\b(?!{_NO_ACT})",
                r"(?:must|shall|will)\s+(?:not|never)\s+be\b",
                r"(?:must|shall)\s+not\b|cannot\s+be\s+(?:deployed|used|trained|accessed)\b",
                r"(?:is|are)\s+(?:prohibited|forbidden|not\s+(?:permitted|allowed))\b|^we\s+never\b",
                r"(?<!other\s)(?:we|policy|policies|terms|framework|standards?)\s+(?:\w+ly\s+)?(?:prohibit|forbid|ban)s?\b",
                r"^no\s+(?:[\w-]+\s+){1,8}(?:will|shall|must|may|can)\s+be\s+\w+ed\b",
                r"(?:you|users|customers)\s+(?:cannot|can't|may\s+(?:not|never))\b",
                r"only\b[^.;:]{2,120}?\bcan\s+be\s+\w+ed\b|can\s+only\s+be\s+\w+ed\b",
            ),
        ),
    ),
    (
        "commit",
        rule(
            "commit pledge undertake promise agree committed commitment commitments policy",
            at_word(
                rf"(?<!measures\s)(?<!themes\s)(?:{US}|{_COMPANIES}|also|that\s+we)\s+{ADVERBS}"
                r"(?:commit|pledge|undertake|promise|agree)\b",
                rf"(?:are|is|remain|remains)\s+{ADVERBS}committed\s+to\b|commitments?\s+(?:to|not\s+to)\b",
                r"it\s+is\s+our\s+policy\s+(?:not\s+)?to\b|our\s+policy\s+is\s+(?:not\s+)?to\b",
            ),
        ),
    ),
    (
        "will",
        rule(
            "will shall must required ll",
            rf"\b(?:{US})\s+{ADVERBS}(?:will|shall|must|are\s+required\s+to)\b"
            r"(?!\s+(?:likely|probably|always\s+have|have\s+to)\b)|\bwe'll\b",
        ),
    ),
    (
        "required",
        rule(
            "required must shall require requires mandate mandates",
            at_word(
                r"(?<!would\s)(?<!may\s)(?<!might\s)(?<!could\s)(?:is|are|be)\s+(?:\w+\s+){0,2}required\b",
                r"must\b(?!\s+have\b)|shall\b",
                r"(?:policy|policies|standards?|framework|safeguards?|commitments?|process|contracts?|asl-\d|we|which"
                r"|agreements?|deployments?|releases?|access|exceptions?)"
                r"\s+(?:also\s+)?(?:requires?|mandates?)\b",
            ),
        ),
    ),
)
_OTHER_WILL = rule("will", r"\bwill\b")
_INTEND = rule(
    "aim intend plan expect seek strive endeavor endeavour hope work try aiming planning working exploring "
    "developing piloting seeking anticipating looking preparing creating establishing forming building "
    "implementing setting look explore goal intention anticipate",
    at_word(
        rf"{US}\s+{ADVERBS}(?:aim|intend|plan|expect\s+to|seek|strive|endeavou?r|hope\s+to|work\s+(?:to|towards?)|try)\b",
        rf"{US}\s+(?:are|will\s+be)\s+{ADVERBS}(?:aiming|planning|working|exploring|developing|piloting|seeking|"
        r"anticipating|(?:looking|preparing)\s+to)\b",
        rf"{_WE}\s+are\s+{ADVERBS}(?:creating|establishing|forming|building|implementing|setting\s+up)\b",
        r"(?:will|would)\s+(?:aim|seek|strive|look|work|explore|try)\b|our\s+(?:goal|aim|intention|plan)\s+is\s+to\b",
        rf"{US}\s+{ADVERBS}(?:anticipate|expect)\s+(?:\w+ing|meeting)\b|(?:must|policies)\s+aim\s+to\b",
    ),
)
_SHOULD = rule("should", r"\bshould\b")
_MAY = rule(
    "may might could consider",
    at_word(
        rf"(?:{US}|the\s+(?:ceo|responsible\s+scaling\s+officer|board[\w\s]{{0,14}}))\s+{ADVERBS}"
        r"(?:may|might|would\s+consider)\b(?!\s+(?:call\b|\d))",
        rf"^{US}\s+{ADVERBS}could\b(?!\s+(?:be|have|not)\b)",
        r"may\s+(?:only\s+|also\s+)?(?:be\s+\S+ed|deploy|approve|choose|limit|proceed|continue|share)\b",
    ),
)
_RECOMMEND = rule(
    "recommend encourage advocate advise suggest urge recommended",
    rf"\b{US}\s+{ADVERBS}(?:recommend|encourage|advocate|advise|suggest|urge)\b|\bit\s+is\s+recommended\b",
)
_WE_DO = rule(US_WORDS, rf"{_WE}\s+{ADVERBS}(?P<verb>[a-z]+)\b")
_COMPANY_DOES = rule(
    _COMPANY_WORDS, rf"\b(?=\w){_NOT_MAIN}{_COMPANIES}\s+{ADVERBS}(?P<verb>[a-z]+?)(?:es|s)\b"
)
# "The Preparedness team conducts", "our safety advisory group (SAG) reviews".
_BODIES = (
    "team",
    "group",
    "board",
    "committee",
    "council",
    "office",
    "chair",
    "leadership",
    "trust",
    "directors",
    "ceo",
)
_BODY_DOES = rule(
    " ".join(body + ending for body in _BODIES for ending in ("", "s", "r", "rs")),
    rf"\b(?:{'|'.join(_BODIES)})(?:s|r|rs)?(?:\s+\([^)]{{1,20}}\))?(?:,[^,.;]{{1,60}},)?\s+{ADVERBS}"
    rf"(?:(?:is|are)\s+{ADVERBS}(?P<duty>responsible\s+for)|(?P<verb>[a-z]+?)(?:es|s))\b",
)
_OUR_BODY = rx(rf"{_NOT_MAIN}\b(?:the|our)\s+(?:[\w'&-]+\s+){{0,4}}$")
_REACH = 60  # characters before a body's noun in which its article is looked for
_REGULARLY = rule(
    "every each once twice regularly periodically routinely continuously continually annually quarterly "
    "monthly",
    r"\b(?:is|are)\s+(?:(?:\w+ly\s+)?\w{3,}ed\s+)?(?:regularly|periodically|routinely|continuously|continually|"
    r"annually|quarterly|monthly)\b"
    r"|\b(?:is|are)\s+(?:\w+ly\s+)?(?:\w{3,}ed|run|held)\s+(?:at\s+least\s+)?(?:every|each|once|twice)\b",
)
_PASSIVE = rule(
    "is are",
    r"\b(?:is|are)\s+(?:\w+ly\s+)?(?:subject\s+to|(?!defined|designed|based|measured|determined|considered|"
    r"operationali|modell?ed|called|needed|intended|expected)\w{3,}ed|run|kept|held|built)\b",
)
_BINDING_LEAD = rx(
    r"\b(?:cannot|may\s+(?:not|never)|(?:don't|not)\s+allow|prohibit(?:s|ed)?|not\s+allowed)\b|\b(?:commit|committed|commitments?|will|must|shall|required?|criteria|requirements?|"
    r"measures|responsib\w+|process|components?|practices|duties|steps)\b"
)
_SOFT = (
    ("intend", Strength.INTEND, _INTEND),
    ("recommend", Strength.RECOMMEND, _RECOMMEND),
    ("may", Strength.MAY, _MAY),
    ("should", Strength.INTEND, _SHOULD),
    ("will", Strength.MUST, _OTHER_WILL),
)
_BINDS_ANYWAY = rule(
    "commit must required never will", r"\b(?:commit|must|required|never|will\ not)\b"
)
_SAYS_SOMETHING = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_]++[\W\d_]++){3}[^\W\d_]|^we\s+(?:will|shall|must|never)\s"
)
_LABEL = re.compile(r"^[^.:;!?]{2,90}[:.]\s+(?=\S)")
_OPENING = re.compile(
    r"(?:(?:proactively|publicly|regularly|promptly|immediately|always)\s+)?"
    r"(?P<first>[a-z]+(?:-[a-z]+)?)(?:\s+(?P<second>[a-z]+))?",
    re.IGNORECASE,
)
_ENUMERATOR = re.compile(r"^\(?\d{0,2}[a-z]?\)\s+", re.IGNORECASE)


def classify(context: Context) -> Verdict:
    """The strength and the rule of a clause, or None and the reason; linear in its text."""
    said = sentence(_ENUMERATOR.sub("", typography(context.text)))
    if not _SAYS_SOMETHING.search(said.text):  # a column's head, a caption, a name
        return Verdict(None, "label")
    outright = reason_by_place(context.path, context.lead_in) or outright_reason(said)
    if outright:
        return Verdict(None, outright)
    firm = _firm(said)
    if firm:
        return Verdict(Strength.MUST, firm)
    reason = reason_by_wording(said)
    softer = _softer(said, context)
    if softer and (reason is None or softer.rule in _OUTWEIGHS.get(reason, ())):
        return softer
    return Verdict(None, reason or "description")


# Which softer rules still hold although a reason against them was found.
_OUTWEIGHS: dict[str, tuple[str, ...]] = {
    "report": ("imperative", "intend", "may"),
    "prediction": ("imperative", "intend"),
    "cross-reference": ("imperative",),
    "others": ("recommend", "imperative"),
}


def _firm(said: Sentence) -> str | None:
    if _INTEND.search(said) and not _BINDS_ANYWAY.search(said):
        return None  # "we will aim to" binds as an aim does
    return next((name for name, rule in _FIRM if rule.search(said)), None)


def _softer(said: Sentence, context: Context) -> Verdict | None:
    if _is_imperative(said.text, context):
        return Verdict(Strength.MUST, "imperative")
    found = next((soft for soft in _SOFT if soft[-1].search(said)), None)
    return Verdict(found[1], found[0]) if found else _practice(said, context)


def _practice(said: Sentence, context: Context) -> Verdict | None:
    verbs = [found["verb"] for found in (_WE_DO.search(said), _COMPANY_DOES.search(said)) if found]
    if any(_is_action(verb) for verb in verbs) or _has_acting_body(said):
        return Verdict(Strength.MUST, "practice")
    in_list = context.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
    if (in_list and _PASSIVE.search(said)) or _REGULARLY.search(said):
        return Verdict(Strength.MUST, "practice")
    if in_list and context.is_first and _BINDING_LEAD.search(context.lead_in.lower()):
        return Verdict(Strength.MUST, "under a commitment")
    return None


def _is_action(verb: str) -> bool:
    return not ACTIONS.isdisjoint({verb, verb + "e"} - MENTAL)


def _has_acting_body(said: Sentence) -> bool:
    """Whether a team or board of the publisher does something, or is responsible for it."""
    return any(
        (found["duty"] or _is_action(found["verb"]))
        and _OUR_BODY.search(said.text[max(0, found.start() - _REACH) : found.start()])
        for found in _BODY_DOES.finditer(said)
    )


def _is_imperative(text: str, context: Context) -> bool:
    """ "Model cards: publish ..." asks for an act; so does "Publication of ..." in a list of measures."""
    in_list = context.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
    label = _LABEL.match(text)
    starts = [text, text[label.end() :]] if label else [text]
    return any(_commands(start, in_list=in_list) for start in starts)


def _commands(text: str, *, in_list: bool) -> bool:
    found = _OPENING.match(text)
    if found is None:
        return False
    first, second = found["first"].lower(), (found["second"] or "").lower()
    if first in AMBIGUOUS:
        return second in OBJECTS
    return first in ACTIONS or (in_list and (first in GERUNDS or first in NOUNS))
