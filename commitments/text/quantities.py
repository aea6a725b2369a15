"""Numbers, shares, spans of time and frequencies in a wording, and how they changed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal

_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_UNIT = r"hours?|days?|weeks?|months?|quarters?|years?|%|percent|x\b|hours|employees|people|members"
# A number that names a thing ("ASL-3", "Section 4", "v2.1", "(2)") measures nothing.
_QUANTITY = re.compile(
    r"(?<![\w.(-])(?<!section )(?<!sections )(?<!appendix )(?<!version )(?<!level )(?<!figure )(?<!rsp )"
    r"(?P<number>\$?\d[\d,]*(?:\.\d+)?|" + "|".join(_WORDS) + r")"
    rf"(?:[\s-]?(?P<unit>{_UNIT}))?(?![\w)]|\.\d|-\w*\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d"
    r"|\bRSP v|\bversion\b",
    re.IGNORECASE,
)
_FREQUENCIES = {
    "daily": 1,
    "weekly": 7,
    "biweekly": 14,
    "monthly": 30,
    "quarterly": 91,
    "each quarter": 91,
    "semi-annually": 182,
    "biannually": 182,
    "annually": 365,
    "annual": 365,
    "yearly": 365,
    "each year": 365,
    "every year": 365,
    "regularly": 0,
    "periodically": 0,
    "from time to time": 0,
}
_FREQUENCY = re.compile(
    r"\b(?:" + "|".join(sorted(_FREQUENCIES, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    text: str
    value: float
    unit: str


def quantities(text: str) -> list[Quantity]:
    """The measured numbers of a text, in order; a lone small number word without a unit is no measure."""
    found = []
    for match in _QUANTITY.finditer(text):
        number, unit = match["number"].lower(), (match["unit"] or "").lower().rstrip("s")
        if number in _WORDS and not unit:
            continue
        digits = number.lstrip("$").replace(",", "")
        value = float(_WORDS.get(number) or digits)
        found.append(Quantity(match.group(), value, "$" if number.startswith("$") else unit))
    return found


def number_changes(old: str, new: str) -> Iterable[Signal]:
    """Numbers with one unit that changed, in pairs; then those that went or came without a counterpart."""
    if _MONTH.search(old) and _MONTH.search(new):
        return  # dates and version labels change with every edition
    before, after = quantities(old), quantities(new)
    gone = [q for q in before if (q.value, q.unit) not in {(o.value, o.unit) for o in after}]
    come = [q for q in after if (q.value, q.unit) not in {(o.value, o.unit) for o in before}]
    for quantity in gone:
        other = next((q for q in come if q.unit == quantity.unit), None)
        if other is None:
            yield Signal("number-dropped", f"“{quantity.text}” is gone.", quantity.text, "")
        else:
            come.remove(other)
            yield Signal("number-changed", _became(quantity, other), quantity.text, other.text)
    for quantity in come:
        yield Signal("number-added", f"“{quantity.text}” is new.", "", quantity.text)


def _became(old: Quantity, new: Quantity) -> str:
    kind = "time" if old.unit in _DAYS else "number"
    size = {"time": ("shorter", "longer"), "number": ("smaller", "larger")}[kind][
        new.value > old.value
    ]
    return f"“{old.text}” became “{new.text}”, a {size} {kind}."


def frequency_changes(old: str, new: str) -> Iterable[Signal]:
    """How often: "quarterly" to "annually", or to no frequency at all."""
    before = [f for f in _FREQUENCY.findall(old) if f.lower() not in new.lower()]
    after = [f for f in _FREQUENCY.findall(new) if f.lower() not in old.lower()]
    if before and after:
        message = f"“{before[0]}” became “{after[0]}”."
        yield Signal("frequency-changed", message, before[0], after[0])
    elif before:
        yield Signal("frequency-dropped", f"“{before[0]}” is gone.", before[0], "")
