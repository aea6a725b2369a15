"""Headings of a PDF that neither size nor weight tells apart: numbered titles, and lines in capitals."""

import re

from commitments.text.extract.markers import is_complete
from commitments.text.extract.pdf_types import Line

_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})+)\.?\s+(?P<title>[^\W\d_].*)")
_LONGEST = 90
_MOST_WORDS = 14


def numbered_depth(line: Line, following: Line | None, step: float) -> int:
    """The depth of a title like "1.2 The role of the Board" that stands on a line of its own; else 0."""
    found = _NUMBERED.fullmatch(line.text)
    if found is None or not _stands_alone(line, following, step):
        return 0
    title = found["title"]
    if (
        not title[0].isupper()
        or title.endswith((",", "-", "–"))
        or len(title.split()) > _MOST_WORDS
    ):
        return 0
    return found["number"].count(".") + 1


def is_capitals(line: Line, following: Line | None, step: float) -> bool:
    """Whether a line in capitals stands alone; terms in capitals run over many lines."""
    letters = [char for char in line.text if char.isalpha()]
    if len(letters) < 4 or not all(char.isupper() for char in letters):
        return False
    return _stands_alone(line, following, step) and not (following and following.text.isupper())


def _stands_alone(line: Line, following: Line | None, step: float) -> bool:
    if len(line.text) > _LONGEST or is_complete(line.text) or line.text.endswith((",", "-")):
        return False
    if following is None or following.page != line.page or following.y > line.y:
        return True
    return line.y - following.y > 1.25 * step or bool(_NUMBERED.match(following.text))
