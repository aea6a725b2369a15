"""How the numbers and frequencies of a wording changed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal
from commitments.text.dates import without_dates
from commitments.text.quantities import (
    ABOUT,
    AIM,
    DAYS,
    LOWER,
    MEASURING,
    PLAIN,
    UPPER,
    Quantity,
    quantities,
)
from commitments.text.terms import Edit, added, became, couples, dropped, unshared

_FIXED = {
    "hourly": 1 / 24,
    "daily": 1.0,
    "weekly": 7.0,
    "fortnightly": 14.0,
    "biweekly": 14.0,
    "monthly": 30.0,
    "bimonthly": 60.0,
    "quarterly": 90.0,
    **dict.fromkeys(("semi-annual", "semi-annually", "semiannual", "semiannually"), 180.0),
    **dict.fromkeys(("biannual", "biannually", "bi-annual", "bi-annually", "half-yearly"), 180.0),
    **dict.fromkeys(("twice a year", "twice per year", "twice yearly", "twice annually"), 180.0),
    **dict.fromkeys(("annual", "annually", "yearly", "once a year"), 360.0),
    "biennial": 720.0,
    "biennially": 720.0,
}
_OPEN = (  # often, but not how often
    "regularly|regular basis|regular intervals|periodically|periodic|from time to time|occasionally|routinely|"
    "as needed|when needed|as necessary|as appropriate|at appropriate intervals|on an ongoing basis"
    "|continually|"
    "continuously|continuous|frequently|recurring"
)
_EACH = r"(?:each|every|per|once (?:a|per|each|every)) (?P<unit>hour|day|week|month|quarter|year)"
# "monthly active users", "annual revenue": no one does anything at that interval.
_NO_INTERVAL = (
    r"(?! (?:active|users?|revenues?|incomes?|turnover|fees?|sales|rates?|limits?|bills?|price"
    r"|spend|li[fv]es?))"
)
_FREQUENCY = re.compile(
    rf"(?<![\w-])(?:{_EACH}|(?P<fixed>{'|'.join(sorted(_FIXED, key=len, reverse=True))})"
    rf"|(?P<open>{_OPEN}))(?![\w-])" + _NO_INTERVAL,
    re.IGNORECASE,
)
_DAYS_UNKNOWN = 0.0
AMOUNT_TRIGGERS = MEASURING | frozenset(re.findall(r"[a-z-]{3,}", "|".join((*_FIXED, _OPEN))))


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: days between two occasions, or none where the words do not tell."""

    text: str
    days: float


def amount_changes(edit: Edit) -> Iterable[Signal]:
    """Numbers and frequencies that became others, went or came; a number that bounds less firmly."""
    before, after = (quantities(without_dates(text)) for text in (edit.old, edit.new))
    yield from _bounds(before, after)
    gone, come = unshared(before, after, lambda q: (q.value, q.unit))
    pairs = _same_kind(gone, come)
    for old, new in pairs:
        if (old.value, old.unit) != (new.value, new.unit):
            yield became("number-changed", old.text, new.text, _direction(old, new))
    rest_gone = [q for q in gone if not any(q is old for old, _ in pairs)]
    rest_come = [q for q in come if not any(q is new for _, new in pairs)]
    yield from _unpaired(edit, rest_gone, rest_come)
    yield from _frequencies(edit, rest_gone, rest_come)


def _same_kind(gone: list[Quantity], come: list[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pairs of one unit, those that bound alike first: a period is no interval."""
    pairs = couples(gone, come, lambda q: (q.unit, q.bound))
    left = [q for q in gone if not any(q is old for old, _ in pairs)]
    right = [q for q in come if not any(q is new for _, new in pairs)]
    return pairs + couples(left, right, lambda q: (q.unit, q.is_interval))


def _unpaired(edit: Edit, gone: list[Quantity], come: list[Quantity]) -> Iterable[Signal]:
    for quantity in gone:
        if one := _only_one(edit.new, quantity):
            yield became("number-changed", quantity.text, one, "a smaller number")
        elif not quantity.is_interval:
            yield dropped("number-dropped", quantity.text)
    for quantity in come:
        if one := _only_one(edit.old, quantity):
            yield became("number-changed", one, quantity.text, "a larger number")
        elif not quantity.is_interval:
            yield added("number-added", quantity.text)


def _only_one(text: str, quantity: Quantity) -> str:
    """ "One reviewer" where the other wording counts "two reviewers": alone "one" is seldom a number."""
    if not re.fullmatch(r"[a-z-]{3,}", quantity.unit) or quantity.unit == "time":
        return ""
    found = re.search(rf"\bone (?:[\w-]+ )?{quantity.unit}(?:e?s)?\b", text, re.IGNORECASE)
    return found.group() if found else ""


def _direction(old: Quantity, new: Quantity) -> str:
    larger = new.value > old.value
    if old.is_interval and new.is_interval:
        return "a longer interval: less often" if larger else "a shorter interval: more often"
    if old.unit == "time":
        return "a longer period" if larger else "a shorter period"
    if old.bound == new.bound == LOWER:
        return "a higher threshold" if larger else "a lower threshold"
    if old.bound == new.bound == UPPER:
        return "a higher limit" if larger else "a lower limit"
    return "a larger number" if larger else "a smaller number"


def _bounds(before: list[Quantity], after: list[Quantity]) -> Iterable[Signal]:
    """The same number that is no bound any more but an approximation or a target, or bounds the other side."""
    for old, new in couples(before, after, lambda q: (q.value, q.unit)):
        bounds = {old.bound, new.bound}
        if bounds == {LOWER, UPPER} or set(map(_firmness, bounds)) == {"firm", "soft"}:
            yield became("bound-changed", old.full, new.full)


def _firmness(bound: str) -> str:
    return {ABOUT: "soft", AIM: "soft", PLAIN: "firm", LOWER: "firm", UPPER: "firm"}.get(bound, "")


def frequencies(text: str) -> list[Frequency]:
    found = []
    for match in _FREQUENCY.finditer(text):
        days = _DAYS_UNKNOWN
        if match["unit"]:
            days = DAYS[match["unit"].casefold()]
        elif match["fixed"]:
            days = _FIXED[match["fixed"].casefold()]
        found.append(Frequency(match.group(), days))
    return found


def _frequencies(edit: Edit, gone: list[Quantity], come: list[Quantity]) -> Iterable[Signal]:
    """``gone`` and ``come`` are numbers without a counterpart: "every 6 months" may have become "annually"."""
    before, after = unshared(
        frequencies(edit.old) + _intervals(gone),
        frequencies(edit.new) + _intervals(come),
        lambda one: one.days or one.text.casefold(),
    )
    # What is done as often as it takes is no frequency that was given up or promised.
    before = [one for one in before if one.days or after or not _is_loose(one)]
    for old, new in zip(before, after, strict=False):
        if old.days or new.days:
            yield became("frequency-changed", old.text, new.text, _how_often(old, new))
    for old in before[len(after) :]:
        yield dropped("frequency-dropped", old.text)
    for new in after[len(before) :]:
        if not _is_loose(new):
            yield added("frequency-added", new.text)


def _intervals(numbers: list[Quantity]) -> list[Frequency]:
    return [Frequency(q.full, q.value) for q in numbers if q.is_interval]


def _is_loose(frequency: Frequency) -> bool:
    return frequency.text.casefold().startswith(("as ", "when ", "at appropriate", "from time"))


def _how_often(old: Frequency, new: Frequency) -> str:
    if not new.days:
        return "which names no interval"
    if not old.days:
        return "which names an interval"
    return "less often" if new.days > old.days else "more often"
