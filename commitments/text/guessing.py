"""What a document may be called and dated, and where each guess was read. Guesses: a person confirms them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commitments.text.days import days_in

_LABEL = re.compile(
    r"\b(?:version|ver\.?|v)[ .]?(\d{1,2}(?:\.\d{1,2}){0,2})(?![\d.]*\d)", re.IGNORECASE
)
_FILE_LABEL = re.compile(
    r"(?<![a-z])v(?:ersion)?[-_ ]?(\d{1,2}(?:[._-]\d{1,2}){0,2})(?!\d)", re.IGNORECASE
)
_EFFECTIVE = re.compile(r"\b(?:effective|in force|valid)\b[^.\n]{0,30}$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:published|released|issued|(?:last )?(?:updated|revised|modified))\b[^.\n]{0,30}$",
    re.IGNORECASE,
)
_REACH = 60


class Where(StrEnum):
    """Where a guess was read, the most trustworthy first."""

    TITLE_PAGE = "title page"
    LINK = "link text"
    BESIDE = "beside the link"
    FILE_NAME = "file name"
    METADATA = "PDF metadata"


class What(StrEnum):
    LABEL = "label"
    EFFECTIVE_ON = "effective_on"
    PUBLISHED_ON = "published_on"


@dataclass(frozen=True, slots=True)
class Guess:
    """``value`` is a label ("v2.2") or a day in ISO form; ``words`` are those that it was read in."""

    what: What
    value: str
    where: Where
    words: str


def guesses(
    *,
    title_page: str = "",
    link: str = "",
    beside: str = "",
    file_name: str = "",
    created_on: str = "",
) -> tuple[Guess, ...]:
    """Everything that the places say, the most trustworthy place first; each value once for a place."""
    texts = {
        Where.TITLE_PAGE: title_page,
        Where.LINK: link,
        Where.BESIDE: beside,
        Where.FILE_NAME: file_name,
    }
    found = [guess for where, text in texts.items() for guess in _read(text, where)]
    if created_on:
        words = f"created on {created_on}"
        found.append(Guess(What.PUBLISHED_ON, created_on, Where.METADATA, words))
    return tuple(dict.fromkeys(found))


def best(found: tuple[Guess, ...], what: What) -> Guess | None:
    """The guess to offer first; they are in the order of trust."""
    return next((guess for guess in found if guess.what is what), None)


def _read(text: str, where: Where) -> Iterator[Guess]:
    if where is Where.FILE_NAME:
        label = _FILE_LABEL.search(text)
        if label:
            yield Guess(What.LABEL, "v" + re.sub(r"[_-]", ".", label[1]), where, text)
    else:
        label = _LABEL.search(text)
        if label:
            yield Guess(What.LABEL, f"v{label[1]}", where, _excerpt(text, label.start()))
    for start, day in days_in(text):
        before = text[max(0, start - _REACH) : start]
        what = What.EFFECTIVE_ON if _EFFECTIVE.search(before) else What.PUBLISHED_ON
        is_said = (
            where is not Where.TITLE_PAGE or _EFFECTIVE.search(before) or _PUBLISHED.search(before)
        )
        if is_said or start < _REACH:
            yield Guess(what, day, where, _excerpt(text, start))


def _excerpt(text: str, at: int) -> str:
    """The words around a place, on one line."""
    return " ".join(text[max(0, at - _REACH) : at + _REACH].split())
