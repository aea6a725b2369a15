"""Is a clause a commitment, how firmly does it bind, and which rule says so.

The scale is that of design.md: must > intend > may > recommend. A clause that promises nothing gets the reason
instead. Rules are tried in their order; the first that holds decides. Quotes and apostrophes compare as plain.
"""

import re
from dataclasses import dataclass

from commitments.text.blocks import BlockKind, Strength
from commitments.text.folding import typography
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


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_ADVERBS = (
    r"(?:(?:also|always|already|continually|continuously|currently|first|further|generally|"
    r"now|only|[a-z]+ly|then|still|both|each|all|not)\s+){0,3}"
)
_US = r"(?:we|our\s+(?:company|teams?|staff|organi[sz]ation|leadership|board)|the\s+company)"

# What is no promise, whatever verbs it uses.
_REPORT_PATH = _rx(
    r"\b(?:change\s?log|version\s+history|acknowledge?ments|revision\s+history|references)\b"
)
_REPORT = _rx(
    rf"\b{_US}(?:\s+|'ve\s+|\s+have\s+|\s+had\s+){_ADVERBS}(?:have\s+)?(?:added|adopted|adjusted|clarified|"
    r"changed|decided|disaggregated|found|introduced|learned|made|published|recognized|recognised|released|"
    r"removed|replaced|reviewed|updated|weighed|developed|identified|conducted|been)\b"
    r"|\b(?:was|were|had\s+been|have\s+been|has\s+been)\b|\bin\s+(?:19|20)\d\d,\s"
)
_DEFINITION = _rx(
    rf"\b(?:is|are)\s+(?:defined|operationali[sz]ed)\s+as\b|\b(?:refers?|referring)\s+to\b"
    rf"|\bby\s+\"?[^,]{{1,60}},?\"?\s+we\s+mean\b|\b{_US}\s+(?:define|mean|use\s+\"|intend\s+\"|use\s+the\s+terms?)"
    r"|^\"[^\"]{2,60}\"\s+(?:is|are|means?|captures?)\b|^(?:an?\s+)?[\w\s()-]{2,50}\s+(?:means|denotes)\b"
)
_REFERENCE = _rx(
    r"^(?:see|as\s+noted|more\s+(?:information|details?))\b.{0,120}$"
    r"|\b(?:is|are)\s+(?:available|listed|described|summari[sz]ed|specified|detailed|provided|posted)\b.{0,40}"
    r"\b(?:in|here|at|below|above)\b[^.]{0,60}\.?$"
    r"|\byou\s+can\s+(?:read|find)\b|\bplease\s+contact\b"
)
_OTHERS = _rx(
    r"\bwe\s+(?:also\s+|actively\s+)?(?:hope|wish|welcome|encourage|urge|call\s+on|advocate|invite)\b"
    r"|\b(?:other\s+(?:companies|labs|developers|organi[sz]ations)|the\s+industry|governments?|policymakers|regulators|"
    r"society|users|customers)\s+(?:should|must|will|may|can|could)\b"
)
_PREDICTION = _rx(
    r"\b(?:ai(?:\s+(?:systems?|models?|safety))?|frontier(?:\s+ai)?\s+models?|technolog(?:y|ies)|capabilit(?:y|ies)|"
    r"risks?|progress|attackers?|adversar(?:y|ies)|it|this|there|they|these(?:\s+\w+){0,2}|such(?:\s+\w+){0,2})\s+"
    r"(?:will|could|may|might|can|would)\s+(?:likely\s+|also\s+|be\s+(?:hard|difficult|challenging|possible|able)|"
    r"bring|become|have|pose|cause|lead|increase|accelerate|enable|create|change|evolve|scale|include|warrant)"
)

# What binds. A promise made in the first person outweighs every reason above.
_FIRM = (
    (
        "prohibition",
        _rx(
            rf"\b{_US}\s+{_ADVERBS}(?:will|shall|must|may|do|can)\s+(?:{_ADVERBS})?(?:not|never)\b|\b(?:must|shall|will)\s+(?:not|never)\s+be\b"
            r"|\b(?:must|shall)\s+not\b|\bwe\s+won't\b|\bcannot\s+be\s+(?:deployed|used|trained|accessed)\b"
            r"|\b(?:is|are)\s+(?:prohibited|forbidden|not\s+(?:permitted|allowed))\b|\bwe\s+never\b"
        ),
    ),
    (
        "commit",
        _rx(
            rf"\b(?:{_US}|anthropic|openai|google|deepmind|microsoft|meta|amazon|xai|that|also|thus\s+implies\s+that\s+we)\s+{_ADVERBS}(?:commit|pledge|undertake|promise|agree)\b"
            rf"|\b(?:are|is|remain|remains)\s+{_ADVERBS}committed\s+to\b|\bcommitments?\s+(?:to|not\s+to|include)\b"
        ),
    ),
    ("will", _rx(rf"\b(?:{_US})\s+{_ADVERBS}(?:will|shall|must|are\s+required\s+to)\b|\bwe'll\b")),
    (
        "required",
        _rx(
            r"\b(?:is|are|be)\s+(?:\w+\s+){0,2}required\b|\bmust\b|\bshall\b"
            r"|(?<!would\s)(?<!may\s)(?<!might\s)(?<!could\s)(?<!that\s)(?<!model\s)(?<!which\s)(?<!not\s)(?<!to\s)(?<!can\s)"
            r"\b(?:requires?|mandates?|necessitates?)\b"
        ),
    ),
)
_OTHER_WILL = _rx(r"\bwill\b")
_INTEND = _rx(
    rf"\b{_US}\s+{_ADVERBS}(?:aim|intend|plan|expect\s+to|seek|strive|endeavou?r|hope\s+to|work\s+(?:to|towards?)|try)\b"
    rf"|\b{_US}\s+(?:are|will\s+be)\s+{_ADVERBS}(?:aiming|planning|working|exploring|developing|preparing|piloting|looking|seeking|anticipating)\b"
    r"|\b(?:will|would)\s+(?:aim|seek|strive|look|work|explore|try)\b|\b(?:our|the)\s+(?:goal|aim|intention|plan)\s+is\b"
    rf"|\b{_US}\s+{_ADVERBS}(?:anticipate|expect)\s+(?:\w+ing|this|meeting|that\s+we)\b|\baims?\s+to\b|\bintended\s+to\b"
)
_SHOULD = _rx(r"\bshould\b")
_MAY = _rx(
    rf"\b(?:{_US}|the\s+(?:ceo|responsible\s+scaling\s+officer|board[\w\s]{{0,14}}))\s+{_ADVERBS}(?:may|might|could|can|would\s+consider)\b"
    r"|\bmay\s+(?:only\s+|also\s+)?(?:be\s+\S+ed|deploy|approve|choose|limit|proceed|continue|share)\b"
)
_RECOMMEND = _rx(
    rf"\b{_US}\s+{_ADVERBS}(?:recommend|encourage|advocate|advise|suggest|urge)\b|\bit\s+is\s+recommended\b"
)
_WE_DO = _rx(
    r"(?<!when\s)(?<!if\s)(?<!that\s)(?<!as\s)(?<!how\s)(?<!once\s)(?<!what\s)(?<!which\s)(?<!where\s)"
    rf"\b{_US}\s+{_ADVERBS}(?P<verb>[a-z]+)\b"
)
_PASSIVE = _rx(r"\b(?:is|are)\s+(?:\w+ly\s+)?(?:subject\s+to|\w{3,}ed|run|kept|held|built)\b")
_BINDING_LEAD = _rx(
    r"\b(?:commit|committed|commitments?|will|must|shall|required?|criteria|requirements?|"
    r"measures|responsib\w+|process|components?|practices|duties|steps)\b"
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
    text = _ENUMERATOR.sub("", typography(context.text))
    if any(_REPORT_PATH.search(heading) for heading in context.path):
        return Verdict(None, "report")
    if _is_label(text):
        return Verdict(None, "label")
    firm = _firm(text)
    if firm:
        return Verdict(Strength.MUST, firm)
    reason = _reason(text)
    softer = _softer(text, context)
    if softer and (reason is None or softer.rule in _OUTWEIGHS.get(reason, ())):
        return softer
    return Verdict(None, reason or "description")


# Which softer rules still hold although a reason against them was found.
_OUTWEIGHS: dict[str, tuple[str, ...]] = {
    "report": ("imperative", "intend", "may"),
    "prediction": ("imperative", "intend"),
    "cross-reference": ("imperative",),
    "others": ("recommend", "imperative"),
    "definition": (),
}


def _is_label(text: str) -> bool:
    """Too short to promise anything: a column's head, a caption, a name."""
    return len(re.findall(r"[^\W\d_]+", text)) < 4


def _firm(text: str) -> str | None:
    if _INTEND.search(text) and not re.search(r"\b(?:commit|must|required|never|will not)\b", text):
        return None  # "we will aim to" binds as an aim does
    return next((name for name, pattern in _FIRM if pattern.search(text)), None)


def _reason(text: str) -> str | None:
    for name, pattern in (
        ("definition", _DEFINITION),
        ("cross-reference", _REFERENCE),
        ("others", _OTHERS),
        ("report", _REPORT),
        ("prediction", _PREDICTION),
    ):
        if pattern.search(text):
            return name
    return None


def _softer(text: str, context: Context) -> Verdict | None:
    if _is_imperative(text, context):
        return Verdict(Strength.MUST, "imperative")
    for rule, strength, pattern in (
        ("intend", Strength.INTEND, _INTEND),
        ("recommend", Strength.RECOMMEND, _RECOMMEND),
        ("may", Strength.MAY, _MAY),
        ("should", Strength.INTEND, _SHOULD),
        ("will", Strength.MUST, _OTHER_WILL),
    ):
        if pattern.search(text):
            return Verdict(strength, rule)
    return _practice(text, context)


def _practice(text: str, context: Context) -> Verdict | None:
    found = _WE_DO.search(text)
    if found and found["verb"].lower() in ACTIONS and found["verb"].lower() not in MENTAL:
        return Verdict(Strength.MUST, "practice")
    in_list = context.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
    if in_list and _PASSIVE.search(text):
        return Verdict(Strength.MUST, "practice")
    if in_list and context.is_first and _BINDING_LEAD.search(context.lead_in):
        return Verdict(Strength.MUST, "under a commitment")
    return None


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
