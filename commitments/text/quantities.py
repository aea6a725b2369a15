"""The measured numbers of a wording: amounts, shares, money, computing, stretches of time.

A number that names a thing ("ASL-3", "Section 4", "v2.1", "(2)", a year) measures nothing.
"""

import math
import re
from dataclasses import dataclass

from commitments.text.folding import word_set
from commitments.text.terms import DIGITS

_SMALL = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
NUMBERS: dict[str, float] = {word: float(value) for value, word in enumerate(_SMALL, 1)}
NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "dozen": 12}
_SHARES = {
    "half": 50.0,
    "one-half": 50.0,
    "one-third": 100 / 3,
    "one third": 100 / 3,
    "two-thirds": 200 / 3,
    "two thirds": 200 / 3,
    "one-quarter": 25.0,
    "one quarter": 25.0,
    "three-quarters": 75.0,
    "three quarters": 75.0,
}
_SIZES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
# Twelve months are a year and three a quarter, so each month has thirty days.
DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "quarter": 90.0,
    "year": 360.0,
}
_UNITS = {
    **{name: name for name in DAYS},
    "percent": "%",
    "per cent": "%",
    "percentage point": "%",
    "%": "%",
    "x": "times",
    "-fold": "times",
    "fold": "times",
    "time": "times",
    "flop": "",
    "flop/": "",
    "operation": "",
    "fte": "fte",
}
# Words that stand after a number and are no thing that it counts.
_NO_THING = word_set(
    "a above accordingly after all an and are as at be been before below but by can could do does each else "
    "every for "
    "from has have if in into is it its may more must no nor not of on one only or other our over per shall "
    "should "
    "so such than that the their them then there these they this those to under until up upon was we were "
    "when where "
    "which who will with within would you your way ways another thing"
)
# What a capitalised word before a number leaves a number: "Within 30 days" opens a sentence.
_OPENERS = (
    "within|at|every|after|before|for|over|about|under|up to|by|from|with|of|in|the|and|least|most|than|only"
    "|or|"
    "all|any|each|retain|keep|allow|provide|minimum|maximum|approximately|roughly|around|nearly|exactly"
    "|first|next|"
    "last|to|on|a|an|our|these|those|their|is|are|be|we"
)
_LABEL = re.compile(
    r"\b(?:sections?|sec|appendix|appendices|annex|articles?|art|chapters?|parts?|tables?|figures?|fig"
    r"|steps?|phases?|"
    r"levels?|tiers?|stages?|versions?|v|items?|notes?|footnotes?|paragraphs?|pages?|p|pp|questions?|rules?"
    r"|principles?|"
    r"clauses?|no|rows?|exhibit|schedule|title|asl|rsp|ccl|sl|type|class|option"
    r"|example)[ .-]{0,2}(?:[a-z]{1,4}[ .-])?$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:^|[^\w])([A-Z][\w&]*)[ -]$")
_OPENER = re.compile(rf"^(?:{_OPENERS})$", re.IGNORECASE)

LOWER, UPPER, ABOUT, AIM, EVERY, PLAIN = "lower", "upper", "about", "aim", "every", ""
_BOUNDS = (
    (LOWER, r"at (?:the very )?least|(?:no|not) (?:fewer|less) than|(?:a )?minimum(?: of)?|more than"
        r"|above"
            r"|greater than|exceed(?:s|ing)?|over|upwards? of|>=?|≥"),
    (UPPER, r"at most|no more than|not more than|no later than|no longer than|up to|(?:a )?maximum(?: of)?"
        r"|less than"
            r"|fewer than|under|below|within|not exceed(?:ing)?|<=?|≤"),
    (ABOUT, r"about|approximately|approx\.?|roughly|around|nearly|almost|~|circa|an? (?:average"
        r"|estimated)(?: of)?"),
    (AIM, r"(?:a )?(?:target|goal|benchmark)(?: of)?|ideally|typically|usually|generally"),
    (EVERY, r"every|each|per"),
)  # fmt: skip
_BOUND = re.compile(
    r"(?:^|(?<=[\s(]))(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _BOUNDS)
    + r")(?: the| a)?\s?$",
    re.IGNORECASE,
)
_FLOOR_AFTER = re.compile(r"\s?(?:\+|or (?:more|above|higher|greater|longer)\b)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?<![\w.,/#^'-])(?<!\d:)|(?<=US)(?=\$))(?P<currency>[$€£])?"
    r"(?P<number>\d{1,15}(?:,\d{3})*(?:\.\d{1,12})?(?:\s?[x×]\s?10(?:(?:\^|\*\*)\d{1,2}|[⁰¹²³⁴-⁹]{1,2})"
    r"|(?:\^|\*\*)\d{1,2}|[⁰¹²³⁴-⁹]{1,2}|e\+?\d{1,2}(?!\w))?"
    rf"|(?:{'|'.join(sorted((*_SHARES, *NUMBERS), key=len, reverse=True))})(?!\w|-(?:{'|'.join(_SMALL)})))"
    r"(?P<range>\s?(?:-|to)\s?\d{1,9}(?:\.\d{1,9})?(?=\s?(?:%|percent|x\b|-?\s?(?:hour|day|week|month|year))))?"
    r"(?:[\s-]?(?P<size>hundred|thousand|million|billion|trillion|bn|k|m|b)(?![\w/]))?"
    r"(?:\s?(?P<ratio>(?::|in|out of)\s?\d{1,9})(?![\w.:-]))?",
    re.IGNORECASE,
)  # fmt: skip
# "Ninety (90) days" says one number twice.
_TWICE = re.compile(
    rf"\b(?:(?:{'|'.join(NUMBERS)})-?(?:{'|'.join(_SMALL)})?|(?:one "
    rf"|a )?hundred)(?: percent)? \((\d[\d,]{{0,9}}%?)\)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]?(?P<unit>percentage points?|per ?cent|%|seconds?|minutes?|hours?|(?:calendar |business "
    r"|working )?days?|weeks?"
    r"|(?:calendar )?months?|quarters?|years?|x(?!\w)|-?fold|times|flops?(?:/s)?|operations?"
    r"|ftes?)(?!\w)(?! ago\b)",
    re.IGNORECASE,
)
_THING = re.compile(r"[ -](?P<thing>[a-z]{3,}(?:-[a-z]+)?)")
_BROKEN = re.compile(r"\.\d|[-/]\w*\d|\)|:\d|,\d|[A-Za-z_]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"\^|\*\*|(?=[⁰¹²³⁴-⁹])")
_LARGEST = 300  # decimal digits a float can hold
_REACH = 32
# A change of any of these words, or of a digit, can change a quantity.
MEASURING = (
    frozenset(NUMBERS)
    | frozenset(re.findall(r"[a-z]{3,}", "|".join(pattern for _, pattern in _BOUNDS)))
    | frozenset(_SIZES)
    | frozenset(form for name in DAYS for form in (name, f"{name}s"))
    | word_set("percent percentage fold times x flop flops half third thirds quarters")
    | {DIGITS}
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured number: as written, its value in the unit's own measure, the unit, and what it bounds.

    Stretches of time are in days under the unit "time"; a bare number has the noun that it counts as its unit.
    """

    text: str
    value: float
    unit: str
    bound: str = PLAIN
    bound_text: str = ""

    @property
    def full(self) -> str:
        """The number with the words that make it a bound."""
        return f"{self.bound_text} {self.text}".strip()

    @property
    def is_interval(self) -> bool:
        return self.bound == EVERY and self.unit == "time"


def quantities(text: str) -> list[Quantity]:
    """The measured numbers of a text in their order; linear in it."""
    if "(" in text:
        text = _TWICE.sub(r"\1", text)
    found = (_quantity(text, match) for match in _NUMBER.finditer(text))
    return [quantity for quantity in found if quantity is not None]


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    number = match["number"].casefold()
    before = text[max(0, match.start() - _REACH) : match.start()]
    end, unit, exact = _unit(text, match)
    if not exact and (_BROKEN.match(text, match.end()) or _is_label(before, number)):
        return None
    bound, bound_text = _bound(before, text, end)
    if not (exact or unit or bound in (LOWER, UPPER) or match["size"] or match["ratio"]):
        return None
    if not (exact or match["size"]) and (
        _is_year(number) or _counts_nothing(number, unit, bound, bound_text)
    ):
        return None
    value, unit = _measured(number, match, unit)
    return Quantity(text[match.start() : end], value, unit, bound, bound_text)


def _unit(text: str, match: re.Match[str]) -> tuple[int, str, bool]:
    """Where the number with its unit ends, the unit, and whether it is one that measures."""
    if match["currency"]:
        return match.end(), match["currency"], True
    if match["number"].casefold() in _SHARES or match["ratio"]:
        return match.end(), "%", True
    found = _UNIT.match(text, match.end())
    if found:
        name = re.sub(r"^(?:calendar|business|working) ", "", found["unit"].casefold())
        return found.end(), _UNITS.get(name, _UNITS.get(name.rstrip("s"), name)), True
    if match["number"][0].isdigit() and not match["number"].replace(",", "").isdecimal():
        return match.end(), "", "." not in match["number"]  # a power of ten counts operations
    thing = _THING.match(text, match.end())
    if thing and thing["thing"].casefold() not in _NO_THING:
        return thing.end(), thing["thing"].casefold().rstrip("s"), False
    return match.end(), "", False


def _bound(before: str, text: str, end: int) -> tuple[str, str]:
    found = _BOUND.search(before)
    if found:
        return str(found.lastgroup), found.group().strip()
    after = _FLOOR_AFTER.match(text, end)
    return (LOWER, "") if after else (PLAIN, "")


def _is_label(before: str, number: str) -> bool:
    if _LABEL.search(before):
        return True
    name = _NAME.search(before)
    return bool(name and number[0].isdigit() and not _OPENER.match(name[1]))


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in ("19", "20") and number.isdigit()


def _counts_nothing(number: str, unit: str, bound: str, bound_text: str) -> bool:
    if number == "one":  # "one or more" is any number
        return bound not in (LOWER, UPPER) or not bound_text
    if "." in number:  # "4.2 Security" numbers a section
        return not number.startswith("0.") and bound == PLAIN
    return not unit and bound not in (LOWER, UPPER)


def _measured(number: str, match: re.Match[str], unit: str) -> tuple[float, str]:
    amount = _value(number)
    if match["range"]:  # "2-8 hours" is compared by its middle
        amount = (amount + float(re.sub(r"[^\d.]", "", match["range"]))) / 2
    value = amount * _SIZES.get((match["size"] or "").casefold(), 1.0)
    if match["ratio"]:
        whole = float(re.sub(r"\D", "", match["ratio"]))
        return (100 * value / whole if whole else value), "%"
    if unit in DAYS:
        is_years = unit == "day" and value % 365 == 0
        return (value / 365 * DAYS["year"] if is_years else value * DAYS[unit]), "time"
    return value, unit


def _value(number: str) -> float:
    if number in _SHARES:
        return _SHARES[number]
    if number in NUMBERS:
        return NUMBERS[number]
    head, *powers = _POWER.split(
        re.sub(r"\s", "", number.replace(",", "").replace("×", "x")), maxsplit=1
    )
    if not powers:
        return float(head)
    front, _, base = head.rpartition("x")
    exponent = int(powers[0].translate(_RAISED))
    if len(base) * exponent > _LARGEST:
        return math.inf
    return float(front or 1) * float(base) ** exponent
