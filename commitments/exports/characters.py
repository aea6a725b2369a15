"""What files can hold of a text, and which way it runs."""

import re
import unicodedata

_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text with the sign for an unknown character where XML, spreadsheets and typesetters know none.

    Line ends and tabs stay. A policy as it is read has no such characters; a hostile one may.
    """
    return _UNHELD.sub("\ufffd", text)


def is_rtl(text: str) -> bool:
    """Whether it runs from right to left: by its first letter that runs either way."""
    ways = (unicodedata.bidirectional(character) for character in text)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"
