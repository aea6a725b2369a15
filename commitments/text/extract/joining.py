"""Lines back into running text: hyphens at line ends, and lines that run on."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from commitments.text.folding import word_set

_HYPHEN = "\u2010"  # what typesetting programs break a word with; people type "-"
_BROKEN = re.compile(r"(?P<left>[^\W\d_]+)[-\u2010]$")
_CONTINUES = re.compile(r"(?P<right>[^\W\d_]+)")
_LONGEST_WORD = 60
_LEAST_WITNESSES = 2
_MANY_LINES = 60
_SELDOM = 60  # one line in so many
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First parts of compounds that keep their hyphen when nothing in the document says otherwise.
_COMPOUND = word_set(
    "all anti cross full half high inter intra large long low mid multi non off one open over part post pre "
    "quasi real risk safety security self semi short single small sub third top two under un well worst wide "
    "decision model data harm best"
)


def _broken_end(text: str) -> re.Match[str] | None:
    """The word that a text breaks off in; looks at the end only, since texts grow line by line."""
    if not text.endswith(("-", _HYPHEN)):
        return None
    return _BROKEN.search(text, max(0, len(text) - _LONGEST_WORD))


class Joiner:
    """Joins lines with the document's own words as the judge of what a hyphen at a line's end meant."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self._lines = 0
        broken: list[tuple[str, str]] = []
        set_by_machine = typed = 0
        left = ""
        for line in lines:
            self._lines += 1
            right = _CONTINUES.match(line.lstrip()) if left else None
            if right:
                broken.append((left.lower(), right["right"].lower()))
            end = _broken_end(line)
            # Neither half of a broken word is a witness.
            body = line[right.end() if right else 0 : end.start() if end else len(line)]
            self._seen.update(map(str.lower, _WORD.findall(body)))
            left = end["left"] if end else ""
            set_by_machine += line.endswith(_HYPHEN)
            typed += body.count(_HYPHEN)
        # Where lines end in the one sign and compounds have the other, each says what it means.
        self._knows_signs = set_by_machine > 4 * typed
        self._breaks_words = self._is_hyphenated(broken)

    def _is_hyphenated(self, broken: Sequence[tuple[str, str]]) -> bool | None:
        """Whether this document breaks words at line ends at all; None where too little speaks of it."""
        if self._lines >= _MANY_LINES and _SELDOM * len(broken) < self._lines:
            return False  # these are compounds that a line happened to end in
        whole = sum(1 for left, right in broken if self._seen[left + right])
        compound = sum(1 for left, right in broken if self._seen[f"{left}-{right}"])
        if whole + compound < _LEAST_WITNESSES:
            return None
        return whole > compound

    def join(self, lines: Sequence[str]) -> str:
        text = ""
        for line in lines:
            text = self.run_on(text, line.strip())
        return " ".join(text.split())

    def run_on(self, text: str, line: str) -> str:
        """``text`` followed by ``line``: "exam-" and "ple" are one word, "non-" and "state" keep the hyphen."""
        if not text or not line:
            return text or line
        broken = _broken_end(text)
        right = _CONTINUES.match(line)
        if broken and right:
            keep = self._keeps_hyphen(broken["left"], right["right"], text[-1])
            return (text if keep else text[:-1]) + line
        if line[0] in ",;" and not text.endswith(("—", "–")):
            return text + line
        glued = text.endswith(("/", "—", "–")) and not text.endswith((" –", " —"))
        return text + line if glued else f"{text} {line}"

    def _keeps_hyphen(self, left: str, right: str, sign: str) -> bool:
        if self._knows_signs:
            return sign != _HYPHEN
        if left.isupper() != right.isupper():  # "ASL-" and "compliant", "AI-" and "Powered"
            return left.isupper() or not right[0].islower()
        whole, compound = (left + right).lower(), f"{left}-{right}".lower()
        if self._seen[whole] or self._seen[compound]:
            return self._seen[compound] > self._seen[whole]
        if self._breaks_words is False:
            return True
        if not self._seen[right.lower()] or len(right) <= 3:
            return left.lower() == "non"
        return left.lower() in _COMPOUND or (len(left) > 3 and self._seen[left.lower()] > 0)
