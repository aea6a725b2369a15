"""What is counted: words, what two texts have of them in common, and the fewest that any script must mark."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The runs of letters and digits, as written."""
    return WORD.findall(text)


def plain(text: str) -> str:
    """The words alone, in lower case: texts that differ in this differ to a reader."""
    return " ".join(words(text.casefold()))


def common(old: Sequence[str], new: Sequence[str]) -> int:
    """The length of the longest common subsequence; costs the product of the lengths in bits."""
    codes: dict[str, int] = {}
    left, right = ([codes.setdefault(word, len(codes)) for word in side] for side in (old, new))
    return int(LCSseq.similarity(left, right))


def ordered_f1(found: str, expected: str) -> float:
    """1.0 where the same words stand in the same order, whatever the case and signs; 0.0 for none in common."""
    left, right = words(found.casefold()), words(expected.casefold())
    if not left and not right:
        return 1.0
    return 2 * common(left, right) / (len(left) + len(right))


def fewest_marks(old: str, new: str) -> int:
    """The optimum: how many words must be marked, deleted and inserted ones together."""
    left, right = words(old), words(new)
    return len(left) + len(right) - 2 * common(left, right)
