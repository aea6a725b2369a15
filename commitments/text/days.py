"""Calendar days written in a text, a heading or a file name, as ISO strings: nothing here knows the clock."""

import re
from calendar import monthrange
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/._ ](?P<number>\d{1,2})[-/._ ](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>20\d\d)(?P<number>\d\d)(?P<day>\d\d)(?!\d)",
        rf"\b{_MONTH}[ -](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ -](?P<year>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH},?[ -](?P<year>(?:19|20)\d\d)(?!\d)",
    )
)


def days_in(text: str) -> list[tuple[int, str]]:
    """Where a day is written and which one ("2025-05-14"), in the order of the text. Linear in the text.

    A month without a day is none, nor is a day that the calendar does not have.
    """
    return [(start, day) for start, _, day in day_spans(text)]


def day_spans(text: str) -> list[tuple[int, int, str]]:
    """The same with where each ends."""
    return sorted(set(_found(text)))


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            number = parts.get("number") or _MONTHS[(parts.get("month") or "jan").lower()[:3]]
            year, month, day = int(match["year"]), int(number), int(match["day"])
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                yield match.start(), match.end(), f"{year}-{month:02}-{day:02}"
