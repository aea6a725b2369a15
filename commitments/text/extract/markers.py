"""List markers and numbered headings, wherever a format leaves them in the text."""

import re
from dataclasses import dataclass

from commitments.text.folding import word_set

_BULLETS = "●○■□•◦▪▫‣⁃◆◇➢➤✓✔·\uf0b7\uf0a7\uf0d8\uf02d\uf06f"
_MARKER = re.compile(
    rf"(?P<bullet>[{_BULLETS}]|[-*+–—](?=\s))\s*"
    r"|(?P<paren>\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))\s+"
    r"|(?P<number>\d{1,2}[.)]|[a-zA-Z][.)]|[ivx]{1,4}[.)])(?:\s+|$)"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?(?:\s+(?P<title>\S.*))?$")
_SMALL = word_set(
    "a an and as at by for from in into of on or per the to via vs with within without"
)
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*\d{0,3}$")


@dataclass(frozen=True, slots=True)
class Marker:
    style: str  # markers of one style are one list's
    text: str  # what follows the marker
    is_bullet: bool


def marker(line: str) -> Marker | None:
    """The list marker a line begins with; a bullet may stand alone on its line."""
    found = _MARKER.match(line)
    if found is None:
        return None
    kind = found.lastgroup or ""
    sign = found.group(kind)
    style = (
        sign if kind == "bullet" else kind + ("1" if sign.strip("(").isdigit() else _style(sign))
    )
    return Marker(style, line[found.end() :].strip(), kind == "bullet")


def _style(sign: str) -> str:
    core = sign.strip("().")
    return "1" if core.isdigit() else "A" if core.isupper() else "a"


def section_number(line: str) -> tuple[int, str] | None:
    """Depth and title of a line like "3.1. Preliminary Assessment"; the title may be empty."""
    found = _NUMBERED.match(line)
    if found is None:
        return None
    return found["number"].count(".") + 1, found["title"] or ""


def is_complete(text: str) -> bool:
    """Whether a text ends as sentences and lead-ins end."""
    return bool(_ENDS.search(text))


def looks_like_title(text: str, *, most_words: int = 12) -> bool:
    """Short, no final stop, and its words capitalised as in a title."""
    if len(text) > 90 or is_complete(text) or text.endswith((",", "-", "–")):
        return False
    found: list[str] = re.findall(r"[^\W_][\w'’&./-]*", text)
    if not 1 <= len(found) <= most_words or not found[0][0].isupper():
        return False
    big = [w for w in found if w.lower() not in _SMALL]
    capital = sum(1 for w in big if w[0].isupper() or w[0].isdigit())
    return capital >= 0.75 * len(big)


class Depths:
    """Depth of list items by indent and, where the indent says nothing, by the order of marker styles."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str]] = []

    def reset(self) -> None:
        self._open.clear()

    def level(self, style: str, indent: float = 0.0) -> int:
        while self._open and self._open[-1][0] > indent + 1:
            self._open.pop()
        for depth, (left, other) in enumerate(self._open):
            if other == style and abs(left - indent) <= 1:
                del self._open[depth + 1 :]
                return depth + 1
        self._open.append((indent, style))
        return len(self._open)
