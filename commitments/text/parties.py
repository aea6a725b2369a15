"""Who acts, decides, reviews or is told; and how independent a reviewer is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import Edit, Found, Terms, added, became, dropped, lost_and_won, stem

_REVIEWER = (
    r"(?:experts?|reviewers?|auditors?|evaluators?|assessors?|researchers?|testers?|red[ -]teamers?"
    r"|academics?)"
)
_BY_WHOM = r"(?:external|outside|independent|third[ -]party|world[ -]class|domain|subject[ -]matter|leading)"
_ACTOR = re.compile(
    rf"(?<![\w-])(?:{_BY_WHOM} (?:(?!and |or |with |in |of )\w+ )?(?P<reviewer>{_REVIEWER}|parties"
    rf"|organi[sz]ations?|firms?|bod(?:y|ies))"
    r"|(?P<board>board of directors|(?:(?<=the )|(?<=our )|(?<=its ))board)"
    r"|(?P<ceo>ceo|chief executive(?: officer)?)|(?P<officer>chief \w+ officer|ciso|general counsel)"
    r"|(?P<rso>responsible scaling officer|rso)|(?P<ltbt>long-term benefit trust|ltbt)"
    r"|(?P<committee>(?-i:(?!(?:The|Our|Its|Their|This|Each|Any) )(?:[A-Z]\w+ ){1,3}"
    r"(?:Committee|Council|Group|Board)\b(?! of )))"
    r"|(?P<third>third[ -]parties|third party(?! \w))"
    r"|(?P<government>governments?(?! (?:agenc|offic|id\b|issued))|governmental authorities"
    r"|government (?:agencies|officials)"
    r"|public authorities)"
    r"|(?P<regulator>regulators?|regulatory (?:authorit(?:y|ies)|bod(?:y|ies)))|(?P<police>law enforcement)"
    r"|(?P<society>civil society)|(?P<academia>academia|academic researchers)"
    r"|(?P<institute>(?:u\.?[sk]\.? )?(?:ai (?:safety|security) institutes?|caisi|aisi))"
    r"|(?P<forum>frontier model forum)"
    r"|(?P<lab>metr|arc evals|apollo research)|(?P<single>auditors?|regulators?|red[ -]teamers?"
    r"|whistleblowers?)"
    r"|(?P<staff>staff|employees|personnel)|(?P<contractor>contractors)|(?P<shareholder>shareholders)"
    r")(?![\w-])",
    re.IGNORECASE,
)
_NAMED_ALIKE = (
    "board",
    "ceo",
    "rso",
    "ltbt",
    "third",
    "government",
    "regulator",
    "police",
    "society",
    "academia",
    "staff",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """``name`` is one however it is written; ``noun`` is what stays of a reviewer no longer called external."""

    text: str
    name: str
    noun: str = ""


def actors(text: str) -> list[Actor]:
    """The actors a text names, each once."""
    found: dict[str, Actor] = {}
    for match in _ACTOR.finditer(text):
        kind, noun = str(match.lastgroup), (match["reviewer"] or "").casefold().rstrip("s")
        name = kind if kind in _NAMED_ALIKE else noun or match.group().casefold().rstrip("s")
        found.setdefault(name, Actor(match.group(), name, noun))
    return list(found.values())


def actor_changes(edit: Edit) -> Iterable[Signal]:
    """Who is named in one wording only. Experts that are no longer "external" are still named."""
    before, after = actors(edit.old), actors(edit.new)
    gone, come = _missing(before, after, edit.new), _missing(after, before, edit.old)
    said, says = (", ".join(one.text for one in side) for side in (gone, come))
    if gone and come:
        yield became("actor-changed", said, says)
    elif gone:
        yield Signal("actor-removed", f"“{said}” is no longer named.", said, "")
    elif come:
        yield Signal("actor-added", f"“{says}” is named now.", "", says)


def _missing(actors: list[Actor], others: list[Actor], text: str) -> list[Actor]:
    names, text = {one.name for one in others}, text.casefold()
    return [
        one
        for one in actors
        if one.name not in names and not (one.noun and re.search(rf"\b{one.noun}s?\b", text))
    ]


# How independent

_CHECKS = (
    "audit|audits|auditing|review|reviews|assessment|assessments|evaluation|evaluations|testing|test|tests"
    "|validation"
    "|verification|red-teaming|red teaming|oversight|scrutiny|input|feedback|expert|experts|reviewer"
    "|reviewers|auditor"
    "|auditors|evaluator|evaluators|assessor|assessors|researcher|researchers|red-teamers|body|bodies|panel"
    "|analysis"
    "|monitoring|investigation|opinion|consultation"
)
_APART = "independent|independently|external|externally|third-party|third party|outside"
_INDEPENDENT = Terms(
    rf"(?:{_APART})(?=,? (?:(?:and|or) )?(?:\w+,? ){{0,2}}?(?:{_CHECKS}|audited|reviewed|assessed|evaluated"
    rf"|tested"
    r"|validated|verified)\b)|(?:audited|reviewed|assessed|evaluated|tested|validated"
    r"|verified) (?:independently|externally)"
)
_CHECK = re.compile(
    rf"\b(?:{_CHECKS}|audit\w*|review\w*|assess\w*|evaluat\w*|test\w*|validat\w*|verif\w*)\b", re.I
)
INDEPENDENCE_TRIGGERS = frozenset(re.findall(r"[a-z-]+", _APART)) - {"party"}
ACTOR_TRIGGERS = word_set(
    "external outside independent third third-party parties party board directors ceo chief ciso counsel rso "
    "responsible "
    "scaling officer officers ltbt trust committee council group government governments governmental "
    "authorities regulator "
    "regulators regulatory law enforcement civil society academia academic academics institute institutes "
    "caisi aisi forum "
    "metr arc apollo world-class world class domain subject-matter subject leading auditor auditors "
    "red-teamer red-teamers teamers whistleblower whistleblowers staff employees personnel "
    "contractors shareholders experts expert"
)


def independence_changes(edit: Edit) -> Iterable[Signal]:
    """A check or checker that is still there and no longer called independent or external, or newly so."""
    gone, come = lost_and_won(_INDEPENDENT, edit)
    if gone and not come and _is_still_there(edit.old, gone[0], edit.new):
        yield dropped("independence-dropped", gone[0].text)
    if come and not gone and _is_still_there(edit.new, come[0], edit.old):
        yield added("independence-added", come[0].text)


def _is_still_there(text: str, found: Found, other: str) -> bool:
    check = _CHECK.search(text, found.start)
    return check is not None and any(
        stem(check.group().casefold()) == stem(one.group().casefold())
        for one in _CHECK.finditer(other)
    )
