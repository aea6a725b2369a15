"""How texts are made comparable: what a reader would call the same words.

The folds never reach what is shown; they only decide what counts as equal.
"""

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "″": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "\u00a0": " ",
        "\u00ad": None,
    }
)
_DASHES = re.compile(r"-{2,}")
_BY_SIGN = re.compile(r" (?:(?<=[^\w ] )|(?=[^\w ]))")  # a space before or after a sign
_NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
# A footnote's number clings to the word or stop before it once a PDF is plain text ("risk.12 In"); in Markdown
# the call of a note that is not there stays.
_CALL = re.compile(
    r"(?=[\d\[])"  # to look ahead before looking back saves half of the time
    r"(?:(?<=[a-z][.,;:)\"])\d{1,3}(?=\s|$)|(?<=[a-z]{3})\d{1,2}(?=[\s.,;:)]|$)|\[\^\w{1,20}\])"
)


def word_set(text: str) -> frozenset[str]:
    """A list of words as a set, for membership only."""
    return frozenset(text.split())


def typography(text: str) -> str:
    """``text`` with plain quotes, hyphens and spaces; linear in its length."""
    if text.isascii():  # most are, and looking takes a hundredth of the time
        return text
    return unicodedata.normalize("NFC", text).translate(_QUOTES)


@lru_cache(maxsize=16_384)  # every stage of a comparison asks for the same clauses
def fold(text: str) -> str:
    """The text as words compare: case, typography and white space are one; footnote calls are gone.

    Footnotes are renumbered whenever one is added, so their numbers must not make a change.
    """
    plain = " ".join(typography(text).split())
    return _CALL.sub("", plain).casefold()


@lru_cache(maxsize=16_384)  # most clauses stand on both sides
def identity(text: str) -> str:
    """What two clauses share when a reader would call them the same words.

    Beyond ``fold``: a list's renumbering, the spaces around signs and what a typewriter has for a sign are no
    change of words.
    """
    plain = _NUMBERING.sub("", fold(text)).replace("…", "...").replace("‹", "'").replace("›", "'")
    return _BY_SIGN.sub("", _DASHES.sub("-", plain))


def words(text: str) -> list[str]:
    """The folded words of a text in their order, punctuation left out."""
    return _WORD.findall(fold(text))


def reader_words(text: str) -> str:
    """The words as a reader reads them: reflow, quotes and hyphenation folded, case kept.

    A hyphen is dropped with the white space after it, since a line's end may have put it there.
    """
    return " ".join(re.sub(r"-\s*", "", typography(text)).split())
