"""When a text says that something is due: how often, how long after something, before what, by which day.

Only what the words say, as stretches of the calendar and not as dates: which day a stretch is counted from, and
whether anything was done, is for others to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commitments.text.amounts import frequencies
from commitments.text.days import day_spans
from commitments.text.quantities import NUMBERS


class Kind(StrEnum):
    EVERY = "every"  # comes round: "every three to six months"
    ON = "on"  # a day that the text names: "by 1 October 2026"
    WITHIN = "within"  # counted from something that happens: "within 30 days of an incident"
    BEFORE = "before"  # ahead of something: "before any model reaches the threshold"
    EACH = "each"  # whenever something comes round that no calendar has: "at every fourfold rise in compute"


@dataclass(frozen=True, slots=True)
class Stretch:
    number: int
    unit: str  # "hour", "day", "week", "month" or "year"

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s'[: self.number != 1]}"


@dataclass(frozen=True, slots=True)
class Cadence:
    """Words that say when, and what they say.

    ``least`` and ``most`` are the ends of the stretch; without ``least`` any time up to ``most`` will do.
    ``event`` is what it waits for, in the text's words; empty where these leave it to the sentence.
    ``is_own`` tells that the event is this document's own coming into force. ``day`` is an ISO date.
    """

    kind: Kind
    text: str
    start: int
    least: Stretch | None = None
    most: Stretch | None = None
    is_about: bool = False
    event: str = ""
    is_own: bool = False
    day: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it says, whatever the words: two texts with equal meanings ask for the same days."""
        return self.kind, self.least, self.most, self.event.casefold(), self.is_own, self.day


_NUMBER = rf"\d{{1,3}}|an?|other|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_COUNT = rf"(?P<first>{_NUMBER})(?:(?: ?[-–] ?| to | or )(?P<second>{_NUMBER}))?[ -]"
_UNIT = r"(?:calendar |business |working )?(?P<unit>hour|day|week|month|quarter|year)s?\b"
_STRETCH = f"(?:{_COUNT})?{_UNIT}"
_ABOUT = r"about|approximately|around|roughly|nearly|on average|typically|usually|generally|ideally"
_HEDGE = rf"(?:(?P<hedge>{_ABOUT}|at least|at a minimum|no less than)(?: once)? )?(?:once )?"
_EVENT = r"(?P<event>[^,.;:()]{3,90})"
_FOLD = rf"(?:(?:{'|'.join(NUMBERS)})[ -]?fold|\d{{1,3}} ?(?:x|-?fold))\b"
_WORD = r"(?!(?:and|or|but|in order)\b)[\w’'-]+"
_BEFORE = r"before|prior to|in advance of"
_FORMS = {
    Kind.EACH: (
        rf"\b(?:(?:at |after )?(?:every|each)|(?:at|after) (?:any|an?)) (?:more than )?"
        rf"(?P<event>{_FOLD}(?: {_WORD}){{1,6}})",
        rf"\b(?:every|after) (?P<event>{_STRETCH} of (?!the |each |every |an? ){_WORD}(?: {_WORD}){{0,5}})",
    ),
    Kind.EVERY: (rf"\b{_HEDGE}every {_STRETCH}",),
    Kind.WITHIN: (
        rf"\bwithin (?:the )?(?:first |next )?(?:(?P<hedge>{_ABOUT}) )?{_STRETCH}"
        rf"(?: (?:of|after|from|following) {_EVENT})?",
        rf"\b(?:(?:no|not) later than|at most|no more than|up to) (?:(?P<hedge>{_ABOUT}) )?{_STRETCH}"
        rf" (?:after|from|following|{_BEFORE}) {_EVENT}",
        rf"\b{_COUNT}{_UNIT} (?:after|following) {_EVENT}",
    ),
    Kind.BEFORE: (
        rf"(?<!as )(?<!or )(?<!and )\b(?:{_BEFORE}) (?!(?:and|or|during|after|mitigation)\b){_EVENT}",
    ),
}
_RULES = [
    (kind, re.compile(form, re.IGNORECASE)) for kind, forms in _FORMS.items() for form in forms
]
_HELD = re.compile(rf"\b(?:by|until|(?:no|not) later than|{_BEFORE})(?: the)? $", re.IGNORECASE)
_HEDGED = re.compile(
    rf"\b(?P<hedge>{_ABOUT}|at least|at a minimum)(?: an?| once)? $", re.IGNORECASE
)
_REACH = 24
# A stage of a model's life or of what it can do: what a safeguard is owed before.
_AWAITED = re.compile(
    r"\b(?:models?|train|deploy|releas|launch|threshold|scal(?:e|ing)\b|capabilit|level)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:effective date|adoption|publication|release)(?: date)? of (?:this|the|our) "
    r"(?:policy|framework|document|version|update)\b"
    r"|\b(?:this|the|our) (?:policy|framework|document|version) (?:takes|comes into|enters into) "
    r"(?:effect|force)",
    re.IGNORECASE,
)
# "The quarterly report is no longer stated" asks for no report.
_DENIED = re.compile(
    r"\b(?:no longer|any ?more|any longer|given up|disappears?|dropped|removed|no (?:\w+ ){0,2}"
    r"(?:interval|cadence|frequency|deadline|date|numbers?))\b",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:[^.;!?]|[.](?=\w))+")
_FREQUENT = {  # what a frequency's days are on a calendar; what is done daily is no date to wait for
    7.0: Stretch(1, "week"),
    14.0: Stretch(2, "week"),
    30.0: Stretch(1, "month"),
    60.0: Stretch(2, "month"),
    90.0: Stretch(3, "month"),
    180.0: Stretch(6, "month"),
    360.0: Stretch(1, "year"),
    720.0: Stretch(2, "year"),
}


HINT = r"hour|day|week|month|quarter|year|annual|bienn|fold|[0-9] ?x|before|prior to|in advance of|20[0-9][0-9]"
"""One of these is in every text that says when: for a database to leave out the others, whatever the case."""


def cadences(text: str) -> tuple[Cadence, ...]:
    """Everything that the text says is due at some time, in its order, none within another."""
    found: list[Cadence] = []
    for part in _PART.finditer(text):
        if not _DENIED.search(part.group()):
            found += _apart(_in_part(part.group(), part.start()))
    return tuple(found)


def _apart(found: Iterator[Cadence]) -> list[Cadence]:
    """Of those that overlap the one that was found first, in the text's order."""
    kept: list[Cadence] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _in_part(text: str, offset: int) -> Iterator[Cadence]:
    yield from _days(text, offset)
    for kind, form in _RULES:
        for match in form.finditer(text):
            if found := _read(kind, match, offset):
                yield found
    yield from _frequent(text, offset)


def _days(text: str, offset: int) -> Iterator[Cadence]:
    for start, end, day in day_spans(text):
        held = _HELD.search(text[max(0, start - _REACH) : start])
        if held:
            start -= len(held.group())
            yield Cadence(Kind.ON, text[start:end], offset + start, day=day)


def _read(kind: Kind, match: re.Match[str], offset: int) -> Cadence | None:
    parts = match.groupdict()
    event = (parts.get("event") or "").strip()
    if kind is Kind.BEFORE and not _AWAITED.search(event):
        return None
    words = match.group().rstrip()
    if kind in (Kind.BEFORE, Kind.EACH):
        return Cadence(kind, words, offset + match.start(), event=event)
    least, most = _ends(parts, kind)
    if kind is Kind.EVERY and most.unit == "hour":
        return None
    return Cadence(
        kind,
        words,
        offset + match.start(),
        least,
        most,
        is_about=bool(re.fullmatch(_ABOUT, parts.get("hedge") or "", re.IGNORECASE)),
        event=event,
        is_own=bool(_OWN.search(event)),
        day=next((day for _, _, day in day_spans(event)), ""),
    )


def _ends(parts: dict[str, str], kind: Kind) -> tuple[Stretch | None, Stretch]:
    first = _stretch(parts["first"], parts["unit"])
    if parts["second"] is None:
        return None, first
    return first if kind is Kind.EVERY else None, _stretch(parts["second"], parts["unit"])


def _stretch(number: str | None, unit: str) -> Stretch:
    word = (number or "a").casefold()
    count = 1 if word in ("a", "an") else 2 if word == "other" else int(NUMBERS.get(word) or word)
    unit = unit.casefold()
    return Stretch(count * 3, "month") if unit == "quarter" else Stretch(count, unit)


def _frequent(text: str, offset: int) -> Iterator[Cadence]:
    """ "Quarterly", "at least once a year": not a rate ("35x per year")."""
    place = 0
    for frequency in frequencies(text):
        place = text.index(frequency.text, place)
        stretch = _FREQUENT.get(frequency.days)
        if stretch and not frequency.text.casefold().startswith("per "):
            hedge = _HEDGED.search(text[max(0, place - _REACH) : place])
            start = place - len(hedge.group()) if hedge else place
            is_about = bool(hedge and re.fullmatch(_ABOUT, hedge["hedge"], re.IGNORECASE))
            end = place + len(frequency.text)
            yield Cadence(
                Kind.EVERY, text[start:end], offset + start, None, stretch, is_about=is_about
            )
        place += len(frequency.text)
