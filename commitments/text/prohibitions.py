"""What a wording rules out: "will not", "never", "prohibited"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import Edit, added, dropped, stem, unquoted, unshared

_STATES = (
    "be|believe|think|know|expect|mean|imply|include|cover|apply|constitute|exist|have|need|require|want"
    "|appear|seem|"
    "contain|reflect|necessarily|represent|guarantee|create|affect|see|consider|claim|attempt|aim|intend"
    "|depend|show|"
    "work|yet|currently|always|only|exceed|help|understand|meet|pose|like|get|hesitate|automatically|result"
    "|necessitate"
)
_FORBID = re.compile(
    rf"\b(?:(?:will|shall|must|do|does) (?:not|never)|don't|doesn't|won't|may not|(?:you|users"
    rf"|customers|employees|staff|developers|contractors|partners|vendors) (?:cannot|can't))"
    rf"(?! (?:{_STATES})\b)"
    r"(?: (?:be|\w+ly)){0,2} (?P<verb>[a-z]+)"
    r"|\b(?:will|shall|must) (?:not|never) be (?P<verb2>[a-z]+(?:ed|en|un|ut|ld))\b"
    r"|\bcannot be (?:used|deployed|shared|accessed|trained|transferred|released)|\bmay not(?=:)"
    r"|\bno (?:\w+ ){1,3}(?:will|shall|may|must|can) be (?P<verb4>[a-z]+(?:ed|en|un|ut|ld))\b"
    r"|\bnever (?P<verb3>[a-z]+)"
    r"|\b(?:prohibit(?:s|ing|ions?)?|prohibited(?! by (?:\w+ )?law| use)|forbid(?:s|den)?|ban(?:s|ned)?"
    r"|disallow(?:s|ed)?|not (?:permitted|allowed|permit|allow)"
    r"|refrains? from|under no circumstances)\b",
    re.IGNORECASE,
)
_SOFT_NO = re.compile(
    r"\b(?:should|ought) (?:not|never)(?: to)?(?: be)? (?P<verb>[a-z]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Prohibition:
    text: str
    verb: str


def prohibitions(text: str) -> list[Prohibition]:
    found = []
    for match in _FORBID.finditer(unquoted(text)):
        verb = match["verb"] or match["verb2"] or match["verb3"] or match["verb4"] or ""
        words = match.group()[: -len(verb)].rstrip() if verb else match.group()
        found.append(Prohibition(words.removesuffix(" be"), stem(verb.casefold())))
    return found


def prohibition_changes(edit: Edit) -> Iterable[Signal]:
    """A prohibition that is there no more, or is new; one that became "should not" is a softer obligation."""
    before, after = prohibitions(edit.old), prohibitions(edit.new)
    gone, come = unshared(before, after, lambda one: one.verb, lambda one: one.text.casefold())
    if len(before) > len(after) and gone and not _says_softly(edit.new, gone[0]):
        yield dropped("prohibition-dropped", gone[0].text)
    if len(after) > len(before) and come and not _says_softly(edit.old, come[0]):
        yield added("prohibition-added", come[0].text)


def _says_softly(text: str, prohibition: Prohibition) -> bool:
    return any(stem(m["verb"].casefold()) == prohibition.verb for m in _SOFT_NO.finditer(text))


PROHIBITION_TRIGGERS = word_set(
    "no not never don't doesn't won't can't cannot prohibit prohibits prohibited prohibiting prohibition "
    "prohibitions forbid forbids forbidden ban bans banned disallow disallows disallowed refrain refrains "
    "circumstances"
)
