"""Lines back into running text: hyphens at line ends, and lines that run on."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from commitments.text.folding import word_set

_BROKEN = re.compile(r"(?P<left>[^\W\d_]+)[-\u2010]$")
_CONTINUES = re.compile(r"(?P<right>[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First parts of compounds that keep their hyphen when nothing in the document says otherwise.
_COMPOUND = word_set(
    "all anti cross full half high inter intra large long low mid multi non off one open over part post pre "
    "quasi real risk safety security self semi short single small sub third top two under un well worst wide "
    "decision model data harm best"
)


class Joiner:
    """Joins lines with the document's own words as the judge of what a hyphen at a line's end meant."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        for line in lines:
            # The last word of a line may be a broken one and is no witness.
            body = line[: _BROKEN.search(line).start()] if _BROKEN.search(line) else line  # type: ignore[union-attr]
            self._seen.update(word.lower() for word in _WORD.findall(body))

    def join(self, lines: Sequence[str]) -> str:
        text = ""
        for line in lines:
            text = self.run_on(text, line.strip())
        return " ".join(text.split())

    def run_on(self, text: str, line: str) -> str:
        """``text`` followed by ``line``: "exam-" and "ple" are one word, "non-" and "state" keep the hyphen."""
        if not text or not line:
            return text or line
        broken = _BROKEN.search(text)
        right = _CONTINUES.match(line)
        if broken and right:
            keep = self._keeps_hyphen(broken["left"], right["right"])
            return (text if keep else text[:-1]) + line
        if line[0] in ",;" and not text.endswith(("—", "–")):
            return text + line
        glued = text.endswith(("/", "—", "–")) and not text.endswith((" –", " —"))
        return text + line if glued else f"{text} {line}"

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        if left.isupper() != right.isupper():  # "ASL-" and "compliant", "AI-" and "Powered"
            return left.isupper() or not right[0].islower()
        whole, compound = (left + right).lower(), f"{left}-{right}".lower()
        if self._seen[whole] or self._seen[compound]:
            return self._seen[compound] > self._seen[whole]
        if not self._seen[right.lower()] or len(right) <= 3:
            return left.lower() == "non"
        return left.lower() in _COMPOUND or (len(left) > 3 and self._seen[left.lower()] > 0)
