"""Dates by which, from which or until which something holds, and how they changed.

A document's own dates ("Effective March 31, 2025", "updated on ...") change with every edition and are none of
these.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import DIGITS, Edit, added, became, couples, dropped, unshared

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# The capital tells "May 14" from "may 14 people".
_MONTH = r"(?P<{0}>(?-i:" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"))\.?"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w/-])(?:(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?P<day1>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?(?: day)?(?: of)? {_MONTH.format('month1')}(?:,? (?P<year1>{_YEAR}))?"
    rf"|(?:(?P<part>early|mid|late|(?:the )?end of|(?:the )?beginning of)[ -])?{_MONTH.format('month2')}"
    rf" (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<year2>{_YEAR}))?"
    rf"|{_MONTH.format('month3')},? (?P<year3>{_YEAR})"
    rf"|(?:(?:early|mid|late|(?:the )?end of|(?:the )?beginning of)[ -])?"
    rf"(?P<quarter>[QH][1-4])(?: of)?,? (?P<year4>{_YEAR})"
    rf"|(?:(?P<span>early|mid|late|(?:the )?end of|(?:the )?beginning of)[ -])?(?P<year5>{_YEAR}))(?![\w/-])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_HELD = re.compile(
    r"(?:^|[\s(])(?P<word>by|before|until|till|through|no later than|not later than|prior to|from"
    r"|starting(?: on| in)?"
    r"|beginning(?: on| in)?|after)(?: the)?(?: date of)? $",
    re.IGNORECASE,
)
_SPANS = {"early": 0.1, "beginning": 0.1, "mid": 0.5, "late": 0.8, "end": 0.99}
_REACH = 24
DATE_TRIGGERS = (
    word_set("by before until till through early beginning mid late end")
    | {name[:length].casefold() for name in _MONTHS for length in (3, None)}
    | {DIGITS}
)


@dataclass(frozen=True, slots=True)
class Date:
    text: str
    when: float  # in years; less than 2 where no year is told


def without_dates(text: str) -> str:
    """The text with its dates blanked, so that their numbers measure nothing."""
    return _DATE.sub(" ; ", text) if _DIGIT.search(text) else text


def dates(text: str) -> list[Date]:
    """The dates that bound something, in their order."""
    found = []
    for match in _DATE.finditer(text):
        held = _HELD.search(text[max(0, match.start() - _REACH) : match.start()])
        if held:
            found.append(Date(f"{held['word']} {match.group()}", _when(match)))
    return found


def _when(match: re.Match[str]) -> float:
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return _in_years(int(year), int(month), int(day))
    if match["quarter"]:
        length = 3 if match["quarter"][0] in "Qq" else 6
        return _in_years(int(match["year4"]), int(match["quarter"][1]) * length, 31)
    if match["year5"]:
        words = (match["span"] or "").casefold().replace("the ", "").split()
        return int(match["year5"]) + (_SPANS[words[0]] if words else 0.0)
    name = match["month1"] or match["month2"] or match["month3"]
    year = match["year1"] or match["year2"] or match["year3"] or 0
    month = next(n for n, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))
    return _in_years(int(year), month, int(match["day1"] or match["day2"] or 0))


def _in_years(year: int, month: int, day: int) -> float:
    return year + (month - 1) / 12 + day / 372


def date_changes(edit: Edit) -> Iterable[Signal]:
    gone, come = unshared(dates(edit.old), dates(edit.new), lambda date: date.when)
    pairs = couples(gone, come, lambda date: True)
    for old, new in pairs:
        dated = min(old.when, new.when) > 2
        direction = ("later" if new.when > old.when else "earlier") if dated else ""
        yield became("date-changed", old.text, new.text, direction)
    for old in gone[len(pairs) :]:
        yield dropped("date-dropped", old.text)
    for new in come[len(pairs) :]:
        yield added("date-added", new.text)
